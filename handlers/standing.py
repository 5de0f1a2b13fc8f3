"""How the service stands, for whoever writes: a sentence, and on standby nothing else."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from telegram.error import BadRequest
from telegram.ext import ApplicationHandlerStop

from bot.announce.service import sentence, today_of
from bot.deliver import Screen, reply
from bot.rules.presses import Verb, unpack
from bot.rules.roles import Role, allows
from handlers.groups import is_private
from storage import roles

if TYPE_CHECKING:
    from telegram import Update

    from bot.context import Context
    from content.texts import Html
    from handlers.visit import Visit

# What a person may always do, whatever the service does.
_WORDS = ("/stop", "/donnees", "/privacy", "/statut", "/contact", "/quisommesnous", "/annuler")
_VERBS = frozenset(
    {Verb.MY_DATA, Verb.DATA_WHY, Verb.DATA_COPY, Verb.ERASE, Verb.STOP_ALL, Verb.STOP_WHY,
     Verb.ABOUT, Verb.LEGAL, Verb.CANCEL}
)  # fmt: skip


async def gate(update: Update, context: Context) -> None:
    """On standby, and after the end: one sentence, and what people may always do.

    Danger has been heard before this; staff go on working.
    """
    user, chat = update.effective_user, update.effective_chat
    wrote = update.effective_message is not None or update.callback_query is not None
    if user is None or chat is None or not wrote or not is_private(update):
        return
    services = context.services
    state = await services.collective.service(now=services.now())
    if not state.silent_on(today_of(services)) or _essential(update):
        return
    if allows(await roles.of(services.db, user.id), Role.STAFF):
        return
    if update.callback_query is not None:
        with suppress(BadRequest):
            await update.callback_query.answer()
    await reply(context.bot, chat.id, Screen(sentence(services, state) or ""))
    raise ApplicationHandlerStop


async def notice(visit: Visit) -> list[Html]:
    """Give the sentence for people who come, where there is one to say."""
    state = await visit.services.collective.service(now=visit.now)
    said = sentence(visit.services, state)
    return [] if said is None else [said]


def _essential(update: Update) -> bool:
    query = update.callback_query
    if query is not None:
        said = unpack(query.data or "")
        return said is not None and said.verb in _VERBS
    message = update.effective_message
    text = (message.text or "") if message is not None else ""
    return text.partition(" ")[0].partition("@")[0].lower() in _WORDS
