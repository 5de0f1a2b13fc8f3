"""Two processes that send from one database at the same moment: everybody gets it once."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest

from bot.app import open_colibris
from bot.demo.people import Human
from bot.demo.server import BotServer
from bot.demo.world import World
from bot.rules import segments
from bot.settings import Settings
from storage import announcements, batches, consents, people
from tests import known
from tests.bot.conftest import NOON, TOKEN, UNPACED

if TYPE_CHECKING:
    from storage.database import Database
    from tests.postgres import Server

pytestmark = pytest.mark.postgres
CROWD = range(7001, 7061)


async def scheduled(db: Database) -> int:
    """An announcement to sixty people that is due."""
    for person in CROWD:
        await people.arrive(db, person, language="fr", now=NOON)
        await consents.say(db, person, "evenements", wanted=True, now=NOON)
    number = await announcements.draft(
        db, CROWD[0], kind="text", html="Fête", file_id="", update_id=1, now=NOON
    )
    await announcements.decide(db, number, "subject", "evenements")
    await announcements.decide(db, number, "segment", segments.to_text(segments.Segment()))
    await announcements.move(db, number, "scheduled", now=NOON)
    await announcements.plan(db, number, send_at=NOON, valid_until=NOON + 86_400)
    return number


async def test_both_at_once_send_it_once(postgres_server: Server) -> None:
    world = World(lambda: NOON)
    for person in CROWD:
        world.add_person(Human(person, f"p{person}", "P"), started=True)
    content = known.content()
    answerer = known.answerer()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(BotServer(world, token=TOKEN))
        settings = Settings(
            token=TOKEN, api_url=server.api_url, database=postgres_server.new_database()
        )
        both = [
            await stack.enter_async_context(
                open_colibris(
                    settings, now=lambda: NOON, content=content, answerer=answerer, pace=UNPACED()
                )
            )
            for _ in range(2)
        ]
        db = both[0].services.db
        number = await scheduled(db)
        for _ in range(2):
            await asyncio.gather(*(one.ticks.tick_now() for one in both))

        counts = await batches.counts(db, announcements.batch_of(number))
        found = await announcements.find(db, number)
    assert counts == {"sent": len(CROWD)}
    assert found is not None
    assert found.state == "finished"
    received = [
        sum("Fête" in message.text for message in world.chats[person].newest(from_bot=True))
        for person in CROWD[1:]
    ]
    assert received == [1] * (len(CROWD) - 1)
