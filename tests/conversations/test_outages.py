"""What a citizen sees while disk, database, Telegram or clock fail, and that nothing is lost."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.demo.faults import Fault
from bot.polling import Patience
from storage import conversations, people, pledges
from storage.database import Unreachable
from tests.conversations.conftest import PARIS, take

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.demo.person import Person
    from storage.measured import Measured
    from storage.sqlite import SqliteDatabase
    from tests.conversations.conftest import Town

WATER = "c koi l objectif 3"


@pytest.fixture(autouse=True)
def _hasty(town: Town) -> None:
    town.colibris.polling._patience = Patience(pauses_s=(0.05,))


def inner(town: Town) -> SqliteDatabase:
    return cast("SqliteDatabase", cast("Measured", town.colibris.services.db).inner)


@asynccontextmanager
async def disk_read_only(town: Town) -> AsyncIterator[None]:
    """Let SQLite refuse each write, as it does on a disk that has become read-only."""
    writer = inner(town).writer.connection
    await writer.execute_fetchall("PRAGMA query_only=ON")
    yield
    await writer.execute_fetchall("PRAGMA query_only=OFF")


@asynccontextmanager
async def database_away(town: Town, patch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    async def away(*_: Any) -> Any:
        raise Unreachable("gone for a while")

    with patch.context() as patched:
        for way in ("all", "one"):
            patched.setattr(type(inner(town)), way, away)
        yield


async def tries(caplog: pytest.LogCaptureFixture, count: int) -> None:
    """Wait until what could not be settled was tried so often."""
    async with asyncio.timeout(30):
        while caplog.text.count("update waits") < count:  # noqa: ASYNC110 – a log
            await asyncio.sleep(0.01)


async def settled(town: Town) -> None:
    updates = town.world.updates
    assert await updates.changes_until(lambda: not updates.pending, 30)


async def test_on_a_disk_that_cannot_be_written_an_answer_comes_once_and_its_choices_later(
    town: Town, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await camille.says("bonjour")
    before = len(camille.messages)
    async with disk_read_only(town):
        await camille.says(WATER, wait=False)
        await camille.gets("objectif 3")
        await tries(caplog, 4)
        assert len(camille.messages) == before + 1
    await settled(town)

    assert len(camille.messages) == before + 1
    kept = await conversations.get(town.colibris.services.db, camille.id, now=town.now)
    assert kept is not None
    assert kept.topic == "objectif-3"  # « et pourquoi ? » is understood


async def test_several_messages_of_one_answer_come_once_each(
    town: Town, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await camille.says("bonjour")
    before = len(camille.messages)
    async with disk_read_only(town):
        await camille.says("/agir", wait=False)
        await tries(caplog, 1)
        once = [message.text for message in camille.messages]
        await tries(caplog, 4)
    await settled(town)

    assert len(once) > before + 1
    assert [message.text for message in camille.messages] == once


async def test_a_pledge_on_a_disk_that_cannot_be_written_is_taken_later_and_once(
    town: Town, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await camille.says("/start a_eau-du-robinet")
    await camille.presses("Je m'engage")
    async with disk_read_only(town):
        await camille.presses_data("w:eau-du-robinet:morning", wait=False)
        await camille.presses_data("w:eau-du-robinet:morning", wait=False)
        await tries(caplog, 3)
        assert not await pledges.active(town.colibris.services.db, camille.id)
    await settled(town)

    assert "robinet" in camille.sees
    assert len(await pledges.active(town.colibris.services.db, camille.id)) == 1


async def test_words_of_danger_get_their_numbers_without_a_database_and_once(
    town: Town, camille: Person, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await camille.says("bonjour")
    before = len(camille.messages)
    async with database_away(town, monkeypatch):
        await camille.says("je veux mourir", wait=False)
        await camille.gets("3114")
        await tries(caplog, 4)
        assert len(camille.messages) == before + 1
    await settled(town)

    assert len(camille.messages) == before + 1
    person = await people.find(town.colibris.services.db, camille.id)
    assert person is not None
    assert person.quiet_until is not None  # nothing starts by itself for seven days
    assert person.quiet_until > town.now


async def test_on_a_disk_that_cannot_be_written_danger_gets_nothing_but_its_numbers(
    town: Town, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await camille.says("bonjour")
    before = len(camille.messages)
    async with disk_read_only(town):
        await camille.says("je veux mourir", wait=False)
        await camille.gets("3114")
        await tries(caplog, 3)
    await settled(town)

    assert len(camille.messages) == before + 1


async def test_without_a_database_other_questions_are_answered_later(
    town: Town, camille: Person, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await camille.says("bonjour")
    before = len(camille.messages)
    async with database_away(town, monkeypatch):
        await camille.says(WATER, wait=False)
        await tries(caplog, 3)
        assert len(camille.messages) == before
    await camille.gets("objectif 3")

    assert len(camille.messages) == before + 1


async def test_what_telegram_refuses_for_now_is_answered_later(
    town: Town, camille: Person
) -> None:
    await camille.says("bonjour")
    before = len(camille.messages)
    town.world.faults.add(Fault("sendMessage", "500", count=2))
    await camille.says(WATER, wait=False)
    await camille.gets("objectif 3")
    await settled(town)

    assert len(camille.messages) == before + 1


async def test_a_clock_that_is_put_back_repeats_nothing_and_loses_nothing(
    town: Town, camille: Person
) -> None:
    await take(camille, "eau-du-robinet", "Chaque matin")
    await town.goes_to("2026-05-13", "09:00")
    await camille.gets("Est-ce fait")
    before = len(camille.messages)
    for hour in ("07:00", "09:00", "09:30"):
        town.now = int(
            datetime.fromisoformat(f"2026-05-13 {hour}").replace(tzinfo=PARIS).timestamp()
        )
        await town.colibris.ticks.tick_now()
    assert len(camille.messages) == before

    town.now -= 3600  # and once more, before she answers
    await camille.presses("C'est fait")
    await town.goes_to("2026-05-14", "09:00")
    await camille.gets("Est-ce fait")
    assert len(camille.messages) == before + 1
