"""One file per subject: read the update, call one function, show.

Here stands the one table of what is answered, in the order in which it is tried; order is the
meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.rules.roles import Role
from handlers import (
    actions,
    announcing,
    consents,
    contents,
    desk,
    errors,
    events,
    flood,
    groups,
    leaving,
    my_data,
    official,
    others,
    page,
    pauses,
    pledges,
    profile,
    progress,
    question,
    service,
    standing,
    start,
    statistics,
    team,
    topics,
    volunteering,
    words,
)
from handlers.access import only
from handlers.presses import pressed
from handlers.visit import visiting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram.ext import Application, BaseHandler

    from handlers.visit import Visit

_NEW = filters.UpdateType.MESSAGE
_EDITED = filters.UpdateType.EDITED_MESSAGE
_PRIVATE = filters.ChatType.PRIVATE

COMMANDS: dict[str, Callable[[Visit], Awaitable[None]]] = {
    "start": start.start,
    "agir": actions.suggestions,
    "engagements": pledges.show,
    "progression": progress.show,
    "objectifs": topics.objectives,
    "aide": start.helped,
    "help": start.helped,
    "stop": pauses.stop,
    "rappels": pauses.show,
    "profil": profile.show,
    "annonces": consents.show,
    "donnees": my_data.show,
    "privacy": my_data.show,
    "contact": start.contact,
    "annuler": question.cancel,
    "statut": service.status,
    "quisommesnous": official.about,
    "benevole": start.volunteer,
    "simple": start.simple,
    "stats": only(Role.STAFF, statistics.show),
    "annoncer": only(Role.STAFF, announcing.show),
    "equipe": only(Role.ADMINISTRATOR, team.show),
    "questions": only(Role.STAFF, desk.show),
    "contenu": only(Role.STAFF, contents.show),
    "bureau": only(Role.STAFF, page.show),
    "evenement": only(Role.STAFF, events.show),
    "inscrire": only(Role.VOLUNTEER, volunteering.show),
    "demission": only(Role.VOLUNTEER, leaving.show),
}

_FIRST, _GATE, _STANDING, _MAIN = -3, -2, -1, 0

HANDLERS: tuple[tuple[int, BaseHandler[Any, Any, Any]], ...] = (
    # Danger before everything: new and edited messages, captions, groups, unknown commands.
    (_FIRST, MessageHandler(_NEW | _EDITED, question.danger)),
    # Who writes very much gets one kind line, then silence.
    (_GATE, TypeHandler(Update, flood.gate)),
    # On standby and after the end: one sentence, and what people may always do.
    (_STANDING, TypeHandler(Update, standing.gate)),
    # Coming and going.
    (_MAIN, ChatMemberHandler(others.member, ChatMemberHandler.MY_CHAT_MEMBER)),
    # In a group we answer when called, and change nothing.
    (_MAIN, MessageHandler(_NEW & ~_PRIVATE, groups.called)),
    # An edit is not a new question.
    (_MAIN, MessageHandler(_EDITED & _PRIVATE, visiting(others.edited))),
    # Commands, buttons, words, everything else.
    *(
        (_MAIN, CommandHandler(name, visiting(handle), filters=_NEW & _PRIVATE))
        for name, handle in COMMANDS.items()
    ),
    (_MAIN, MessageHandler(_NEW & filters.COMMAND, visiting(start.unknown))),
    (_MAIN, CallbackQueryHandler(pressed)),
    (_MAIN, MessageHandler(_NEW & filters.TEXT, visiting(words.words))),
    (_MAIN, MessageHandler(_NEW & ~filters.StatusUpdate.ALL, visiting(others.other))),
)


def register(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Give every handler to the application, in order, and the one error handler."""
    for group, handler in HANDLERS:
        application.add_handler(handler, group)
    application.add_error_handler(errors.failed)
