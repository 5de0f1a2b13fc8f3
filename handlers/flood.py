"""Somebody who writes very much gets one kind line, then silence; danger is heard before this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.ext import ApplicationHandlerStop

from bot.deliver import Screen, reply
from bot.flood import Heard
from handlers.groups import is_private

if TYPE_CHECKING:
    from telegram import Update

    from bot.context import Context


async def gate(update: Update, context: Context) -> None:
    """Let through what a person may say in a minute; groups have their own limit."""
    user, chat = update.effective_user, update.effective_chat
    wrote = update.effective_message is not None or update.callback_query is not None
    if user is None or not wrote or not is_private(update):
        return
    services = context.services
    heard = services.flood.hear(user.id, services.now())
    if heard is Heard.ANSWER:
        return
    if heard is Heard.SLOW_DOWN and chat is not None:
        await reply(context.bot, chat.id, Screen(services.texts("other.flood")))
    raise ApplicationHandlerStop
