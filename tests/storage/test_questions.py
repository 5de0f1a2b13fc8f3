from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from storage import people, questions
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database


async def test_a_question_is_handed_over_once(db: Database, camille: int) -> None:
    numbers = await asyncio.gather(
        *(questions.hand_over(db, camille, "Et l'eau ?", None, now=NOON) for _ in range(5))
    )
    assert len(set(numbers)) == 1
    (question,) = await questions.open_ones(db, 10)
    assert question.id == numbers[0]
    assert (question.person_id, question.text, question.state) == (camille, "Et l'eau ?", "new")


async def test_the_oldest_question_comes_first(db: Database, camille: int, bruno: int) -> None:
    later = await questions.hand_over(db, camille, "deux", "agir-3", now=NOON + 1)
    first = await questions.hand_over(db, bruno, "un", None, now=NOON)
    assert [q.id for q in await questions.open_ones(db, 10)] == [first, later]
    assert [q.id for q in await questions.open_ones(db, 1)] == [first]


async def test_two_members_of_staff_do_not_take_the_same_one(
    db: Database, camille: int, bruno: int
) -> None:
    number = await questions.hand_over(db, camille, "Et l'eau ?", None, now=NOON)
    assert await questions.take(db, number, by=bruno)
    assert await questions.take(db, number, by=bruno)
    assert not await questions.take(db, number, by=camille)


async def test_a_question_is_answered_once(db: Database, camille: int, bruno: int) -> None:
    number = await questions.hand_over(db, camille, "Et l'eau ?", None, now=NOON)
    assert await questions.answer(db, number, "Voici.", by=bruno, now=NOON + 5)
    assert not await questions.answer(db, number, "Autre chose.", by=camille, now=NOON + 6)

    question = await questions.find(db, number)
    assert question is not None
    assert (question.state, question.answer) == ("answered", "Voici.")
    assert (question.answered_at, question.taken_by) == (NOON + 5, bruno)
    assert await questions.open_ones(db, 10) == []

    again = await questions.hand_over(db, camille, "Et l'eau ?", None, now=NOON + 9)
    assert again != number


async def test_the_words_of_somebody_who_leaves_go_along(db: Database, camille: int) -> None:
    number = await questions.hand_over(db, camille, "Et l'eau ?", None, now=NOON)
    await people.forget(db, camille)
    assert await questions.find(db, number) is None


async def test_characters_that_no_column_holds_are_dropped(db: Database, camille: int) -> None:
    number = await questions.hand_over(db, camille, "l'eau\0 \ud83d🐦", None, now=NOON)
    question = await questions.find(db, number)
    assert question is not None
    assert question.text == "l'eau 🐦"


async def test_questions_go_a_year_after_the_answer(db: Database, camille: int) -> None:
    answered = await questions.hand_over(db, camille, "a", None, now=NOON)
    waiting = await questions.hand_over(db, camille, "b", None, now=NOON)
    await questions.answer(db, answered, "oui", by=1004, now=NOON)

    assert await questions.purge(db, before=NOON) == 0
    assert await questions.purge(db, before=NOON + 1) == 1
    assert await questions.purge(db, before=NOON + 1) == 0
    assert await questions.find(db, waiting) is not None
