"""Why people say no, stop and end: counted for what could be unblocked, never told of one person.

As in `storage.figures`: nothing about fewer than five people, and in steps of five.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.disclosure import SMALLEST_GROUP, STEP

if TYPE_CHECKING:
    from storage.runner import Runner

_REFUSALS = """
    SELECT action_id, reason, count(DISTINCT person_id) AS people FROM action_answers
    WHERE kind = 'refused' AND reason IS NOT NULL AND answered_at >= $1
    GROUP BY action_id, reason ORDER BY people DESC, action_id, reason
"""
_STOPS = """
    SELECT '' AS action_id, stop_reason AS reason, count(*) AS people FROM people
    WHERE stop_reason IS NOT NULL AND stopped_at >= $1
    GROUP BY stop_reason ORDER BY people DESC, reason
"""
_ENDS = """
    SELECT action_id, end_reason AS reason, count(DISTINCT person_id) AS people FROM pledges
    WHERE state = 'stopped' AND end_reason IS NOT NULL AND ended_at >= $1
    GROUP BY action_id, end_reason ORDER BY people DESC, action_id, reason
"""


@dataclass(frozen=True, slots=True)
class Reason:
    """So many people, at least, gave this reason; `action_id` is empty for the bot as a whole."""

    action_id: str
    reason: str
    people: int


async def refusals(db: Runner, *, since: int) -> list[Reason]:
    """Return why actions were refused since a moment, the most frequent first."""
    return await _count(db, _REFUSALS, since)


async def stops(db: Runner, *, since: int) -> list[Reason]:
    """Return why people asked for silence since a moment."""
    return await _count(db, _STOPS, since)


async def ends(db: Runner, *, since: int) -> list[Reason]:
    """Return why pledges were ended early since a moment."""
    return await _count(db, _ENDS, since)


async def _count(db: Runner, sql: str, since: int) -> list[Reason]:
    return [
        Reason(row["action_id"], row["reason"], row["people"] // STEP * STEP)
        for row in await db.all(sql, since)
        if row["people"] >= SMALLEST_GROUP
    ]
