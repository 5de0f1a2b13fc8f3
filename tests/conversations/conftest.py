"""A small town with the real bot in it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.app import Colibris, live, open_colibris
from bot.demo.people import PEOPLE
from bot.demo.person import Person
from bot.demo.runner import words_of
from bot.demo.server import BotServer
from bot.demo.world import World
from bot.pace import Pace
from bot.rules.roles import Role
from bot.settings import Settings
from storage import outbox, reminders
from tests import known
from tests.databases import fresh_sqlite
from tests.limits import everything_fits
from tests.ranking import nobody_is_ranked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from content.ask import Answerer
    from content.model import Content

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)  # a Tuesday morning in spring
UNPACED = partial(Pace, 100_000.0, chat_pause_s=0)  # nobody is flooded here
TOKEN = "63:test"
PATIENCE_S = 30.0  # what comes by itself may take a few ticks of a busy machine


@dataclass
class Town:
    """The world, the bot, and the time they live in. `now` is in UTC seconds."""

    world: World
    server: BotServer
    colibris: Colibris
    now: int

    def person(self, who: str | int = "citoyenne") -> Person:
        return Person(self.world, who, patience=PATIENCE_S)

    async def goes_to(self, day: str, hour: str) -> None:
        """Let the clock strike: everything that is due until then happens at its own time."""
        moment = datetime.fromisoformat(f"{day} {hour}").replace(tzinfo=PARIS)
        await self.moves_to(int(moment.timestamp()))

    async def moves_to(self, target: int) -> None:
        """Do the same for a moment in UTC seconds."""
        db = self.colibris.services.db
        while True:
            moments = (await reminders.next_due_at(db), await outbox.next_due_at(db))
            due = min((m for m in moments if m is not None), default=target + 1)
            if due > target:
                break
            self.now = max(due, self.now)
            await self.colibris.ticks.tick_now()
        self.now = target
        await self.colibris.ticks.tick_now()


async def take(person: Person, action: str, when: str) -> None:
    """Pledge an action from its link, in two presses."""
    await person.says(f"/start a_{action}")
    await person.presses("Je m'engage")
    await person.presses(when)


@pytest.fixture(scope="session")
def content() -> Content:
    return known.content()


@asynccontextmanager
async def open_town(
    folder: Path,
    content: Content,
    answerer: Answerer,
    world: World | None = None,
    public_url: str = "",
) -> AsyncIterator[Town]:
    holder: list[Town] = []
    clock = [int(START.timestamp())]

    def now() -> int:
        return holder[0].now if holder else clock[0]

    async def advance(target: int) -> None:
        await holder[0].moves_to(target)

    world = world or World(now)
    words = words_of(content.sentences)
    async with BotServer(world, token=TOKEN, words=words, on_advance=advance) as server:
        settings = Settings(
            token=TOKEN,
            api_url=server.api_url,
            database=fresh_sqlite(folder / "colibris.db"),
            public_url=public_url,
        )
        async with open_colibris(
            settings,
            now=now,
            content=content,
            answerer=answerer,
            pace=UNPACED(),
            appointed={human.id: Role(human.role) for human in PEOPLE if human.role},
        ) as colibris:
            town = Town(world, server, colibris, clock[0])
            holder.append(town)
            living = asyncio.create_task(live(colibris))
            try:
                yield town
            finally:
                colibris.stop()
                await living


@pytest.fixture(scope="session")
def answerer() -> Answerer:
    return known.answerer()


@pytest.fixture
async def town(tmp_path: Path, content: Content, answerer: Answerer) -> AsyncIterator[Town]:
    async with open_town(tmp_path, content, answerer) as town:
        yield town
        everything_fits(town.world)  # whatever the test was about
        nobody_is_ranked(town.world)


@pytest.fixture
def camille(town: Town) -> Person:
    return town.person("citoyenne")


@pytest.fixture
def ines(town: Town) -> Person:
    """A volunteer."""
    return town.person("benevole")


@pytest.fixture
def sophie(town: Town) -> Person:
    """A member of staff."""
    return town.person("agent")


@pytest.fixture
def helene(town: Town) -> Person:
    """An administrator."""
    return town.person("administratrice")


@pytest.fixture
def bruno(town: Town) -> Person:
    return town.person("voisin")
