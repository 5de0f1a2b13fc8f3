"""A bot that sends to the embedded server, and a database with people in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from telegram.constants import ParseMode
from telegram.ext import Defaults, ExtBot

from bot.demo.people import Human
from bot.demo.server import BotServer
from bot.demo.world import World
from bot.outbox import Outbox
from bot.pace import Lane, Pace
from bot.request import AiohttpRequest
from storage import outbox, people
from storage.database import open_database
from tests.databases import fresh_sqlite

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.outbox import Prepare
    from storage.database import Database

PARIS = ZoneInfo("Europe/Paris")
TOKEN = "63:spine"
NOON = int(datetime(2026, 5, 12, 12, 0, tzinfo=PARIS).timestamp())
PEOPLE = range(3001, 3021)


@dataclass
class Post:
    """The sending side of the bot, and the time it lives in (UTC seconds)."""

    world: World
    db: Database
    bot: ExtBot[Any]
    now: int = NOON

    def outbox(self, prepare: Prepare, worker: str = "one") -> Outbox:
        return Outbox(self.db, self.bot, {"test": prepare}, now=lambda: self.now, worker=worker)

    async def queue(self, *whom: int, key: str = "k") -> None:
        for person_id in whom:
            await outbox.put(
                self.db,
                key=f"{key}:{person_id}",
                lane=Lane.REMINDER,
                person_id=person_id,
                kind="test",
                payload={},
                due_at=self.now,
            )

    def got(self, person_id: int) -> list[str]:
        """What this person was sent, oldest first."""
        messages = self.world.chats[person_id].newest(from_bot=True)
        return [message.text for message in reversed(messages)]

    async def statuses(self) -> dict[str, int]:
        return {status: n for status, n in (await outbox.depth(self.db)).items() if n}


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(fresh_sqlite(tmp_path / "spine.db"))
    for person_id in PEOPLE:
        await people.arrive(opened, person_id, language="fr", now=NOON)
    yield opened
    await opened.close()


@pytest.fixture
async def post(db: Database) -> AsyncIterator[Post]:
    world = World(lambda: NOON)
    for person_id in PEOPLE:
        world.add_person(Human(person_id, f"p{person_id}", "P"), started=True)
    async with BotServer(world, token=TOKEN) as server:
        bot: ExtBot[Any] = ExtBot(
            TOKEN,
            base_url=f"{server.api_url}/bot",
            request=AiohttpRequest(read_s=0.3),
            get_updates_request=AiohttpRequest(),
            rate_limiter=UNPACED(),
            defaults=Defaults(parse_mode=ParseMode.HTML),
        )
        async with bot:
            yield Post(world, db, bot)


UNPACED = partial(Pace, 10_000.0, chat_pause_s=0)
