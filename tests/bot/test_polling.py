from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from telegram import Bot, Update
from telegram.error import InvalidToken

from bot.demo.faults import Fault
from bot.demo.person import Person
from bot.demo.server import BotServer
from bot.demo.wakeup import Wakeup
from bot.demo.world import World
from bot.order import Order
from bot.polling import Patience, Polling
from bot.request import AiohttpRequest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

TOKEN = "63:polling"
QUICK = Patience(pauses_s=(0.01,), finish_s=0.1)
CAMILLE, BRUNO = 1001, 1002


class Desk:
    """Processes updates as the test says, and remembers them."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, str]] = []
        self.held: dict[str, asyncio.Event] = {}
        self.refused: dict[str, int] = {}
        self.changed = Wakeup()

    async def process(self, update: Update) -> bool:
        message = update.effective_message
        assert message is not None
        text = message.text or ""
        if text in self.held:
            await self.held[text].wait()
        if self.refused.get(text, 0) > 0:
            self.refused[text] -= 1
            return False
        self.seen.append((message.chat_id, text))
        self.changed.ring()
        return True


class Running:
    def __init__(self, world: World, server: BotServer, desk: Desk, polling: Polling) -> None:
        self.world, self.server, self.desk, self.polling = world, server, desk, polling

    def person(self, number: int) -> Person:
        return Person(self.world, number, patience=5)

    async def seen(self, count: int) -> list[tuple[int, str]]:
        assert await self.desk.changed.until(lambda: len(self.desk.seen) >= count, 5)
        return self.desk.seen


@asynccontextmanager
async def running(
    prepare: Callable[[World], Awaitable[None]] | None = None, **options: Any
) -> AsyncIterator[Running]:
    world, desk = World(lambda: 1_795_507_500), Desk()
    if prepare is not None:
        await prepare(world)
    async with BotServer(world, token=TOKEN) as server:
        request = AiohttpRequest()
        await request.initialize()
        bot = Bot(TOKEN, base_url=f"{server.api_url}/bot", request=AiohttpRequest())
        polling = Polling(bot, request, Order(), desk.process, **options)
        task = asyncio.create_task(polling.run())
        try:
            yield Running(world, server, desk, polling)
        finally:
            polling.stop()
            await asyncio.gather(task, return_exceptions=True)
            await request.shutdown()


async def test_an_update_is_confirmed_only_once_it_is_processed() -> None:
    async with running() as town:
        gate = town.desk.held["slow"] = asyncio.Event()
        update = await town.person(CAMILLE).says("slow", wait=False)
        await town.person(BRUNO).says("quick", wait=False)
        await town.seen(1)
        await asyncio.sleep(0.1)

        assert town.desk.seen == [(BRUNO, "quick")]
        assert [u["message"]["text"] for u in town.world.updates.pending] == ["slow", "quick"]
        gate.set()
        await town.seen(2)
        assert await town.world.updates.settled(update, 5)


async def test_what_is_in_hand_is_not_processed_again_and_does_not_spin() -> None:
    async with running() as town:
        gate = town.desk.held["slow"] = asyncio.Event()
        await town.person(CAMILLE).says("slow", wait=False)
        await asyncio.sleep(0.5)
        polls = town.world.updates.polls
        gate.set()
        await town.seen(1)
        await asyncio.sleep(0.1)

        assert town.desk.seen == [(CAMILLE, "slow")]
        assert polls < 20


async def test_a_chat_keeps_its_order_whatever_holds_it_up() -> None:
    async with running() as town:
        gate = town.desk.held["1"] = asyncio.Event()
        for number in range(1, 6):
            await town.person(CAMILLE).says(str(number), wait=False)
        await asyncio.sleep(0.1)
        gate.set()
        await town.seen(5)

        assert [text for _, text in town.desk.seen] == ["1", "2", "3", "4", "5"]


async def test_an_unreadable_update_does_not_block_those_behind_it() -> None:
    async def prepare(world: World) -> None:
        world.updates.add("message", {"message_id": "x", "chat": 7})
        world.updates.add("message", [1, 2])  # type: ignore[arg-type]  # as no server should

    async with running(prepare) as town:
        await town.person(CAMILLE).says("hello")

        assert town.desk.seen == [(CAMILLE, "hello")]


async def test_an_update_that_could_not_be_settled_is_tried_again() -> None:
    async with running(patience=QUICK) as town:
        town.desk.refused["again"] = 3
        await town.person(CAMILLE).says("again")

        assert town.desk.seen == [(CAMILLE, "again")]


async def test_stopping_finishes_and_confirms_what_is_in_hand() -> None:
    async with running() as town:
        gate = town.desk.held["slow"] = asyncio.Event()
        update = await town.person(CAMILLE).says("slow", wait=False)
        await asyncio.sleep(0.1)
        town.polling.stop()
        await asyncio.sleep(0.05)
        gate.set()
        await town.seen(1)
        assert await town.world.updates.settled(update, 5)


async def test_what_is_stuck_at_the_end_stays_with_telegram() -> None:
    async with running(patience=QUICK) as town:
        town.desk.held["stuck"] = asyncio.Event()
        await town.person(CAMILLE).says("stuck", wait=False)
        await asyncio.sleep(0.1)
        world = town.world

    assert [u["message"]["text"] for u in world.updates.pending] == ["stuck"]


@pytest.mark.parametrize("kind", ["429", "500", "400", "dropped", "cut"])
async def test_it_goes_on_after_every_kind_of_trouble(kind: str) -> None:
    async def prepare(world: World) -> None:
        world.faults.add(Fault("getUpdates", kind, count=2, retry_after=0))

    async with running(prepare, patience=QUICK) as town:
        await town.person(CAMILLE).says("hello")

        assert town.desk.seen == [(CAMILLE, "hello")]


async def test_a_token_that_is_refused_later_ends_it() -> None:
    world, desk = World(lambda: 0), Desk()
    async with BotServer(world, token=TOKEN) as server:
        request = AiohttpRequest()
        await request.initialize()
        bot = Bot("63:other", base_url=f"{server.api_url}/bot", request=AiohttpRequest())
        with pytest.raises(InvalidToken):
            await Polling(bot, request, Order(), desk.process).run()
        await request.shutdown()
