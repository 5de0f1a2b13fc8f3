from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.retention import DAY_S, YEAR_S, sweep
from storage import audit, conversations, desk, people, questions
from storage.database import open_database
from tests.databases import fresh_sqlite

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage.database import Database

NOW = 1_774_346_400


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = await open_database(fresh_sqlite(tmp_path / "colibris.db"))
    yield database
    await database.close()


async def test_everything_goes_when_its_time_is_over_and_not_before(db: Database) -> None:
    await people.arrive(db, 1001, language="fr", now=NOW)
    await people.arrive(db, 1002, language="fr", now=NOW)
    await people.block(db, 1002, now=NOW)
    answered = await questions.hand_over(db, 1001, "a", None, now=NOW)
    await questions.hand_over(db, 1001, "b", None, now=NOW)
    await desk.take(db, [answered], by=1003, until=NOW + 9, now=NOW)
    await desk.answer(db, answered, "oui", by=1003, now=NOW)
    await audit.write(db, "grant", by=1003, now=NOW)
    await conversations.save(db, 1001, expires_at=NOW + 7 * DAY_S)

    await sweep(db, now=NOW + YEAR_S - 1)
    assert await people.find(db, 1002) is not None
    assert await questions.find(db, answered) is not None
    assert await audit.latest(db, 9)
    assert not await db.all("SELECT * FROM conversations")

    for _ in range(2):
        await sweep(db, now=NOW + YEAR_S + 1)
        assert await people.find(db, 1002) is None
        assert await people.find(db, 1001) is not None
        assert await questions.find(db, answered) is None
        assert len(await desk.open_ones(db, 9)) == 1
        assert not await audit.latest(db, 9)
