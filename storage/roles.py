"""Roles: who may do what. Which roles there are, and what each opens, is not decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.runner import Runner

_GRANT = """
    INSERT INTO roles (person_id, role, granted_by, granted_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING
"""


async def of(db: Runner, person_id: int) -> frozenset[str]:
    """Return the roles of a person."""
    rows = await db.all("SELECT role FROM roles WHERE person_id = $1", person_id)
    return frozenset(row["role"] for row in rows)


async def grant(db: Runner, person_id: int, role: str, *, by: int | None, now: int) -> bool:
    """Give a role; False where the person had it. `by`: who gave it, None for the installation.

    Raises `Conflict` for somebody who never wrote to the bot.
    """
    return await db.run(_GRANT, person_id, role, by, now) == 1


async def revoke(db: Runner, person_id: int, role: str) -> bool:
    """Take a role away; False where the person did not have it."""
    return (
        await db.run("DELETE FROM roles WHERE person_id = $1 AND role = $2", person_id, role) == 1
    )


async def holders(db: Runner, role: str) -> list[int]:
    """Return who has a role, in the order in which they got it."""
    rows = await db.all(
        "SELECT person_id FROM roles WHERE role = $1 ORDER BY granted_at, person_id", role
    )
    return [row["person_id"] for row in rows]
