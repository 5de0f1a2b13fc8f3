"""When a handler fails: a log line, a kind sentence, and another try where that helps."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import Update
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.deliver import Screen, never_arrived, reply
from storage.database import StorageError

if TYPE_CHECKING:
    from bot.context import Context

LOG = logging.getLogger(__name__)


async def failed(update: object, context: Context) -> None:
    """Deal with what no handler expected; expected errors are dealt with where they occur."""
    error = context.error
    number = update.update_id if isinstance(update, Update) else None
    if isinstance(error, StorageError) and isinstance(update, Update):
        # Nothing is lost: the update stays unconfirmed and is tried again.
        LOG.error("database away", extra={"update": number, "reason": str(error)})
        context.services.retry.add(update.update_id)
        raise ApplicationHandlerStop  # what would come after it comes with the next try
    if isinstance(error, Forbidden):
        return  # the person has blocked the bot: a fact about them
    if isinstance(error, (RetryAfter, NetworkError)):
        again = isinstance(update, Update) and never_arrived(error)
        LOG.warning(
            "answer not sent", extra={"update": number, "reason": str(error), "again": again}
        )
        if isinstance(update, Update) and again:
            context.services.retry.add(update.update_id)
            raise ApplicationHandlerStop
        return
    user = update.effective_user if isinstance(update, Update) else None
    who = None if user is None else user.id
    LOG.error("handler failed", exc_info=error, extra={"update": number, "person": who})
    if isinstance(update, Update):
        await _apologise(update, context)


async def _apologise(update: Update, context: Context) -> None:
    texts = context.services.texts
    try:
        if update.callback_query is not None:
            await update.callback_query.answer(texts.plain("error.toast"))
        elif update.effective_chat is not None:
            screen = Screen(texts("error.sorry"))
            await reply(context.bot, update.effective_chat.id, screen)
    except TelegramError as error:
        LOG.warning("apology not sent", extra={"reason": str(error)})
