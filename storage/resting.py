"""Reminders that rest while their person is away, so that no tick walks past them every minute.

A pause or a silence says in `people` how long it lasts; `rests_until` beside a reminder only keeps
ticks from looking at it before. Who is back, or changes the pause, ends the rest at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.runner import Row, Runner, Transaction

_PORTION: Final = 500
# Locks the people: who comes back at this moment takes turns with this, or is not in the answer.
_WHO = """
    SELECT id, paused_from, paused_until, quiet_until FROM people
    WHERE id IN ({marks}) ORDER BY id{skip_locked}
"""
_REST = "UPDATE reminders SET rests_until = $2 WHERE pledge_id = $1"
# The condition of the index reminders_resting stands in each word for word: SQLite matches it so.
_ANY_OVER = """
    SELECT 1 FROM reminders WHERE rests_until IS NOT NULL AND rests_until <= $1 LIMIT 1
"""
_RISE = """
    WITH picked AS MATERIALIZED (
        SELECT pledge_id FROM reminders WHERE rests_until IS NOT NULL AND rests_until <= $1
        ORDER BY rests_until LIMIT $2{skip_locked}
    )
    UPDATE reminders SET rests_until = NULL
    WHERE pledge_id IN (SELECT pledge_id FROM picked) RETURNING pledge_id
"""
_ROUSE = """
    UPDATE reminders SET rests_until = NULL
    WHERE rests_until IS NOT NULL AND pledge_id IN (SELECT id FROM pledges WHERE person_id = $1)
"""
_ROUSE_ALL = """
    UPDATE reminders SET rests_until = NULL WHERE rests_until IS NOT NULL AND EXISTS (
        SELECT 1 FROM pledges JOIN people ON people.id = pledges.person_id
        WHERE pledges.id = reminders.pledge_id
            AND (people.paused_until IS NULL OR people.paused_until <= $1
                OR people.paused_from > $1)
            AND (people.quiet_until IS NULL OR people.quiet_until <= $1)
    )
"""


def held_until(person: Row, now: int) -> int:
    """Return when somebody may be written to again; 0 where they may now."""
    paused = person["paused_until"] if (person["paused_from"] or 0) <= now else None
    end = max(paused or 0, person["quiet_until"] or 0)
    return end if end > now else 0


async def rest(tx: Transaction, owners: Mapping[int, int], *, now: int) -> int:
    """Lay down reminders (pledge → person) whose people are away at `now`; return how many.

    Whoever is being changed by another transaction is left for the next tick.
    """
    people = sorted(set(owners.values()))
    marks = ", ".join(f"${number}" for number in range(1, len(people) + 1))
    sql = _WHO.replace("{marks}", marks).replace("{skip_locked}", tx.skip_locked)
    ends = {row["id"]: held_until(row, now) for row in await tx.all(sql, *people)}
    rows = [(pledge, end) for pledge, who in owners.items() if (end := ends.get(who, 0))]
    await tx.run_many(_REST, rows)
    return len(rows)


async def rise(db: Runner, *, now: int) -> int:
    """End the rest that is over, some hundreds at a time, so that nobody waits for long."""
    risen = 0
    while await db.value(_ANY_OVER, now) is not None:
        sql = _RISE.replace("{skip_locked}", db.skip_locked)
        some = len(await db.all(sql, now, _PORTION))  # SQLite counts no rows after WITH
        if not some:  # another worker has them in hand
            break
        risen += some
    return risen


async def rouse(tx: Runner, person_id: int) -> None:
    """Look at the reminders of a person again, whose pause has changed in this transaction."""
    await tx.run(_ROUSE, person_id)


async def rouse_all(db: Runner, *, now: int) -> int:
    """End the rest of those whose people are there; return how many."""
    return await db.run(_ROUSE_ALL, now)
