"""A bot behind its webhook, and a client who is nobody."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.app import open_colibris
from bot.demo.people import PEOPLE
from bot.demo.person import Person
from bot.demo.server import BotServer
from bot.demo.world import World
from bot.living import live
from bot.settings import Settings
from bot.webhook import SECRET_HEADER
from tests.bot.conftest import NOON, TOKEN, UNPACED
from tests.databases import fresh_sqlite

if TYPE_CHECKING:
    import io
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.app import Colibris
    from content.ask import Answerer
    from content.model import Content

SECRET = "a-secret-of-our-own"
CAMILLE = PEOPLE[0].id


class Town:
    """The world, the bot behind its webhook, and a client who is nobody."""

    def __init__(self, world: World, server: BotServer, colibris: Colibris, root: str) -> None:
        self.world, self.server, self.colibris, self.root = world, server, colibris, root
        self.hook = f"{root}/telegram"

    def person(self, who: int = CAMILLE) -> Person:
        return Person(self.world, who, patience=5)

    async def posts(
        self, body: bytes | io.BytesIO, secret: str = SECRET, **more: Any
    ) -> tuple[int, str]:
        headers = {SECRET_HEADER: secret}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.hook, data=body, headers=headers, **more) as answer,
        ):
            return answer.status, await answer.text()

    async def gets(self, path: str, **headers: str) -> tuple[int, str]:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.root}{path}", headers=given) as answer,
        ):
            return answer.status, await answer.text()


@asynccontextmanager
async def open_hooked(
    folder: Path, content: Content, answerer: Answerer, port: int
) -> AsyncIterator[Town]:
    """Open a bot whose webhook listens on this port."""
    world = World(lambda: NOON)
    root = f"http://127.0.0.1:{port}"
    async with BotServer(world, token=TOKEN) as server:
        server.hooks.pauses_s = (0.02,)
        settings = Settings(
            token=TOKEN,
            api_url=server.api_url,
            database=fresh_sqlite(folder / "colibris.db"),
            webhook_url=root,
            webhook_secret=SECRET,
            listen=f"127.0.0.1:{port}",
        )
        async with open_colibris(
            settings, now=lambda: NOON, content=content, answerer=answerer, pace=UNPACED()
        ) as colibris:
            living = asyncio.create_task(live(colibris))
            assert await world.updates.changes_until(lambda: world.webhook is not None, 10)
            yield Town(world, server, colibris, root)
            colibris.stop()
            await living
            assert world.webhook is None
