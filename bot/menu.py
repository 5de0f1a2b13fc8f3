"""What Telegram shows about the bot: the menu of commands, the descriptions."""

from __future__ import annotations

import asyncio
import itertools
import logging
from typing import TYPE_CHECKING, Any

from telegram import BotCommand, BotCommandScopeChat
from telegram.error import RetryAfter, TelegramError

from bot.pace import seconds_of
from bot.rules.roles import Role, allows

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    from telegram.ext import ExtBot

    from content.texts import Texts

LOG = logging.getLogger(__name__)
SHOWN = ("agir", "engagements", "progression", "objectifs", "aide", "stop")
# What each role adds, its own tools first. One without words in the content is not shown.
OF_ROLES = {
    Role.ADMINISTRATOR: ("equipe",),
    Role.STAFF: ("evenement", "annoncer", "questions", "stats", "contenu", "bureau"),
    Role.VOLUNTEER: ("inscrire", "demission"),
}
_PAUSES_S = (2, 5, 15, 60, 300)


async def publish(
    bot: ExtBot[Any], texts: Texts, team: Mapping[int, Collection[str]] | None = None
) -> None:
    """Tell Telegram our menu and descriptions; keeps trying, since nobody else waits for it.

    `team`: the roles of each member, who see more.
    """
    await _insist(lambda: bot.set_my_commands(_commands(texts, SHOWN)))
    await _insist(lambda: bot.set_my_description(texts.plain("about.description")))
    await _insist(lambda: bot.set_my_short_description(texts.plain("about.short")))
    for person_id, held in (team or {}).items():
        await publish_for(bot, texts, person_id, held)


async def publish_for(
    bot: ExtBot[Any], texts: Texts, person_id: int, held: Collection[str]
) -> None:
    """Set the menu of one person's chat to what their roles open.

    The menu is a help, not a door: where Telegram refuses, the commands work all the same.
    """
    scope = BotCommandScopeChat(person_id)
    try:
        if held:
            await bot.set_my_commands(_commands(texts, names_for(held)), scope=scope)
        else:
            await bot.delete_my_commands(scope=scope)
    except TelegramError as error:
        LOG.warning("menu of a chat not set", extra={"reason": str(error)})


def names_for(held: Collection[str]) -> tuple[str, ...]:
    """Name the commands for somebody with these roles."""
    own = (name for role, names in OF_ROLES.items() if allows(held, role) for name in names)
    return (*own, *SHOWN)


def _commands(texts: Texts, names: Collection[str]) -> list[BotCommand]:
    return [
        BotCommand(name, texts.plain(f"menu.{name}")) for name in names if f"menu.{name}" in texts
    ]


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
