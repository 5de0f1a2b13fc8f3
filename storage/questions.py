"""Questions that people handed over to staff: asking, the answer that came, what they thought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from storage.runner import there
from storage.values import clean

if TYPE_CHECKING:
    from storage.runner import Runner

State: TypeAlias = Literal["new", "taken", "answered", "dismissed"]
Verdict: TypeAlias = Literal["answers", "not_quite"]

COLUMNS: Final = (
    "id, person_id, text, topic, state, asked_at, taken_by, answer, answered_at, taken_until, "
    "lead_id, draft, round, verdict, delivery"
)

# Locks the person's row, as in pledges.py: two presses hand one question over.
_ONE_AT_A_TIME = "UPDATE people SET language = language WHERE id = $1"
_SAME = """
    SELECT id FROM questions
    WHERE person_id = $1 AND text = $2 AND state IN ('new', 'taken')
"""
_WAITING = """
    SELECT count(*) FROM questions WHERE person_id = $1 AND state IN ('new', 'taken')
"""
_HAND_OVER = """
    INSERT INTO questions (person_id, text, topic, asked_at) VALUES ($1, $2, $3, $4) RETURNING id
"""
_FIND = f"SELECT {COLUMNS} FROM questions WHERE id = $1"  # noqa: S608 – our own names
_JUDGE = """
    UPDATE questions SET verdict = 'answers'
    WHERE id = $1 AND person_id = $2 AND round = $3 AND state = 'answered' AND verdict IS NULL
"""
_REOPEN = """
    UPDATE questions SET state = 'new', verdict = 'not_quite', round = round + 1,
        taken_by = NULL, taken_until = NULL, lead_id = NULL, draft = NULL, delivery = NULL,
        alerted_at = NULL
    WHERE id = $1 AND person_id = $2 AND round = $3 AND state = 'answered'
        AND (verdict IS NULL OR verdict <> 'answers')
"""
_DELAYS = """
    SELECT answered_at - asked_at AS took FROM questions
    WHERE state = 'answered' AND round = 0 AND answered_at > $1
    ORDER BY answered_at DESC LIMIT 50
"""
_PURGE = """
    DELETE FROM questions
    WHERE COALESCE(answered_at, CASE WHEN state = 'dismissed' THEN asked_at END) < $1
"""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Moments are UTC seconds; `person_id` is where the answer goes back to.

    `lead_id`: the question together with which it is answered; `round`: how often the answer was
    not quite right; `delivery`: what became of the answer, None while nobody knows.
    """

    id: int
    person_id: int | None
    text: str
    topic: str | None
    state: State
    asked_at: int
    taken_by: int | None = None
    answer: str | None = None
    answered_at: int | None = None
    taken_until: int | None = None
    lead_id: int | None = None
    draft: str | None = None
    round: int = 0
    verdict: Verdict | None = None
    delivery: str | None = None

    def held_by_another(self, person_id: int, now: int) -> bool:
        """Say whether a colleague of `person_id` is at it now."""
        return (
            self.state == "taken" and self.taken_by != person_id and (self.taken_until or 0) > now
        )


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


async def waiting(db: Runner, person_id: int) -> int:
    """Return how many questions of a person wait for an answer."""
    count: int = await db.value(_WAITING, person_id)
    return count


async def find(db: Runner, question_id: int) -> Question | None:
    """Return a question, or None."""
    row = await db.one(_FIND, question_id)
    return None if row is None else Question(**row)


async def accept(db: Runner, question_id: int, person_id: int, round_: int) -> bool:
    """`Ça répond`, to the answer of a round; False where that was said, or is not theirs."""
    return await db.run(_JUDGE, question_id, person_id, round_) == 1


async def reopen(db: Runner, question_id: int, person_id: int, round_: int) -> bool:
    """`Pas tout à fait`: the question waits again; False where it does already."""
    return await db.run(_REOPEN, question_id, person_id, round_) == 1


async def delays(db: Runner, *, since: int) -> list[int]:
    """Return how many seconds the latest first answers took, at most fifty."""
    return [row["took"] for row in await db.all(_DELAYS, since)]


async def purge(db: Runner, *, before: int) -> int:
    """Delete questions that were closed before a moment; return how many."""
    return await db.run(_PURGE, before)
