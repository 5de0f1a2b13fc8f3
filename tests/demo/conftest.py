"""A world with its server, the library's own Bot, and a bare client that sees the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from telegram import Bot

from bot.demo.people import BOT_ID
from bot.demo.person import Person
from bot.demo.server import BotServer
from bot.demo.world import World

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TOKEN = "63:demo"
NOON = 1774350000  # 24 March 2026, 12:00 in Paris


@dataclass(slots=True)
class Hands:
    """A clock and a stopwatch that a test turns by hand, in seconds."""

    clock: int = NOON
    stopwatch: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one request."""

    status: int
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        assert self.body["ok"] is True, self.body
        return self.body["result"]

    @property
    def refusal(self) -> str:
        assert self.body["ok"] is False, self.body
        assert self.body["error_code"] == self.status
        return str(self.body["description"])


class Wire:
    """Calls the server as any HTTP client would."""

    def __init__(self, session: aiohttp.ClientSession, root: str) -> None:
        self.session = session
        self.root = root

    async def call(self, method: str, **arguments: object) -> Answer:
        """Call a Bot API method with a JSON body."""
        url = f"{self.root}/bot{TOKEN}/{method}"
        async with self.session.post(url, json=arguments) as response:
            return Answer(response.status, await response.json())

    async def act(self, action: str, **body: object) -> Answer:
        """POST to the page's API."""
        async with self.session.post(f"{self.root}/demo/{action}", json=body) as response:
            return Answer(response.status, await response.json())

    async def state(self, person: str = "citoyenne") -> dict[str, Any]:
        """Read what the page knows about one person."""
        async with self.session.get(f"{self.root}/demo/state") as response:
            people = (await response.json())["people"]
        return next(entry for entry in people if entry["name"] == person)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def world(hands: Hands) -> World:
    return World(lambda: hands.clock, stopwatch=lambda: hands.stopwatch)


@pytest.fixture
async def server(world: World) -> AsyncIterator[BotServer]:
    async with BotServer(world, token=TOKEN) as server:
        yield server


@pytest.fixture
async def bot(server: BotServer) -> AsyncIterator[Bot]:
    bot = Bot(TOKEN, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot")
    async with bot:
        assert bot.id == BOT_ID
        yield bot


@pytest.fixture
async def wire(server: BotServer) -> AsyncIterator[Wire]:
    async with aiohttp.ClientSession() as session:
        yield Wire(session, server.url)


@pytest.fixture
def camille(world: World) -> Person:
    """A citizen who has written once, so that the bot may write to her."""
    world.chats[1001].started = True
    return Person(world, "citoyenne", patience=5)
