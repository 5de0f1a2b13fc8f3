"""Conversations: the step that a person is in, and what the last message offered.

In the database so that a restart, or another replica, goes on where the person was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from storage.values import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.runner import Runner

Choice: TypeAlias = tuple[str, str]

LAST_S = 7 * 86_400
"""How long what was offered may be typed."""

MOST_CHOICES = 64

_GET = """
    SELECT step, data, topic, choices, expires_at FROM conversations
    WHERE person_id = $1 AND expires_at > $2
"""
_SAVE = """
    INSERT INTO conversations (person_id, step, data, topic, choices, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (person_id) DO UPDATE
    SET step = excluded.step, data = excluded.data, topic = excluded.topic,
        choices = excluded.choices, expires_at = excluded.expires_at
"""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a person is. `choices`: label and button data of what was offered, for typed answers.

    `expires_at`: UTC seconds from which on this counts for nothing.
    """

    step: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    topic: str | None = None
    choices: tuple[Choice, ...] = ()
    expires_at: int = 0


async def get(db: Runner, person_id: int, *, now: int) -> Conversation | None:
    """Return where a person is, or None where nothing waits for them or it expired."""
    row = await db.one(_GET, person_id, now)
    if row is None:
        return None
    return Conversation(
        step=row["step"],
        data=from_json(row["data"]),
        topic=row["topic"],
        choices=tuple((label, data) for label, data in from_json(row["choices"])),
        expires_at=row["expires_at"],
    )


async def save(
    db: Runner,
    person_id: int,
    *,
    step: str | None = None,
    data: Mapping[str, Any] | None = None,
    topic: str | None = None,
    choices: Sequence[Choice] = (),
    expires_at: int,
) -> None:
    """Keep where a person is; replaces what was there."""
    await db.run(
        _SAVE,
        person_id,
        step,
        to_json(dict(data or {})),
        topic,
        to_json([list(choice) for choice in choices]),
        expires_at,
    )


async def offer(
    db: Runner, person_id: int, choices: Sequence[Choice], *, now: int, expires_at: int
) -> None:
    """Let the person type what a message that came by itself offers; the step stays as it is."""
    async with db.transaction() as tx:
        before = await get(tx, person_id, now=now) or Conversation()
        older = [choice for choice in before.choices if choice not in choices]
        await save(
            tx,
            person_id,
            step=before.step,
            data=before.data,
            topic=before.topic,
            choices=(*choices, *older)[:MOST_CHOICES],
            expires_at=max(expires_at, before.expires_at),
        )


async def clear(db: Runner, person_id: int) -> None:
    """Forget where a person was."""
    await db.run("DELETE FROM conversations WHERE person_id = $1", person_id)


async def purge(db: Runner, *, before: int) -> int:
    """Delete the conversations that count for nothing since before a moment; return how many."""
    return await db.run("DELETE FROM conversations WHERE expires_at < $1", before)
