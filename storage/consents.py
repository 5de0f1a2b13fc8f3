"""Consents: which subjects of announcements a person asked for. Silence is no."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.runner import Runner

_SAY = """
    INSERT INTO consents (person_id, subject, wanted, said_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (person_id, subject) DO UPDATE
    SET wanted = excluded.wanted, said_at = excluded.said_at
"""

_WANTING = """
    SELECT person_id FROM consents WHERE subject = $1 AND wanted = 1 AND person_id > $2
    ORDER BY person_id LIMIT $3
"""


async def of(db: Runner, person_id: int) -> Mapping[str, bool]:
    """Return what a person said, by subject."""
    rows = await db.all("SELECT subject, wanted FROM consents WHERE person_id = $1", person_id)
    return {row["subject"]: bool(row["wanted"]) for row in rows}


async def say(db: Runner, person_id: int, subject: str, *, wanted: bool, now: int) -> None:
    """Keep a yes or a no; the latest wins."""
    await db.run(_SAY, person_id, subject, int(wanted), now)


async def wanting(db: Runner, subject: str, *, after: int, limit: int) -> list[int]:
    """Return the people who want a subject, by their id, a page at a time."""
    rows = await db.all(_WANTING, subject, after, limit)
    return [row["person_id"] for row in rows]


async def refuse_all(db: Runner, person_id: int, *, now: int) -> None:
    """Turn every yes of a person into a no."""
    sql = "UPDATE consents SET wanted = 0, said_at = $2 WHERE person_id = $1 AND wanted = 1"
    await db.run(sql, person_id, now)
