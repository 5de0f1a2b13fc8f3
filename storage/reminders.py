"""Reminders: when each pledge is to be recalled next. At most one waits for each pledge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.resting import held_until, rest
from storage.values import from_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.runner import Row, Runner, Transaction

_PUT = """
    INSERT INTO reminders (pledge_id, due_at, occurrence, ignored, slowed)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (pledge_id) DO UPDATE
    SET due_at = excluded.due_at, occurrence = excluded.occurrence, ignored = excluded.ignored,
        slowed = excluded.slowed
"""
_FOUND = """
    SELECT r.pledge_id, p.person_id, p.action_id, p.rhythm, r.occurrence, r.due_at, r.ignored,
        r.slowed, CASE
            WHEN u.paused_until > r.due_at AND COALESCE(u.paused_from, 0) <= r.due_at THEN 1
            WHEN u.quiet_until > r.due_at THEN 1
            ELSE 0
        END AS silenced,
        CASE WHEN c.pledge_id IS NULL THEN 0 ELSE 1 END AS answered, u.holidays_off,
        u.paused_from, u.paused_until, u.quiet_until
    FROM ({picked}) r
    JOIN pledges p ON p.id = r.pledge_id
    JOIN people u ON u.id = p.person_id
    LEFT JOIN check_ins c ON c.pledge_id = r.pledge_id AND c.occurrence = r.occurrence
    ORDER BY r.due_at, r.pledge_id
"""
# Only the reminders are locked: a person who writes at this moment does not lose theirs.
_DUE = """
        SELECT pledge_id, occurrence, due_at, ignored, slowed FROM reminders
        WHERE due_at <= $1 AND asleep = 0 AND rests_until IS NULL AND EXISTS (
            SELECT 1 FROM pledges JOIN people ON people.id = pledges.person_id
            WHERE pledges.id = reminders.pledge_id AND pledges.state = 'active'
                AND people.blocked_at IS NULL AND people.stopped_at IS NULL
        )
        ORDER BY due_at, pledge_id LIMIT $2{skip_locked}
"""
# The running states stand here word for word as in the index pledges_running.
_SOON = """
        SELECT pledge_id, occurrence, due_at, ignored, slowed FROM reminders
        WHERE due_at > $1 AND due_at <= $2 AND pledge_id IN (
            SELECT id FROM pledges
            WHERE person_id IN ({marks}) AND state IN ('active', 'paused') AND state = 'active'
        ){skip_locked}
"""
_ANY_DUE = "SELECT 1 FROM ({picked}) due LIMIT 1"
_NEXT = """
    SELECT min(CASE
        WHEN COALESCE(u.paused_until, 0) > r.due_at AND COALESCE(u.paused_from, 0) <= r.due_at
            AND COALESCE(u.paused_until, 0) >= COALESCE(u.quiet_until, 0) THEN u.paused_until
        WHEN COALESCE(u.quiet_until, 0) > r.due_at THEN u.quiet_until
        ELSE r.due_at
    END)
    FROM reminders r
    JOIN pledges p ON p.id = r.pledge_id
    JOIN people u ON u.id = p.person_id
    WHERE r.asleep = 0 AND p.state = 'active' AND u.blocked_at IS NULL AND u.stopped_at IS NULL
"""
_LAY_DOWN = """
    UPDATE reminders SET asleep = 1
    WHERE asleep = 0 AND pledge_id IN (SELECT id FROM pledges WHERE person_id = $1)
"""
_WAKE = """
    UPDATE reminders SET asleep = 0, rests_until = NULL
    WHERE (asleep = 1 OR rests_until IS NOT NULL)
        AND pledge_id IN (SELECT id FROM pledges WHERE person_id = $1)
"""
_WAKE_ALL = """
    UPDATE reminders SET asleep = 0 WHERE asleep = 1 AND EXISTS (
        SELECT 1 FROM pledges JOIN people ON people.id = pledges.person_id
        WHERE pledges.id = reminders.pledge_id
            AND people.blocked_at IS NULL AND people.stopped_at IS NULL
    )
"""
_AS_FOUND = (
    *("pledge_id", "person_id", "action_id", "occurrence", "due_at"),
    *("ignored", "slowed", "holidays_off"),
)
_HEEDED = """
    UPDATE reminders SET ignored = 0, slowed = 0
    WHERE pledge_id = $1 AND (ignored > 0 OR slowed > 0)
