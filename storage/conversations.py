"""Conversations: the step that a person is in, and what the last message offered.

In the database so that a restart, or another replica, goes on where the person was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from storage.values import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.runner import Row, Runner

Choice: TypeAlias = tuple[str, str]

LAST_S = 7 * 86_400
"""How long what was offered may be typed."""

MOST_CHOICES = 64

_GET = """
    SELECT step, data, choices, expires_at,
        CASE WHEN topic_until > $2 THEN topic END AS topic, topic_until
    FROM conversations
    WHERE person_id = $1 AND expires_at > $2
"""
_SAVE = """
    INSERT INTO conversations (person_id, step, data, topic, choices, expires_at, topic_until)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (person_id) DO UPDATE
    SET step = excluded.step, data = excluded.data, topic = excluded.topic,
        choices = excluded.choices, expires_at = excluded.expires_at,
        topic_until = excluded.topic_until
"""
_FORGET_TOPICS = """
    UPDATE conversations SET topic = NULL, topic_until = NULL WHERE topic_until <= $1
"""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a person is. `choices`: label and button data of what was offered, for typed answers.

    `expires_at`: UTC seconds from which on this counts for nothing; `topic_until`: the topic.
    """

    step: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    topic: str | None = None
    choices: tuple[Choice, ...] = ()
    expires_at: int = 0
    topic_until: int | None = field(default=None, compare=False)


async def get(db: Runner, person_id: int, *, now: int) -> Conversation | None:
    """Return where a person is, or None where nothing waits for them or it expired."""
    row = await db.one(_GET, person_id, now)
    return None if row is None else read(row)


def read(row: Row) -> Conversation:
    """Read the columns of a conversation."""
    return Conversation(
        step=row["step"],
        data=from_json(row["data"]),
        topic=row["topic"],
        choices=tuple(map(tuple, from_json(row["choices"]))),
        expires_at=row["expires_at"],
        topic_until=row["topic_until"],
    )


async def save(  # noqa: PLR0913 – a row has these columns
    db: Runner,
    person_id: int,
    *,
    step: str | None = None,
    data: Mapping[str, Any] | None = None,
    topic: str | None = None,
    choices: Sequence[Choice] = (),
    expires_at: int,
    topic_until: int | None = None,
) -> None:
    """Keep where a person is; replaces what was there.

    `topic_until`: UTC seconds from which on the topic counts for nothing; `expires_at` without.
    """
    await db.run(
        _SAVE,
        person_id,
        step,
        to_json(dict(data or {})),
        topic,
        to_json(choices),
        expires_at,
        None if topic is None else topic_until or expires_at,
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
            topic_until=before.topic_until,
        )


async def forget_topics(db: Runner, *, now: int) -> int:
    """Forget the topics whose time is over; return of how many people."""
    return await db.run(_FORGET_TOPICS, now)


async def clear(db: Runner, person_id: int) -> None:
    """Forget where a person was."""
    await db.run("DELETE FROM conversations WHERE person_id = $1", person_id)


async def purge(db: Runner, *, before: int) -> int:
    """Delete the conversations that count for nothing since before a moment; return how many."""
    return await db.run("DELETE FROM conversations WHERE expires_at < $1", before)
