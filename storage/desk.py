"""The staff's side of the question desk: who is at what, the answer to many, what became of it.

A member of staff takes questions for a while (a lease), alone or several that ask the same; who
holds the lease may write. Answering closes all of them in one go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.questions import COLUMNS, Question
from storage.values import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.runner import Runner

_OPEN = f"""
    SELECT {COLUMNS} FROM questions WHERE state IN ('new', 'taken') ORDER BY asked_at, id LIMIT $1
"""  # noqa: S608 – our own names
_CLOSED = f"""
    SELECT {COLUMNS} FROM questions WHERE state IN ('answered', 'dismissed')
    ORDER BY answered_at DESC, id DESC LIMIT $1
"""  # noqa: S608 – our own names
_TAKE = """
    UPDATE questions SET state = 'taken', taken_by = $2, taken_until = $3, lead_id = $4
    WHERE id = $1 AND (
        state = 'new' OR (state = 'taken' AND (taken_by = $2 OR COALESCE(taken_until, 0) <= $5))
    )
"""
_HELD = f"""
    SELECT {COLUMNS} FROM questions
    WHERE lead_id = $1 AND taken_by = $2 AND state = 'taken' ORDER BY asked_at, id
"""  # noqa: S608 – our own names
_RELEASE = """
    UPDATE questions SET state = 'new', taken_by = NULL, taken_until = NULL, lead_id = NULL,
        draft = NULL
    WHERE lead_id = $1 AND taken_by = $2 AND state = 'taken'
"""
_DRAFT = """
    UPDATE questions SET draft = $3, taken_until = $4
    WHERE lead_id = $1 AND taken_by = $2 AND state = 'taken'
"""
_ANSWER = """
    UPDATE questions SET state = 'answered', answer = $2, answered_at = $3, taken_by = $4,
        taken_until = NULL, draft = NULL, verdict = NULL, delivery = NULL
    WHERE id = $1 AND state = 'taken' AND taken_by = $4
"""
_DISMISS = """
    UPDATE questions SET state = 'dismissed', answered_at = $3, taken_until = NULL, draft = NULL
    WHERE lead_id = $1 AND taken_by = $2 AND state = 'taken'
"""
_NOTE_DELIVERIES = """
    UPDATE questions SET delivery = (
        SELECT o.status FROM outbox o
        WHERE o.dedupe_key = 'notice:answer:' || CAST(questions.id AS TEXT) || ':'
            || CAST(questions.round AS TEXT)
    )
    WHERE state = 'answered' AND (delivery IS NULL OR delivery = 'uncertain') AND EXISTS (
        SELECT 1 FROM outbox o
        WHERE o.dedupe_key = 'notice:answer:' || CAST(questions.id AS TEXT) || ':'
            || CAST(questions.round AS TEXT)
            AND o.status NOT IN ('todo', 'claimed', 'sending')
    )
"""
_AGEING = """
    SELECT id FROM questions
    WHERE state IN ('new', 'taken') AND asked_at <= $1 AND alerted_at IS NULL ORDER BY id
"""
_ALERTED = "UPDATE questions SET alerted_at = $2 WHERE id = $1 AND alerted_at IS NULL"


def answer_key(question: Question) -> str:
    """Return the key of the notice that brings the answer: one for each question and round."""
    return f"answer:{question.id}:{question.round}"


async def open_ones(db: Runner, limit: int) -> list[Question]:
    """Return the questions that wait for an answer, oldest first."""
    return [Question(**row) for row in await db.all(_OPEN, limit)]


async def closed_ones(db: Runner, limit: int) -> list[Question]:
    """Return the questions that were answered or set aside, the latest first."""
    return [Question(**row) for row in await db.all(_CLOSED, limit)]


async def take(
    db: Runner, question_ids: Sequence[int], *, by: int, until: int, now: int
) -> list[Question]:
    """Reserve questions for a member of staff until a moment; return those that are theirs now.

    The first one leads: where a colleague is at it, nothing is reserved. Of the others, those
    that a colleague holds stay with them.
    """
    lead = question_ids[0]
    async with db.transaction() as tx:
        await tx.run(_RELEASE, lead, by)
        if await tx.run(_TAKE, lead, by, until, lead, now) != 1:
            return []
        for other in sorted(question_ids[1:]):
            await tx.run(_TAKE, other, by, until, lead, now)
        return await held(tx, lead, by=by)


async def held(db: Runner, lead_id: int, *, by: int) -> list[Question]:
    """Return the questions that a member of staff answers together, the oldest first."""
    return [Question(**row) for row in await db.all(_HELD, lead_id, by)]


async def release(db: Runner, lead_id: int, *, by: int) -> int:
    """Give questions back unanswered; return how many."""
    return await db.run(_RELEASE, lead_id, by)


async def draft(db: Runner, lead_id: int, text: str, *, by: int, until: int) -> int:
    """Keep an answer that is still to be looked at; return for how many questions."""
    return await db.run(_DRAFT, lead_id, by, clean(text), until)


async def answer(db: Runner, question_id: int, text: str, *, by: int, now: int) -> bool:
    """Write the answer to one question down; False where it is not this person's to give."""
    return await db.run(_ANSWER, question_id, clean(text), now, by) == 1


async def dismiss(db: Runner, lead_id: int, *, by: int, now: int) -> int:
    """Set questions aside; return how many."""
    return await db.run(_DISMISS, lead_id, by, now)


async def note_deliveries(db: Runner) -> int:
    """Write down what became of the answers that left, before the outbox forgets."""
    return await db.run(_NOTE_DELIVERIES)


async def ageing(db: Runner, *, before: int) -> list[int]:
    """Return the open questions asked before a moment that staff were not told of yet."""
    return [row["id"] for row in await db.all(_AGEING, before)]


async def mark_alerted(db: Runner, question_ids: Sequence[int], *, now: int) -> int:
    """Note that staff were told; return for how many that is new."""
    return sum([await db.run(_ALERTED, question_id, now) for question_id in question_ids])
