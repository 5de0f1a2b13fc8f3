"""Invitations into the team: a link that makes the first who opens it a member, for a while."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage import audit, roles

if TYPE_CHECKING:
    from storage.runner import Runner

# The same press delivered twice makes one invitation; the link that was shown last is the one.
_MAKE = """
    INSERT INTO invitations (token, role, made_by, made_at, made_update, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (made_update) DO UPDATE SET token = excluded.token
    WHERE invitations.used_at IS NULL
"""
_OPEN = """
    SELECT id, role, made_by, made_at, expires_at FROM invitations
    WHERE used_at IS NULL AND withdrawn_at IS NULL AND expires_at > $1 ORDER BY made_at, id
"""
_FIND = """
    SELECT id, role, made_by, made_at, expires_at FROM invitations
    WHERE token = $1 AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > $2
"""
_USE = """
    UPDATE invitations SET used_by = $2, used_at = $3
    WHERE token = $1 AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > $3
"""
_WITHDRAW = """
    UPDATE invitations SET withdrawn_at = $2
    WHERE id = $1 AND used_at IS NULL AND withdrawn_at IS NULL
"""
# The links of the installation make an administrator of whoever opens them first: only one
# is good at a time.
_WITHDRAW_OWN = """
    UPDATE invitations SET withdrawn_at = $1
    WHERE made_by IS NULL AND used_at IS NULL AND withdrawn_at IS NULL
"""
_ADMINISTRATORS = "SELECT count(*) FROM roles WHERE role = $1"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation. `made_by`: who made it, None for the installation."""

    id: int
    role: str
    made_by: int | None
    made_at: int
    expires_at: int


async def make(
    db: Runner,
    token: str,
    role: str,
    *,
    by: int,
    update_id: int,
    expires_at: int,
    now: int,
) -> None:
    """Keep an invitation, by the fingerprint of its token; once for each Telegram update."""
    async with db.transaction() as tx:
        again = await tx.value("SELECT 1 FROM invitations WHERE made_update = $1", update_id)
        await tx.run(_MAKE, _print(token), role, by, now, update_id, expires_at)
        if again is None:
            await audit.write(tx, "invite", by=by, detail=role, now=now)


async def make_first(db: Runner, token: str, role: str, *, expires_at: int, now: int) -> bool:
    """Keep the installation's own invitation, in place of earlier ones.

    False, and nothing is kept, where somebody has the role.
    """
    async with db.transaction() as tx:
        if await tx.value(_ADMINISTRATORS, role):
            return False
        await tx.run(_WITHDRAW_OWN, now)
        await tx.run(_MAKE, _print(token), role, None, now, None, expires_at)
        await audit.write(tx, "invite", by=None, detail=role, now=now)
        return True


async def find(db: Runner, token: str, *, now: int) -> Invitation | None:
    """Return the invitation that a link opens; None where it is used, withdrawn, old, unknown."""
    row = await db.one(_FIND, _print(token), now)
    return None if row is None else Invitation(**row)


async def accept(db: Runner, token: str, person_id: int, *, now: int) -> Invitation | None:
    """Let a person in by a link, once; None for one that opens nothing any more."""
    async with db.transaction() as tx:
        found = await find(tx, token, now=now)
        if found is None or await tx.run(_USE, _print(token), person_id, now) != 1:
            return None
        if found.made_by is None and await tx.value(_ADMINISTRATORS, found.role):
            return None  # the installation appoints the first one only
        await roles.grant(tx, person_id, found.role, by=found.made_by, now=now)
        return found


async def open_ones(db: Runner, *, now: int) -> list[Invitation]:
    """Return the invitations that still open a door, oldest first."""
    return [Invitation(**row) for row in await db.all(_OPEN, now)]


async def withdraw(db: Runner, invitation_id: int, *, by: int, now: int) -> bool:
    """Take an invitation back; False where it was used or taken back already."""
    async with db.transaction() as tx:
        done = await tx.run(_WITHDRAW, invitation_id, now) == 1
        if done:
            await audit.write(tx, "withdraw", by=by, detail=str(invitation_id), now=now)
        return done


async def purge(db: Runner, *, before: int) -> int:
    """Delete invitations that ended before a moment; return how many."""
    return await db.run("DELETE FROM invitations WHERE expires_at < $1", before)


def _print(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
