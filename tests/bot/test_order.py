from __future__ import annotations

import asyncio
import random

import pytest

from bot.order import Order


async def test_each_chat_keeps_its_order() -> None:
    order, done, chance = Order(work=4), [], random.Random(63)

    async def work(chat: int, number: int) -> None:
        async with order.turn(chat):
            for _ in range(chance.randrange(4)):
                await asyncio.sleep(0)
            done.append((chat, number))

    await asyncio.gather(*(work(n % 7, n) for n in range(200)))

    for chat in range(7):
        numbers = [number for other, number in done if other == chat]
        assert numbers == sorted(numbers)
    assert order.chats == 0


async def test_a_chat_that_floods_does_not_hold_up_the_others() -> None:
    order, gate = Order(work=4), asyncio.Event()

    async def stuck() -> None:
        async with order.turn("flood"):
            await gate.wait()

    flood = [asyncio.create_task(stuck()) for _ in range(50)]
    await asyncio.sleep(0)
    async with asyncio.timeout(1):
        for chat in range(20):
            async with order.turn(chat):
                pass
    gate.set()
    await asyncio.gather(*flood)


async def test_an_error_and_a_cancellation_give_the_turn_back() -> None:
    order = Order(work=1)
    with pytest.raises(ValueError, match="broken"):
        async with order.turn(1):
            raise ValueError("broken")
    started = asyncio.Event()

    async def hold() -> None:
        async with order.turn(1):
            started.set()
            await asyncio.Event().wait()

    async def wait() -> None:
        async with order.turn(1):
            pass

    holder = asyncio.create_task(hold())
    await started.wait()
    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    for task in (waiting, holder):
        task.cancel()
    await asyncio.gather(holder, waiting, return_exceptions=True)

    async with asyncio.timeout(1), order.turn(1):
        assert order.chats == 1
    assert order.chats == 0
