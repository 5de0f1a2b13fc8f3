"""The journal of who gave and took which role, and of what else staff must answer for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.values import clean

if TYPE_CHECKING:
    from storage.runner import Runner

_WRITE = """
    INSERT INTO audit (made_at, act, made_by, person_id, detail) VALUES ($1, $2, $3, $4, $5)
"""
_LATEST = """
    SELECT made_at, act, made_by, person_id, detail FROM audit
    ORDER BY made_at DESC, id DESC LIMIT $1
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One act. `made_by`: who did it, None for the installation; `person_id`: to whom."""

    made_at: int
    act: str
    made_by: int | None
    person_id: int | None
    detail: str


async def write(
    db: Runner,
    act: str,
    *,
    by: int | None,
    person_id: int | None = None,
    detail: str = "",
    now: int,
) -> None:
    """Add a line, in the transaction of the act itself. Never put words of people into it."""
    await db.run(_WRITE, now, act, by, person_id, clean(detail))


async def latest(db: Runner, limit: int) -> list[Line]:
    """Return the newest lines, newest first."""
    return [Line(**row) for row in await db.all(_LATEST, limit)]


async def purge(db: Runner, *, before: int) -> int:
    """Delete what is older than a moment; return how many lines."""
    return await db.run("DELETE FROM audit WHERE made_at < $1", before)
