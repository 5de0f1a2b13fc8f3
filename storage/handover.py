"""What a member of the team has in hand, and how it passes to a colleague, or back to all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.runner import Runner

# For each kind of work: how much somebody has, how it goes to a colleague, and what becomes of it
# where there is nobody to give it to. Whoever adds a table with work in it adds a line.
_KINDS: Mapping[str, tuple[str, str, str]] = {
    "questions": (
        "SELECT count(*) FROM questions WHERE state = 'taken' AND taken_by = $1",
        "UPDATE questions SET taken_by = $2 WHERE state = 'taken' AND taken_by = $1",
        """
        UPDATE questions SET state = 'new', taken_by = NULL
        WHERE state = 'taken' AND taken_by = $1
        """,
    ),
    "drafts": (
        "SELECT count(*) FROM announcements WHERE state = 'draft' AND author = $1",
        "UPDATE announcements SET author = $2 WHERE state = 'draft' AND author = $1",
        # A draft always has somebody who answers for it: here, whoever administers the longest.
        """
        UPDATE announcements SET author = COALESCE((
            SELECT person_id FROM roles
            WHERE role IN ('administrator', 'staff') AND person_id <> $1
            ORDER BY role, granted_at, person_id LIMIT 1
        ), author)
        WHERE state = 'draft' AND author = $1
        """,
    ),
}


async def in_hand(db: Runner, person_id: int) -> dict[str, int]:
    """Return how much of each kind of work somebody has in hand; kinds without any are absent."""
    counts = {kind: await db.value(sql[0], person_id) for kind, sql in _KINDS.items()}
    return {kind: count for kind, count in counts.items() if count}


async def pass_on(tx: Runner, person_id: int, to: int | None) -> None:
    """Give all that somebody has in hand to a colleague; None: back to the whole team."""
    for _, give, release in _KINDS.values():
        if to is None:
            await tx.run(release, person_id)
        else:
            await tx.run(give, person_id, to)
