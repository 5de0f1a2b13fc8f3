"""A sign of life outside Telegram, given only while all is well (row 86)."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from bot.alive import Alive
from bot.demo import acts
from bot.demo.faults import Fault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.bot.conftest import Post


@dataclass
class Neighbour:
    """A watch elsewhere that counts the signs."""

    url: str = ""
    signs: int = 0
    status: int = 200

    async def hears(self, _request: web.Request) -> web.Response:
        self.signs += 1
        return web.Response(status=self.status)


@asynccontextmanager
async def neighbour(port: int) -> AsyncIterator[Neighbour]:
    there = Neighbour(f"http://127.0.0.1:{port}/sign")
    app = web.Application()
    app.router.add_get("/sign", there.hears)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield there
    await runner.cleanup()


async def test_it_is_given_while_telegram_and_the_database_answer(
    post: Post, unused_tcp_port: int
) -> None:
    async with neighbour(unused_tcp_port) as there:
        alive = Alive(there.url, post.bot, post.db)
        await alive.beat()
        assert there.signs == 1
        post.world.faults.add(Fault("getWebhookInfo", "500", count=0))
        await alive.beat()
        assert there.signs == 1
        post.world.faults.clear()
        there.status = 503
        await alive.beat()
        assert there.signs == 2
    await alive.beat()  # nobody listens there any more: a line in the log, no more


async def test_without_the_database_none_is_given(post: Post, unused_tcp_port: int) -> None:
    async with neighbour(unused_tcp_port) as there:
        alive = Alive(there.url, post.bot, post.db)
        await post.db.close()
        await alive.beat()
        assert there.signs == 0


async def test_updates_that_pile_up_for_minutes_end_it(post: Post, unused_tcp_port: int) -> None:
    async with neighbour(unused_tcp_port) as there:
        alive = Alive(there.url, post.bot, post.db)
        for _ in range(150):
            acts.say(post.world, 3001, "bonjour")
        for _ in range(8):
            await alive.beat()
        assert there.signs == 5
        post.world.updates.clear()
        await alive.beat()
        assert there.signs == 6
