"""Two web replicas and two workers on PostgreSQL: one conversation, one reminder, one leader."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web

from bot.app import open_colibris
from bot.demo.people import PEOPLE
from bot.demo.person import Person
from bot.demo.server import BotServer
from bot.demo.world import World
from bot.living import Part, live
from bot.settings import Settings
from storage import outbox, people
from tests import known
from tests.bot.conftest import NOON, TOKEN, UNPACED

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app import Colibris
    from tests.postgres import Server

pytestmark = pytest.mark.postgres
CAMILLE = PEOPLE[0].id


class Balancer:
    """A reverse proxy that gives each request to the next replica."""

    def __init__(self, ports: list[int]) -> None:
        self.taken = dict.fromkeys(ports, 0)

    async def take(self, request: web.Request) -> web.Response:
        port = min(self.taken, key=lambda p: self.taken[p])
        self.taken[port] += 1
        url = f"http://127.0.0.1:{port}{request.path}"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=await request.read(), headers=request.headers) as answer,
        ):
            return web.Response(
                status=answer.status,
                body=await answer.read(),
                content_type=answer.content_type,
            )


async def serve(stack: AsyncExitStack, balancer: Balancer, port: int) -> None:
    app = web.Application()
    app.router.add_post("/telegram", balancer.take)
    runner = web.AppRunner(app)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", port).start()


async def test_a_conversation_over_two_replicas_and_a_worker_that_leads(
    postgres_server: Server, unused_tcp_port_factory: Callable[[], int]
) -> None:
    world = World(lambda: NOON)
    content = known.content()
    answerer = known.answerer()
    database = postgres_server.new_database()
    front, *ports = (unused_tcp_port_factory() for _ in range(3))

    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(BotServer(world, token=TOKEN))
        balancer = Balancer(ports)
        await serve(stack, balancer, front)

        async def start(part: Part, listen: str) -> Colibris:
            settings = Settings(
                token=TOKEN,
                api_url=server.api_url,
                database=database,
                webhook_url=f"http://127.0.0.1:{front}",
                listen=listen,
            )
            opening = open_colibris(
                settings, now=lambda: NOON, content=content, answerer=answerer, pace=UNPACED()
            )
            colibris = await stack.enter_async_context(opening)
            living = asyncio.create_task(live(colibris, part))
            stack.push_async_callback(lambda: living)
            stack.callback(colibris.stop)
            return colibris

        webs = [await start(Part.WEB, f"127.0.0.1:{port}") for port in ports]
        workers = [await start(Part.WORKER, "") for _ in range(2)]
        assert await world.updates.changes_until(lambda: world.webhook is not None, 10)
        camille = Person(world, CAMILLE, patience=20)

        for words in ("/agir", "/objectifs", "/engagements", "/donnees", "/objectifs"):
            await camille.says(words)
            assert camille.sees
        assert min(balancer.taken.values()) >= 2

        db = webs[0].services.db
        assert await people.find(db, CAMILLE) is not None
        leads = [w.ticks.leads for w in workers]
        assert [await lead() for lead in leads if lead is not None].count(True) == 1
        assert await outbox.depth(db) is not None
