"""Events: between two moments the volunteers of a place register pledges, and citizens scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.runner import there
from storage.values import clean, from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.runner import Row, Runner

_EVENTS = """
    SELECT id, code, name, commune, opens_at, closes_at, rehearsal, shortlist, made_by FROM events
"""
# The same update, or a code that is taken already, makes nothing.
_MAKE = """
    INSERT INTO events (code, name, commune, opens_at, closes_at, rehearsal, shortlist, made_by,
        made_at, made_update)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
"""
_BY_UPDATE = _EVENTS + "WHERE made_update = $1"
_BY_ID = _EVENTS + "WHERE id = $1"
_BY_CODE = _EVENTS + "WHERE code = $1"
_OPEN = _EVENTS + "WHERE closes_at > $1 AND opens_at <= $1 ORDER BY closes_at, id"
_LATEST = _EVENTS + "ORDER BY closes_at DESC, id DESC LIMIT $1"
_COME = """
    INSERT INTO event_guests (person_id, event_id, came_at) VALUES ($1, $2, $3)
    ON CONFLICT (person_id) DO UPDATE SET event_id = excluded.event_id, came_at = excluded.came_at
"""
_COUNT_PLEDGE = """
    INSERT INTO event_pledges (pledge_id, event_id)
    SELECT CAST($2 AS BIGINT), events.id
    FROM event_guests JOIN events ON events.id = event_guests.event_id
    WHERE event_guests.person_id = $1 AND events.opens_at <= $3 AND events.closes_at > $3
    ON CONFLICT DO NOTHING
"""
# Pledges of citizens who scanned, and entries of the stand; what was taken back is not there.
_TALLY = """
    SELECT action_id, count(*) AS pledges, sum(people_count) AS people
    FROM (
        SELECT action_id, people_count FROM entries WHERE event_id = $1 AND removed_at IS NULL
        UNION ALL
        SELECT pledges.action_id, pledges.people_count
        FROM event_pledges JOIN pledges ON pledges.id = event_pledges.pledge_id
        WHERE event_pledges.event_id = $1
            AND (pledges.end_reason IS NULL OR pledges.end_reason <> 'undone')
    ) counted
    GROUP BY action_id ORDER BY count(*) DESC, action_id
"""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. Moments are UTC seconds; `commune` is an INSEE code; `shortlist` action ids."""

    id: int
    code: str
    name: str
    commune: str
    opens_at: int
    closes_at: int
    rehearsal: bool
    shortlist: tuple[str, ...]
    made_by: int | None = None

    def is_open(self, now: int) -> bool:
        """Whether it is going on."""
        return self.opens_at <= now < self.closes_at


@dataclass(frozen=True, slots=True)
class Tally:
    """What was pledged at an event: in all, and how often each action, the most frequent first."""

    pledges: int
    people: int
    by_action: Mapping[str, int]


async def make(  # noqa: PLR0913 – an event has that many sides
    db: Runner,
    *,
    code: str,
    name: str,
    commune: str,
    opens_at: int,
    closes_at: int,
    rehearsal: bool,
    shortlist: Sequence[str],
    by: int,
    update_id: int,
    now: int,
) -> Event | None:
    """Make an event, once for each Telegram update; None where the code is taken: try another."""
    async with db.transaction() as tx:
        await tx.run(
            _MAKE,
            code,
            clean(name),
            commune,
            opens_at,
            closes_at,
            int(rehearsal),
            to_json(list(shortlist)),
            by,
            now,
            update_id,
        )
        row = await tx.one(_BY_UPDATE, update_id)
        return None if row is None else _event(row)


async def find(db: Runner, event_id: int) -> Event | None:
    """Return an event, or None."""
    row = await db.one(_BY_ID, event_id)
    return None if row is None else _event(row)


async def by_code(db: Runner, code: str) -> Event | None:
    """Return the event of a code, or None."""
    row = await db.one(_BY_CODE, clean(code))
    return None if row is None else _event(row)


async def open_ones(db: Runner, *, now: int) -> list[Event]:
    """Return the events that go on, the one that closes first at the head."""
    return [_event(row) for row in await db.all(_OPEN, now)]


async def latest(db: Runner, limit: int) -> list[Event]:
    """Return the events to come and those that were, the last to close first."""
    return [_event(row) for row in await db.all(_LATEST, limit)]


async def set_times(
    db: Runner, event_id: int, *, opens_at: int | None = None, closes_at: int | None = None
) -> None:
    """Open or close an event, for all its volunteers together."""
    if opens_at is not None:
        await db.run("UPDATE events SET opens_at = $2 WHERE id = $1", event_id, opens_at)
    if closes_at is not None:
        await db.run("UPDATE events SET closes_at = $2 WHERE id = $1", event_id, closes_at)


async def set_shortlist(db: Runner, event_id: int, shortlist: Sequence[str]) -> None:
    """Choose the actions that are read aloud."""
    listed = to_json(list(shortlist))
    await db.run("UPDATE events SET shortlist = $2 WHERE id = $1", event_id, listed)


async def come(db: Runner, event_id: int, person_id: int, *, now: int) -> None:
    """Note that a citizen came by the code of an event; the last one counts."""
    await db.run(_COME, person_id, event_id, now)


async def count_pledge(db: Runner, person_id: int, pledge_id: int, *, now: int) -> bool:
    """Count a citizen's pledge for the event they came by, if it goes on; once."""
    return await db.run(_COUNT_PLEDGE, person_id, pledge_id, now) == 1


async def tally(db: Runner, event_id: int) -> Tally:
    """Count what was pledged at an event. Exact: whoever shows it rounds it (`figures.shown`)."""
    rows = await db.all(_TALLY, event_id)
    return Tally(
        pledges=sum(row["pledges"] for row in rows),
        people=sum(int(row["people"]) for row in rows),
        by_action={row["action_id"]: row["pledges"] for row in rows},
    )


def _event(row: Row) -> Event:
    values = {**there(row)}
    shortlist = tuple(from_json(values.pop("shortlist")))
    rehearsal = bool(values.pop("rehearsal"))
    return Event(**values, rehearsal=rehearsal, shortlist=shortlist)
