from __future__ import annotations

from typing import TYPE_CHECKING

from storage import action_answers
from storage.action_answers import ActionAnswer
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database

YEAR = 365 * 86_400


async def test_the_latest_answer_of_its_kind_wins(db: Database, camille: int) -> None:
    for reason, moment in (("trop cher", NOON), (None, NOON + 1), (None, NOON + 1)):
        await action_answers.record(db, camille, "velo", "refused", reason=reason, now=moment)
    await action_answers.record(db, camille, "velo", "done", now=NOON + 2)

    assert await action_answers.of(db, camille, since=NOON) == [
        ActionAnswer("velo", "refused", None, NOON + 1),
        ActionAnswer("velo", "done", None, NOON + 2),
    ]


async def test_an_old_answer_no_longer_counts(db: Database, camille: int) -> None:
    await action_answers.record(db, camille, "velo", "done", now=NOON)
    assert await action_answers.of(db, camille, since=NOON + 1) == []


async def test_an_answer_is_taken_back_once(db: Database, camille: int, bruno: int) -> None:
    await action_answers.record(db, camille, "velo", "done", now=NOON)
    await action_answers.record(db, bruno, "velo", "done", now=NOON)

    assert await action_answers.forget(db, camille, "velo", "done")
    assert not await action_answers.forget(db, camille, "velo", "done")
    assert await action_answers.of(db, camille, since=0) == []
    assert len(await action_answers.of(db, bruno, since=0)) == 1
