"""Roles: who may do what. Which roles there are, and what each opens, is not decided here.

Every role given or taken is a line in the journal (`storage.audit`), in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage import audit

if TYPE_CHECKING:
    from storage.runner import Runner

_GRANT = """
    INSERT INTO roles (person_id, role, granted_by, granted_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING
"""
_WITHIN_REACH = """
    SELECT person_id FROM roles JOIN people ON people.id = roles.person_id
    WHERE role = $1 AND blocked_at IS NULL ORDER BY granted_at, person_id
"""
_TEAM = """
    SELECT person_id, role, granted_by, granted_at FROM roles
    ORDER BY granted_at, person_id, role
"""


@dataclass(frozen=True, slots=True)
class Held:
    """One role of one person. `granted_by`: who gave it, None for the installation."""

    person_id: int
    role: str
    granted_by: int | None
    granted_at: int


async def of(db: Runner, person_id: int) -> frozenset[str]:
    """Return the roles of a person."""
    rows = await db.all("SELECT role FROM roles WHERE person_id = $1", person_id)
    return frozenset(row["role"] for row in rows)


async def grant(db: Runner, person_id: int, role: str, *, by: int | None, now: int) -> bool:
    """Give a role; False where the person had it. `by`: who gave it, None for the installation.

    Raises `Conflict` for somebody who never wrote to the bot.
    """
    async with db.transaction() as tx:
        given = await tx.run(_GRANT, person_id, role, by, now) == 1
        if given:
            await audit.write(tx, "grant", by=by, person_id=person_id, detail=role, now=now)
        return given


async def revoke(db: Runner, person_id: int, role: str, *, by: int | None, now: int) -> bool:
    """Take a role away; False where the person did not have it. `by`: who did, or the person."""
    async with db.transaction() as tx:
        sql = "DELETE FROM roles WHERE person_id = $1 AND role = $2"
        taken = await tx.run(sql, person_id, role) == 1
        if taken:
            act = "resign" if by == person_id else "revoke"
            await audit.write(tx, act, by=by, person_id=person_id, detail=role, now=now)
        return taken


async def holders(db: Runner, role: str) -> list[int]:
    """Return who has a role, in the order in which they got it."""
    rows = await db.all(
        "SELECT person_id FROM roles WHERE role = $1 ORDER BY granted_at, person_id", role
    )
    return [row["person_id"] for row in rows]


async def within_reach(db: Runner, role: str) -> list[int]:
    """Return who has a role and has not blocked the bot."""
    return [row["person_id"] for row in await db.all(_WITHIN_REACH, role)]


async def lock_holders(tx: Runner, role: str) -> list[int]:
    """Return who has a role, and let nobody else give it up until the transaction ends.

    Two administrators who leave at the same moment leave one after the other.
    """
    await tx.run("UPDATE roles SET role = role WHERE role = $1", role)
    return await holders(tx, role)


async def team(db: Runner) -> list[Held]:
    """Return every role that somebody has, oldest first."""
    return [Held(**row) for row in await db.all(_TEAM)]
