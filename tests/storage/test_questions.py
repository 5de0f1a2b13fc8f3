from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from storage import desk, outbox, people, questions
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database

HOUR = 3600


async def test_a_question_is_handed_over_once(db: Database, camille: int) -> None:
    numbers = await asyncio.gather(
        *(questions.hand_over(db, camille, "Et l'eau ?", None, now=NOON) for _ in range(5))
    )
    assert len(set(numbers)) == 1
    (question,) = await desk.open_ones(db, 10)
    assert question.id == numbers[0]
    assert (question.person_id, question.text, question.state) == (camille, "Et l'eau ?", "new")
    assert await questions.waiting(db, camille) == 1


async def test_the_oldest_question_comes_first(db: Database, camille: int, bruno: int) -> None:
    later = await questions.hand_over(db, camille, "deux", "agir-3", now=NOON + 1)
    first = await questions.hand_over(db, bruno, "un", None, now=NOON)
    assert [q.id for q in await desk.open_ones(db, 10)] == [first, later]
    assert [q.id for q in await desk.open_ones(db, 1)] == [first]


async def taken(db: Database, number: int, by: int, now: int = NOON) -> bool:
    return bool(await desk.take(db, [number], by=by, until=now + HOUR, now=now))


async def test_two_members_of_staff_do_not_take_the_same_one(
    db: Database, camille: int, bruno: int
) -> None:
    number = await questions.hand_over(db, camille, "Et l'eau ?", None, now=NOON)
    both = await asyncio.gather(taken(db, number, bruno), taken(db, number, camille))
    assert sorted(both) == [False, True]
    winner = bruno if both[0] else camille
    other = camille if both[0] else bruno
    assert await taken(db, number, winner)
    assert not await taken(db, number, other)

    assert await taken(db, number, other, now=NOON + HOUR)  # the lease ran out
    assert not await desk.answer(db, number, "Trop tard.", by=winner, now=NOON + HOUR)
    assert not await desk.draft(db, number, "Trop tard.", by=winner, until=NOON + HOUR)


async def test_several_are_taken_together_and_a_colleague_keeps_theirs(
    db: Database, camille: int, bruno: int
) -> None:
    one = await questions.hand_over(db, camille, "un", None, now=NOON)
    two = await questions.hand_over(db, bruno, "deux", None, now=NOON)
    three = await questions.hand_over(db, bruno, "trois", None, now=NOON)
    assert await taken(db, three, camille)

    held = await desk.take(db, [one, two, three], by=bruno, until=NOON + HOUR, now=NOON)
    assert [q.id for q in held] == [one, two]

    held = await desk.take(db, [one], by=bruno, until=NOON + HOUR, now=NOON)
    assert [q.id for q in held] == [one]  # this one alone: the other waits for all again
    assert await taken(db, two, camille)
    for _ in range(2):
        await desk.release(db, one, by=bruno)
    assert await taken(db, one, camille)


async def test_a_question_is_answered_once_and_can_come_back(
    db: Database, camille: int, bruno: int
) -> None:
    number = await questions.hand_over(db, camille, "Et l'eau ?", None, now=NOON)
    assert not await desk.answer(db, number, "Voici.", by=bruno, now=NOON)  # not taken
    assert await taken(db, number, bruno)
    assert await desk.draft(db, number, "Voici.", by=bruno, until=NOON + HOUR) == 1
    assert await desk.answer(db, number, "Voici.", by=bruno, now=NOON + 5)
    assert not await desk.answer(db, number, "Autre chose.", by=bruno, now=NOON + 6)

    question = await questions.find(db, number)
    assert question is not None
    assert (question.state, question.answer, question.draft) == ("answered", "Voici.", None)
    assert (question.answered_at, question.taken_by) == (NOON + 5, bruno)
    assert await desk.open_ones(db, 10) == []
    again = await questions.hand_over(db, camille, "Et l'eau ?", None, now=NOON + 9)
    assert again != number

    assert not await questions.reopen(db, number, bruno, 0)  # somebody else's
    assert await questions.reopen(db, number, camille, 0)
    assert not await questions.reopen(db, number, camille, 0)
    assert await taken(db, number, bruno)
    assert await desk.answer(db, number, "Mieux.", by=bruno, now=NOON + 9)
    assert await questions.accept(db, number, camille, 1)
    assert not await questions.accept(db, number, camille, 1)
    assert not await questions.reopen(db, number, camille, 1)  # they said that it was well


async def test_what_became_of_an_answer_is_kept(db: Database, camille: int, bruno: int) -> None:
    number = await questions.hand_over(db, camille, "Et l'eau ?", None, now=NOON)
    await taken(db, number, bruno)
    await desk.answer(db, number, "Voici.", by=bruno, now=NOON)
    question = await questions.find(db, number)
    assert question is not None
    key = f"notice:{desk.answer_key(question)}"
    await outbox.put(
        db, key=key, lane=0, person_id=camille, kind="notice", payload={}, due_at=NOON
    )
    assert await desk.note_deliveries(db) == 0  # still on its way

    await people.block(db, camille, now=NOON)
    await outbox.claim(db, worker="w", now=NOON, limit=5, lease_s=60)
    for expected in (1, 0):
        assert await desk.note_deliveries(db) == expected
    (closed,) = await desk.closed_ones(db, 5)
    assert closed.delivery == "blocked"


async def test_old_questions_are_told_once(db: Database, camille: int) -> None:
    number = await questions.hand_over(db, camille, "Et l'eau ?", None, now=NOON)
    assert await desk.ageing(db, before=NOON - 1) == []
    assert await desk.ageing(db, before=NOON) == [number]
    assert [await desk.mark_alerted(db, [number], now=NOON) for _ in range(2)] == [1, 0]
    assert await desk.ageing(db, before=NOON) == []


async def test_setting_aside_and_the_usual_delay(db: Database, camille: int, bruno: int) -> None:
    aside = await questions.hand_over(db, camille, "bla", None, now=NOON)
    await taken(db, aside, bruno)
    assert [await desk.dismiss(db, aside, by=bruno, now=NOON) for _ in range(2)] == [1, 0]
    for day in range(3):
        number = await questions.hand_over(db, camille, f"n° {day}", None, now=NOON)
        await taken(db, number, bruno)
        await desk.answer(db, number, "Voici.", by=bruno, now=NOON + day)
    assert sorted(await questions.delays(db, since=NOON - 1)) == [0, 1, 2]

    assert await questions.purge(db, before=NOON + 1) == 2
    assert len(await desk.closed_ones(db, 10)) == 2


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
    await desk.take(db, [answered], by=1004, until=NOON + 9, now=NOON)
    await desk.answer(db, answered, "oui", by=1004, now=NOON)

    assert await questions.purge(db, before=NOON) == 0
    assert await questions.purge(db, before=NOON + 1) == 1
    assert await questions.purge(db, before=NOON + 1) == 0
    assert await questions.find(db, waiting) is not None
