"""A message of its own to one person: queued once, held back where it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import notices
from bot.deliver import Button, Screen
from storage import outbox, people
from storage.database import open_database
from tests.databases import fresh_sqlite

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage.database import Database

NOON = 1_795_518_000
SCREEN = Screen("<b>Voici</b>", ((Button("Ça répond", "x"), Button("Plan", url="https://a.fr")),))


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(fresh_sqlite(tmp_path / "test.db"))
    await people.arrive(opened, 1, language="fr", now=NOON)
    yield opened
    await opened.close()


async def prepared(db: Database, *, asked_for: bool) -> Screen | None:
    await notices.put(db, key="a", person_id=1, screen=SCREEN, due_at=NOON, asked_for=asked_for)
    (entry,) = await outbox.claim(db, worker="w", now=NOON, limit=5, lease_s=60)
    return await notices.Notice(db).prepare(entry, NOON)


async def test_it_is_queued_once_and_comes_back_as_it_was(db: Database) -> None:
    assert await notices.put(db, key="a", person_id=1, screen=SCREEN, due_at=NOON)
    assert not await notices.put(db, key="a", person_id=1, screen=SCREEN, due_at=NOON)
    assert await prepared(db, asked_for=True) == SCREEN


@pytest.mark.parametrize(("asked_for", "shown"), [(True, SCREEN), (False, None)])
async def test_silence_holds_back_what_nobody_asked_for(
    db: Database, *, asked_for: bool, shown: Screen | None
) -> None:
    await people.hush(db, 1, until=NOON + 10)
    assert await prepared(db, asked_for=asked_for) == shown


async def test_nobody_is_written_to_who_blocked_the_bot(db: Database) -> None:
    await notices.put(db, key="a", person_id=1, screen=SCREEN, due_at=NOON)
    (entry,) = await outbox.claim(db, worker="w", now=NOON, limit=5, lease_s=60)
    await people.block(db, 1, now=NOON)
    assert await notices.Notice(db).prepare(entry, NOON) is None
