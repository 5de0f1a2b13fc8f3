"""What Telegram shows about the bot: the menu of commands, the descriptions."""

from __future__ import annotations

import asyncio
import itertools
import logging
from typing import TYPE_CHECKING, Any

from telegram import BotCommand
from telegram.error import RetryAfter, TelegramError

from bot.pace import seconds_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram.ext import ExtBot

    from content.texts import Texts

LOG = logging.getLogger(__name__)
SHOWN = ("agir", "engagements", "progression", "objectifs", "aide", "stop")
_PAUSES_S = (2, 5, 15, 60, 300)


async def publish(bot: ExtBot[Any], texts: Texts) -> None:
    """Tell Telegram our menu and descriptions; keeps trying, since nobody else waits for it."""
    commands = [BotCommand(name, texts.plain(f"menu.{name}")) for name in SHOWN]
    await _insist(lambda: bot.set_my_commands(commands))
    await _insist(lambda: bot.set_my_description(texts.plain("about.description")))
    await _insist(lambda: bot.set_my_short_description(texts.plain("about.short")))


async def _insist(step: Callable[[], Awaitable[object]]) -> None:
    for attempt in itertools.count():
        pause: float = _PAUSES_S[min(attempt, len(_PAUSES_S) - 1)]
        try:
            await step()
        except TelegramError as error:
            if isinstance(error, RetryAfter):
                pause = seconds_of(error)
            LOG.warning("menu not set", extra={"reason": str(error), "again_in_s": pause})
            await asyncio.sleep(pause)
        else:
            return
