from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.menu import SHOWN, _insist, publish
from content.texts import Texts
from tests import known
from tests.bot.timeless import now, timeless

if TYPE_CHECKING:
    from tests.bot.conftest import Post


async def test_telegram_shows_our_commands_and_who_we_are(post: Post) -> None:
    await publish(post.bot, Texts(known.content().sentences))

    commands = await post.bot.get_my_commands()
    assert tuple(command.command for command in commands) == SHOWN
    assert all(command.description for command in commands)
    assert (await post.bot.get_my_description()).description
    assert (await post.bot.get_my_short_description()).short_description


@pytest.mark.parametrize("error", [NetworkError("x"), InvalidToken("x"), RetryAfter(7)])
@timeless
async def test_it_keeps_trying_with_growing_pauses(error: TelegramError) -> None:
    tries: list[float] = []

    async def step() -> Any:
        tries.append(now())
        if len(tries) < 8:
            raise error

    await _insist(step)

    pauses = [round(later - earlier) for earlier, later in pairwise(tries)]
    assert pauses == ([7] * 7 if isinstance(error, RetryAfter) else [2, 5, 15, 60, 300, 300, 300])


@timeless
async def test_it_can_be_told_to_leave_off() -> None:
    async def never() -> Any:
        raise NetworkError("x")

    trying = asyncio.create_task(_insist(never))
    await asyncio.sleep(86_400)
    assert not trying.done()
    trying.cancel()
    await asyncio.gather(trying, return_exceptions=True)
    assert trying.cancelled()
