from __future__ import annotations

import asyncio

import pytest

from bot.stopping import unless
from tests.bot.timeless import now, timeless


async def works(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "done"


@timeless
async def test_what_is_awaited_is_given() -> None:
    assert await unless(asyncio.Event(), works(5)) == "done"


@timeless
async def test_told_to_stop_it_waits_no_longer_and_leaves_nothing_running() -> None:
    stopping = asyncio.Event()
    asyncio.get_running_loop().call_later(2, stopping.set)
    start = now()

    assert await unless(stopping, works(3600)) is None
    assert now() - start == pytest.approx(2)
    assert asyncio.all_tasks() == {asyncio.current_task()}


@timeless
async def test_what_is_there_at_that_moment_is_not_lost() -> None:
    stopping = asyncio.Event()
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    ready.set_result("done")
    stopping.set()

    assert await unless(stopping, ready) == "done"


@timeless
async def test_an_error_comes_through() -> None:
    async def fails() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await unless(asyncio.Event(), fails())


@timeless
async def test_cancelled_it_takes_what_it_waited_for_along() -> None:
    waiting = asyncio.create_task(unless(asyncio.Event(), works(3600)))
    await asyncio.sleep(1)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert waiting.cancelled()
    assert asyncio.all_tasks() == {asyncio.current_task()}
