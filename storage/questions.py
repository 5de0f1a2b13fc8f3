"""Questions that people handed over to staff, and what staff answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from storage.runner import there
from storage.values import clean

if TYPE_CHECKING:
    from storage.runner import Runner

State: TypeAlias = Literal["new", "taken", "answered", "dismissed"]

# Locks the person's row, as in pledges.py: two presses hand one question over.
_ONE_AT_A_TIME = "UPDATE people SET language = language WHERE id = $1"
_SAME = """
    SELECT id FROM questions
    WHERE person_id = $1 AND text = $2 AND state IN ('new', 'taken')
"""
_HAND_OVER = """
    INSERT INTO questions (person_id, text, topic, asked_at) VALUES ($1, $2, $3, $4) RETURNING id
"""
_FIND = """
    SELECT id, person_id, text, topic, state, asked_at, taken_by, answer, answered_at
    FROM questions WHERE id = $1
"""
_OPEN = """
    SELECT id, person_id, text, topic, state, asked_at, taken_by, answer, answered_at
    FROM questions WHERE state IN ('new', 'taken') ORDER BY asked_at, id LIMIT $1
"""
_TAKE = """
    UPDATE questions SET state = 'taken', taken_by = $2
    WHERE id = $1 AND (state = 'new' OR (state = 'taken' AND taken_by = $2))
"""
_ANSWER = """
    UPDATE questions SET state = 'answered', answer = $2, answered_at = $3, taken_by = $4
    WHERE id = $1 AND state IN ('new', 'taken')
"""
_PURGE = """
    DELETE FROM questions
    WHERE COALESCE(answered_at, CASE WHEN state = 'dismissed' THEN asked_at END) < $1
"""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Moments are UTC seconds; `person_id` is where the answer goes back to."""

    id: int
    person_id: int | None
    text: str
    topic: str | None
    state: State
    asked_at: int
    taken_by: int | None = None
    answer: str | None = None
    answered_at: int | None = None


async def hand_over(
    db: Runner, person_id: int | None, text: str, topic: str | None, *, now: int
) -> int:
    """Keep a question that a person agreed to hand over; return its number.

    The same words of the same person, while they wait for an answer, are the same question.
    """
    text = clean(text)
    async with db.transaction() as tx:
        await tx.run(_ONE_AT_A_TIME, person_id)
        same: int | None = await tx.value(_SAME, person_id, text)
        if same is not None:
            return same
        number: int = there(await tx.one(_HAND_OVER, person_id, text, topic, now))["id"]
        return number


async def find(db: Runner, question_id: int) -> Question | None:
    """Return a question, or None."""
    row = await db.one(_FIND, question_id)
    return None if row is None else Question(**row)


async def open_ones(db: Runner, limit: int) -> list[Question]:
    """Return the questions that wait for an answer, oldest first."""
    return [Question(**row) for row in await db.all(_OPEN, limit)]


async def take(db: Runner, question_id: int, *, by: int) -> bool:
    """Reserve a question for a member of staff; False where a colleague has it or it is closed."""
    return await db.run(_TAKE, question_id, by) == 1


async def answer(db: Runner, question_id: int, text: str, *, by: int, now: int) -> bool:
    """Write the answer down; False where the question is closed already."""
    return await db.run(_ANSWER, question_id, clean(text), now, by) == 1


async def purge(db: Runner, *, before: int) -> int:
    """Delete the questions that were answered, or put aside, before a moment; return how many."""
    return await db.run(_PURGE, before)
