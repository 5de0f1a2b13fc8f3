"""`Utile` and `Pas utile`, counted by topic and week without anybody's identity."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from storage import meta

if TYPE_CHECKING:
    from storage.runner import Runner

_WEEK = "feedback:{week}"
_KEEP = "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING"
_MARK = "INSERT INTO feedback_marks (mark, week) VALUES ($1, $2) ON CONFLICT (mark) DO NOTHING"
_COUNT = """
    INSERT INTO feedback (topic, week, useful, useless) VALUES ($1, $2, $3, $4)
    ON CONFLICT (topic, week) DO UPDATE
    SET useful = feedback.useful + excluded.useful, useless = feedback.useless + excluded.useless
"""
_SUMS = """
    SELECT COALESCE(sum(useful), 0) AS useful, COALESCE(sum(useless), 0) AS useless
    FROM feedback WHERE topic = $1 AND week >= $2
"""


async def vote(
    db: Runner, person_id: int, topic: str, week: str, *, useful: bool, secret: str
) -> bool:
    """Count a vote, once for each person, topic and week; False where it was counted.

    `week` is written 2026-W21. `secret` is the week's if it has none yet: what is kept of the
    person is a digest with it, which nobody can read once it is gone (`forget`).
    """
    async with db.transaction() as tx:
        key = _WEEK.format(week=week)
        await tx.run(_KEEP, key, secret)
        kept = await meta.get(tx, key)
        mark = hashlib.sha256(f"{kept}:{week}:{person_id}:{topic}".encode()).hexdigest()
        if await tx.run(_MARK, mark, week) != 1:
            return False
        await tx.run(_COUNT, topic, week, int(useful), int(not useful))
        return True


async def counts(db: Runner, topic: str, *, since: str) -> tuple[int, int]:
    """Return how often a topic was found useful and not, from a week on. Not for publishing."""
    row = await db.one(_SUMS, topic, since)
    return (int(row["useful"]), int(row["useless"])) if row is not None else (0, 0)


async def forget(db: Runner, *, before: str) -> int:
    """Delete the marks and secrets of the weeks before one; return how many marks."""
    async with db.transaction() as tx:
        await tx.run(
            "DELETE FROM meta WHERE key >= 'feedback:' AND key < $1", _WEEK.format(week=before)
        )
        return await tx.run("DELETE FROM feedback_marks WHERE week < $1", before)
