"""The server misbehaving on demand, as the bot's library sees it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.demo.faults import Fault

if TYPE_CHECKING:
    from telegram import Bot

    from bot.demo.person import Person
    from bot.demo.world import World
    from tests.demo.conftest import Wire


async def test_429_says_how_long_to_wait_and_passes(
    world: World, bot: Bot, camille: Person
) -> None:
    world.faults.add(Fault("sendMessage", "429", count=2, retry_after=7))

    for _ in range(2):
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(1001, "bonjour")
        assert caught.value.retry_after in (7, timedelta(seconds=7))
    assert camille.messages == []
    await bot.send_message(1001, "bonjour")
    assert camille.screen.text == "bonjour"
    assert world.faults.calls["sendMessage"] == 3


@pytest.mark.parametrize(
    ("kind", "error"), [("403", Forbidden), ("400", BadRequest), ("500", NetworkError)]
)
async def test_refusals_reach_the_library_as_what_they_are(
    world: World, bot: Bot, camille: Person, kind: str, error: type[Exception]
) -> None:
    world.faults.add(Fault("*", kind))

    with pytest.raises(error):
        await bot.send_message(1001, "bonjour")
    assert camille.messages == []


@pytest.mark.parametrize(
    ("kind", "arrives"), [("silence", False), ("lost", True), ("dropped", False), ("cut", True)]
)
async def test_whether_a_message_without_answer_has_arrived(
    world: World,
    bot: Bot,
    camille: Person,
    kind: str,
    arrives: bool,  # noqa: FBT001 – a table
) -> None:
    world.faults.add(Fault("sendMessage", kind))

    with pytest.raises(NetworkError) as caught:
        await bot.send_message(1001, "bonjour", read_timeout=0.2)

    assert isinstance(caught.value, TimedOut) is (kind in {"silence", "lost"})
    assert [screen.text for screen in camille.messages] == (["bonjour"] if arrives else [])


async def test_a_fault_can_strike_one_chat_after_some_calls(
    world: World, bot: Bot, camille: Person
) -> None:
    world.chats[1002].started = True
    world.faults.add(Fault("sendMessage", "500", chat_id=1001, skip=1))

    await bot.send_message(1001, "un")
    await bot.send_message(1002, "pour Bruno")
    with pytest.raises(NetworkError):
        await bot.send_message(1001, "deux")
    await bot.send_message(1001, "trois")

    assert [screen.text for screen in camille.messages] == ["un", "trois"]


async def test_faults_can_be_planned_and_cleared_over_http(
    wire: Wire, world: World, camille: Person
) -> None:
    await wire.act("faults", method="*", kind="500", count=0)
    refused = await wire.call("sendMessage", chat_id=1001, text="x")
    await wire.act("faults", kind="none")
    await wire.call("sendMessage", chat_id=1001, text="x")

    assert (refused.status, refused.refusal) == (500, "Internal Server Error")
    assert len(camille.messages) == 1
    assert (await wire.act("faults", kind="meteor")).status == 400
    assert (await wire.act("faults", kind="500", count=-1)).status == 400
    assert world.faults.take("getMe", None) is None


async def test_a_slow_call_is_done_all_the_same(world: World, wire: Wire, camille: Person) -> None:
    world.faults.add(Fault("sendMessage", "slow", latency_ms=1))

    assert (await wire.call("sendMessage", chat_id=1001, text="x")).status == 200
    assert camille.screen.text == "x"


async def test_who_is_kept_waiting_is_let_go_when_the_server_stops(world: World) -> None:
    from bot.demo.server import BotServer  # noqa: PLC0415 – needed by this test alone

    world.faults.add(Fault("getMe", "silence"))
    async with aiohttp.ClientSession() as session:
        async with BotServer(world) as server:
            root = f"{server.url}/bot63:demo"
            asking = asyncio.create_task(session.get(f"{root}/getMe"))
            polling = asyncio.create_task(session.get(f"{root}/getUpdates?timeout=50"))
            assert await world.updates.polled(5)

        with pytest.raises(aiohttp.ClientError):
            await asking
        assert await (await polling).json() == {"ok": True, "result": []}
