"""The staff page: codes that open it once, and the sessions that they open.

Codes and tokens are kept as fingerprints: whoever reads the database can use neither.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from storage.runner import Runner

CODE_S: Final = 10 * 60
IDLE_S: Final = 30 * 60
LONGEST_S: Final = 8 * 3600
_TOUCH_S = 60  # a session is noted as seen once a minute, not at each picture of a page

# A person has one code: the one that was shown last.
_MAKE = """
    INSERT INTO page_codes (person_id, code, expires_at) VALUES ($1, $2, $3)
    ON CONFLICT (person_id) DO UPDATE SET code = excluded.code, expires_at = excluded.expires_at
"""
_USE = "DELETE FROM page_codes WHERE code = $1 AND person_id = $2 AND expires_at > $3"
_OPEN = """
    INSERT INTO page_sessions (token, person_id, opened_at, seen_at) VALUES ($1, $2, $3, $3)
"""
_FIND = """
    SELECT person_id, opened_at, seen_at FROM page_sessions
    WHERE token = $1 AND opened_at > $2 AND seen_at > $3
"""
_PURGE = "DELETE FROM page_sessions WHERE opened_at <= $1 OR seen_at <= $2"


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody before the page. Moments are UTC seconds."""

    person_id: int
    opened_at: int
    seen_at: int


async def offer(db: Runner, person_id: int, code: str, *, now: int) -> None:
    """Let a code open the page for a person, for a few minutes; an earlier one is void.

    Raises `Conflict` for a code that somebody else holds just now: make another.
    """
    await db.run(_MAKE, person_id, fingerprint(code), now + CODE_S)


async def enter(db: Runner, code: str, token: str, *, now: int) -> int | None:
    """Use a code up and open a session; return whose. None: wrong, used, or too late."""
    async with db.transaction() as tx:
        held = fingerprint(code)
        person: int | None = await tx.value(
            "SELECT person_id FROM page_codes WHERE code = $1", held
        )
        if person is None or await tx.run(_USE, held, person, now) != 1:
            return None
        await tx.run(_OPEN, fingerprint(token), person, now)
        return person


async def find(db: Runner, token: str, *, now: int, used: bool = True) -> Session | None:
    """Return the session of a token that is still good, and note that it was used.

    `used`: False where a page asks by itself, so that one left alone does not stay open.
    """
    row = await db.one(_FIND, fingerprint(token), now - LONGEST_S, now - IDLE_S)
    if row is None:
        return None
    session = Session(**row)
    if used and now - session.seen_at >= _TOUCH_S:
        sql = "UPDATE page_sessions SET seen_at = $2 WHERE token = $1 AND seen_at < $2"
        await db.run(sql, fingerprint(token), now)
    return session


async def close(db: Runner, token: str) -> bool:
    """End one session; False where it had ended."""
    return await db.run("DELETE FROM page_sessions WHERE token = $1", fingerprint(token)) == 1


async def close_all(db: Runner, person_id: int) -> int:
    """End everything that a person has open, and void their code; return how many sessions."""
    async with db.transaction() as tx:
        await tx.run("DELETE FROM page_codes WHERE person_id = $1", person_id)
        return await tx.run("DELETE FROM page_sessions WHERE person_id = $1", person_id)


async def purge(db: Runner, *, now: int) -> int:
    """Delete what can open nothing any more; return how many sessions."""
    await db.run("DELETE FROM page_codes WHERE expires_at <= $1", now)
    return await db.run(_PURGE, now - LONGEST_S, now - IDLE_S)


def fingerprint(secret: str) -> str:
    """Return what is kept of a code or a token."""
    return hashlib.sha256(secret.encode()).hexdigest()
