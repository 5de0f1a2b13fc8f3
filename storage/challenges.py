"""Challenges of three weeks: a code, who takes part, and what they did, added up alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.disclosure import SMALLEST_GROUP, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.runner import Runner

_MAKE = """
    INSERT INTO challenges (code, kind, starts_at, ends_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (code) DO NOTHING
"""
_FIND = "SELECT id, code, kind, starts_at, ends_at, closed_at FROM challenges WHERE code = $1"
_OF = """
    SELECT c.id, c.code, c.kind, c.starts_at, c.ends_at, c.closed_at
    FROM challenges c JOIN challenge_members m ON m.challenge_id = c.id
    WHERE m.person_id = $1 ORDER BY c.ends_at DESC, c.id LIMIT 5
"""
_JOIN = """
    INSERT INTO challenge_members (challenge_id, person_id, size, joined_at)
    SELECT id, $2, $3, $4 FROM challenges WHERE code = $1 AND closed_at IS NULL AND ends_at > $4
    ON CONFLICT (challenge_id, person_id) DO UPDATE SET size = excluded.size
"""
_LEAVE = """
    DELETE FROM challenge_members
    WHERE person_id = $2 AND challenge_id = (SELECT id FROM challenges WHERE code = $1)
"""
_MEMBERS = """
    SELECT count(*) AS accounts, COALESCE(sum(size), 0) AS people,
        COALESCE(max(CASE WHEN person_id = $2 THEN 1 ELSE 0 END), 0) AS mine
    FROM challenge_members WHERE challenge_id = $1
"""
# What somebody did from the day on which they joined until the end.
_DONE = """
    SELECT p.objective, count(*) AS done
    FROM challenge_members m
    JOIN challenges h ON h.id = m.challenge_id
    JOIN pledges p ON p.person_id = m.person_id
    JOIN check_ins c ON c.pledge_id = p.id
    WHERE m.challenge_id = $1 AND c.outcome = 'done'
        AND c.answered_at >= m.joined_at AND c.answered_at < h.ends_at
    GROUP BY p.objective ORDER BY p.objective
"""
_DUE = """
    SELECT id, code, kind, starts_at, ends_at, closed_at FROM challenges
    WHERE closed_at IS NULL AND ends_at <= $1 ORDER BY ends_at, id LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge; moments in UTC seconds."""

    id: int
    code: str
    kind: str
    starts_at: int
    ends_at: int
    closed_at: int | None


@dataclass(frozen=True, slots=True)
class Together:
    """What may be shown to one person. `people` is None while too few take part.

    `alone`: nobody else takes part, so that the figures are this person's own, and exact.
    """

    member: bool
    alone: bool
    people: int | None
    done: int
    by_objective: Mapping[int, int]


async def make(db: Runner, code: str, kind: str, *, starts_at: int, ends_at: int) -> None:
    """Make a challenge; the same code twice makes one."""
    await db.run(_MAKE, code, kind, starts_at, ends_at)


async def find(db: Runner, code: str) -> Challenge | None:
    """Return the challenge that a link names."""
    row = await db.one(_FIND, code)
    return None if row is None else Challenge(**row)


async def of(db: Runner, person_id: int) -> list[Challenge]:
    """Return the latest challenges of a person."""
    return [Challenge(**row) for row in await db.all(_OF, person_id)]


async def join(db: Runner, code: str, person_id: int, size: int, *, now: int) -> bool:
    """Let somebody take part, or say for how many; False where it is over or unknown."""
    return await db.run(_JOIN, code, person_id, size, now) > 0


async def leave(db: Runner, code: str, person_id: int) -> None:
    """Take part no longer."""
    await db.run(_LEAVE, code, person_id)


async def together(db: Runner, challenge: Challenge, person_id: int) -> Together:
    """Add up what all did, as far as this person may see it."""
    (row,) = await db.all(_MEMBERS, challenge.id, person_id)
    accounts, people, member = row["accounts"], int(row["people"]), bool(row["mine"])
    alone = member and accounts == 1
    if accounts < SMALLEST_GROUP and not alone:
        return Together(member, alone, None, 0, {})
    done = {each["objective"]: int(each["done"]) for each in await db.all(_DONE, challenge.id)}
    if alone:
        return Together(member, alone, people, sum(done.values()), done)
    # Objectives of few people would show who did what: the sum alone.
    return Together(member, alone, rounded(people), rounded(sum(done.values())), {})


async def due(db: Runner, *, now: int) -> list[Challenge]:
    """Return the challenges that have come to their end and were not closed."""
    return [Challenge(**row) for row in await db.all(_DUE, now)]


async def close(db: Runner, challenge: Challenge, *, now: int) -> list[int]:
    """Close a challenge, once; return who took part, nobody where it was closed already."""
    sql = "UPDATE challenges SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL"
    if await db.run(sql, challenge.id, now) != 1:
        return []
    rows = await db.all(
        "SELECT person_id FROM challenge_members WHERE challenge_id = $1 ORDER BY person_id",
        challenge.id,
    )
    return [row["person_id"] for row in rows]


async def purge(db: Runner, *, before: int) -> int:
    """Delete challenges that ended before a moment; return how many."""
    return await db.run("DELETE FROM challenges WHERE ends_at < $1", before)
