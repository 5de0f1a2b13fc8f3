"""Notices: one message to one person, written down first and sent by the outbox, once.

For what leaves by itself and is no reminder: an answer of staff, a word to the team, a note at
the end of an event. Whoever writes one does so in the transaction of the fact that it tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.deliver import Button, Media, Screen
from bot.pace import Lane
from storage import outbox, people

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from storage.database import Database, Runner
    from storage.outbox import Entry

KIND = "notice"


async def put(
    db: Runner,
    *,
    key: str,
    person_id: int,
    screen: Screen,
    due_at: int,
    lane: Lane = Lane.REPLY,
    asked_for: bool = True,
) -> bool:
    """Queue a notice, once for each `key`; False where the key is known.

    `due_at`: UTC seconds. `asked_for`: the person waits for it (an answer), so that silence,
    pauses and the seven quiet days do not hold it back; anything self-started passes False.
    """
    payload = {"screen": to_payload(screen), "asked_for": asked_for}
    return await outbox.put(
        db,
        key=f"{KIND}:{key}",
        lane=lane,
        person_id=person_id,
        kind=KIND,
        payload=payload,
        due_at=due_at,
    )


def to_payload(screen: Screen) -> dict[str, object]:
    """Give a screen as plain data, fit for JSON."""
    rows = [[[b.label, b.data, b.url] for b in row] for row in screen.rows]
    media = None if screen.media is None else [screen.media.kind, screen.media.file_id]
    return {"html": screen.html, "rows": rows, "media": media}


def from_payload(data: Mapping[str, Any]) -> Screen:
    """Read back what `to_payload` gave."""
    rows = tuple(
        tuple(Button(label, data, url) for label, data, url in row) for row in data["rows"]
    )
    media = data.get("media")
    return Screen(str(data["html"]), rows, None if media is None else Media(*media))


@dataclass(frozen=True, slots=True)
class Notice:
    """Makes the message of a queued notice, if the person can still be written to."""

    db: Database

    async def prepare(self, entry: Entry, now: int) -> Screen | None:
        """Give the screen; `None` where the person left, or wants silence."""
        person = await people.find(self.db, entry.person_id)
        if person is None or person.blocked_at is not None:
            return None
        if not entry.payload["asked_for"] and not person.reachable(now):
            return None
        return from_payload(entry.payload["screen"])
