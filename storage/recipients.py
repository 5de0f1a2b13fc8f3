"""Recipients: what has to be known of one person at the moment when an announcement leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.runner import Runner

_LOOK = """
    SELECT a.state, a.version, a.kind, a.html, a.file_id, a.subject, a.valid_until,
        p.blocked_at, p.stopped_at, p.paused_until, p.quiet_until, c.wanted
    FROM announcements a JOIN people p ON p.id = $2
    LEFT JOIN consents c ON c.person_id = p.id AND c.subject = a.subject
    WHERE a.id = $1
"""
_LATELY = """
    SELECT finished_at FROM outbox
    WHERE person_id = $1 AND lane = 2 AND kind IN ($2, 'announcement', 'nudge')
        AND status IN ('sent', 'uncertain')
        AND finished_at > $3
    ORDER BY finished_at DESC LIMIT $4
"""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An announcement and a person, as they are now."""

    state: str
    version: int
    kind: str
    html: str
    file_id: str
    subject: str
    valid_until: int | None
    blocked_at: int | None
    stopped_at: int | None
    paused_until: int | None
    quiet_until: int | None
    wanted: int | None


async def look(db: Runner, number: int, person_id: int) -> Recipient | None:
    """Return both in one read; None where one of them is gone."""
    row = await db.one(_LOOK, number, person_id)
    return None if row is None else Recipient(**row)


async def lately(db: Runner, person_id: int, kind: str, *, since: int, most: int) -> list[int]:
    """Return when messages of a kind, announcements or nudges reached a person, the latest first.

    They share one budget.
    """
    return [row[0] for row in await db.all(_LATELY, person_id, kind, since, most)]