"""


@dataclass(frozen=True, slots=True)
class Reminder:
    """The next reminder of a pledge. `due_at` in UTC seconds; `occurrence`: the day it is for.

    `ignored`: how many in a row had no answer since the last slowing down; `slowed`: how often
    they were slowed down.
    """

    pledge_id: int
    due_at: int
    occurrence: str
    ignored: int = 0
    slowed: int = 0


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder whose time has come, with what it takes to word it and to plan the next.

    `silenced`: its hour lies in a pause or a silence that is over now; `answered`: the person
    said already what became of that day; `holidays_off`: no reminder on public holidays.
    """

    pledge_id: int
    person_id: int
    action_id: str
    rhythm: Mapping[str, Any]
    occurrence: str
    due_at: int
    ignored: int = 0
    slowed: int = 0
    silenced: bool = False
    answered: bool = False
    holidays_off: int = 0


@dataclass(frozen=True, slots=True)
class Portion:
    """What a tick found at once: reminders that are due, and how many it laid to rest instead.

    Only where there is neither is nothing left to do.
    """

    due: list[DueReminder]
    rested: int


async def put(
    db: Runner, pledge_id: int, *, due_at: int, occurrence: str, ignored: int = 0, slowed: int = 0
) -> None:
    """Set the next reminder of a pledge, in place of the one that waited."""
    await db.run(_PUT, pledge_id, due_at, occurrence, ignored, slowed)


async def heeded(db: Runner, pledge_id: int) -> bool:
    """Note that the person answered: nothing is ignored any more; False where nothing was."""
    return await db.run(_HEEDED, pledge_id) == 1


async def clear(db: Runner, pledge_id: int) -> bool:
    """Let no reminder wait; False where none did."""
    return await db.run("DELETE FROM reminders WHERE pledge_id = $1", pledge_id) == 1


async def lay_down(tx: Runner, person_id: int) -> None:
    """Let the reminders of a person who is out of reach cost no tick anything.

    Whoever calls has just changed the person in the same transaction, so that going and coming
    back at one moment take turns.
    """
    await tx.run(_LAY_DOWN, person_id)


async def wake(tx: Runner, person_id: int) -> None:
    """Look at the reminders of a person again, who is back; called as `lay_down` is."""
    await tx.run(_WAKE, person_id)


async def wake_all(db: Runner) -> int:
    """Wake what sleeps although its person is there; return how many."""
    return await db.run(_WAKE_ALL)


async def due(tx: Transaction, *, now: int, limit: int) -> Portion:
    """Return what is due, earliest first, for active pledges of people who may be written to.

    Takes a transaction, because each row is held until it ends: another worker that plans at the
    same moment gets other rows. Before it ends, `put` the next reminder or `clear` it.
    A person in pause or in silence keeps their rows: they rest, and come up, late, once that is
    over.
    """
    found = await _rows(tx, _DUE, now, limit)
    away = {row["pledge_id"]: row["person_id"] for row in found if held_until(row, now)}
    rested = await rest(tx, away, now=now) if away else 0
    return Portion([_due_of(row) for row in found if row["pledge_id"] not in away], rested)


async def any_due(db: Runner, *, now: int) -> bool:
    """Say whether `due` has something to look at; outside a transaction, this holds up nobody."""
    picked = _DUE.replace("{skip_locked}", "")
    return await db.value(_ANY_DUE.replace("{picked}", picked), now, 1) is not None


async def due_soon(
    tx: Transaction, person_ids: Sequence[int], *, after: int, until: int
) -> list[DueReminder]:
    """Return what else these people have due in a span of time; held as by `due`."""
    if not person_ids:
        return []
    marks = ", ".join(f"${number}" for number in range(3, 3 + len(person_ids)))
    picked = _SOON.replace("{marks}", marks)
    return [_due_of(row) for row in await _rows(tx, picked, after, until, *person_ids)]


async def next_due_at(db: Runner) -> int | None:
    """Return the moment from which `due` will have something to give, or None for never."""
    moment: int | None = await db.value(_NEXT)
    return moment


async def of(db: Runner, pledge_id: int) -> Reminder | None:
    """Return the reminder that waits for a pledge."""
    row = await db.one(
        "SELECT pledge_id, due_at, occurrence, ignored, slowed FROM reminders"
        " WHERE pledge_id = $1",
        pledge_id,
    )
    return None if row is None else Reminder(**row)


async def _rows(tx: Transaction, picked: str, *values: int) -> list[Row]:
    sql = _FOUND.replace("{picked}", picked).replace("{skip_locked}", tx.skip_locked)
    return await tx.all(sql, *values)


def _due_of(row: Row) -> DueReminder:
    known = {name: row[name] for name in _AS_FOUND}
    rhythm, silenced, answered = row["rhythm"], row["silenced"], row["answered"]
    return DueReminder(
        **known, rhythm=from_json(rhythm), silenced=bool(silenced), answered=bool(answered)
    )
