"""What a public service keeps for its archives: what it said and did, without anybody's id.

What people wrote is not in it: it is erased when its time is over, as they were told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.runner import Runner, Value

_SQL: Final[Mapping[str, str]] = {
    "announcements": """
        SELECT id, state, kind, html, subject, segment, requested_at, confirmed_at, started_at,
            finished_at, audience, counts
        FROM announcements ORDER BY id
    """,
    "answers": """
        SELECT answered_at, topic, answer FROM questions
        WHERE answer IS NOT NULL AND answered_at IS NOT NULL AND (lead_id IS NULL OR lead_id = id)
        ORDER BY answered_at, id
    """,
    "content": """
        SELECT edited_at, what, kind, item, fields, role FROM content_edits ORDER BY id
    """,
    "events": """
        SELECT name, commune, opens_at, closes_at, shortlist FROM events
        WHERE rehearsal = 0 ORDER BY opens_at, id
    """,
    "tallies": "SELECT day, what, entries FROM tallies ORDER BY day, what",
}
NAMES: Final = tuple(_SQL)
MOMENTS: Final = frozenset(
    {
        *("requested_at", "confirmed_at", "started_at", "finished_at", "answered_at", "edited_at"),
        *("opens_at", "closes_at"),
    }
)
COUNTED: Final = frozenset({"audience", "counts", "entries"})


async def read(db: Runner, name: str) -> list[dict[str, Value]]:
    """Return the rows of one part of the archive, oldest first; `MOMENTS` are UTC seconds.

    `COUNTED` are figures, or JSON objects of figures: exact, so not to be shown as they are.
    """
    return [{**row} for row in await db.all(_SQL[name])]
