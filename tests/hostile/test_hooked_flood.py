"""Behind the webhook: whoever asks in the midst of a flood is answered, while it still lasts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.demo.person import Person
from tests.bot.hooked import Town, open_hooked
from tests.hostile.honest import Watch
from tests.proof import write_proof

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from content.ask import Answerer
    from content.model import Content

FLOOD, ASKERS, WAITING = 10_000, 200, 50


@pytest.fixture
async def town(
    tmp_path: Path, content: Content, answerer: Answerer, unused_tcp_port: int
) -> AsyncIterator[Town]:
    async with open_hooked(tmp_path, content, answerer, unused_tcp_port) as town:
        yield town


async def flood(town: Town, count: int) -> None:
    """Write without a pause; never so many wait that the server itself, which is ours, is slow."""
    flooding = Person(town.world, 1001, patience=60)
    for number in range(count):
        await flooding.says("objectif 3", wait=number % WAITING == WAITING - 1)


async def ask_amidst(town: Town, count: int, askers: int, watch: Watch) -> int:
    """Let others ask while somebody writes `count` messages; say how many asked before its end."""
    flooding = asyncio.create_task(flood(town, count))
    asked = 0
    while asked < askers and not flooding.done():
        await asyncio.sleep(0)
        await watch.somebody_asks(town)
        asked += not flooding.done()
    await flooding
    return asked


async def test_somebody_asks_while_a_flood_lasts(town: Town) -> None:
    assert await ask_amidst(town, FLOOD // 10, ASKERS // 40, Watch()) > 0
    await Watch().somebody_asks(town)


@pytest.mark.proof
async def test_two_hundred_ask_while_ten_thousand_messages_wait(town: Town) -> None:
    watch = Watch()
    asked = await ask_amidst(town, FLOOD, ASKERS, watch)
    write_proof(
        "Two hundred ask in the midst of ten thousand messages, behind the webhook",
        [f"messages of one account: {FLOOD}; asked before its end: {asked}", *watch.lines()],
    )
    watch.assert_nobody_waited()
    assert asked > 1
