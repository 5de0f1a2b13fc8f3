"""Everything that is not words or a press: voice, pictures, places, edits, coming and going."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatMemberStatus

from bot.deliver import Screen
from handlers import announcing, communes, groups, leaving, sheets
from handlers.topics import act_row
from storage import people

if TYPE_CHECKING:
    from telegram import Message, Update

    from bot.context import Context
    from handlers.visit import Visit

NOWHERE = (999.0, 999.0)
_KINDS = {
    "voice": "other.voice",
    "audio": "other.voice",
    "video_note": "other.voice",
    "photo": "other.photo",
    "video": "other.photo",
    "animation": "other.photo",
    "sticker": "other.sticker",
    "location": "other.location",
    "venue": "other.location",
    "contact": "other.contact",
    "document": "other.document",
}


async def other(visit: Visit) -> None:
    """Give a kind, useful reply to what is not text; nothing of it is kept."""
    if await announcing.heard(visit):
        return
    message = visit.update.effective_message
    if await sheets.received(visit):
        return
    key = next((words for kind, words in _KINDS.items() if getattr(message, kind, None)), None)
    if key == "other.location":
        if await communes.near(visit, _place(message)):
            return
        visit.wait_for(communes.STEP)
    html = visit.texts(key or "other.empty")
    await visit.say(Screen(html, (act_row(visit),)))


async def edited(visit: Visit) -> None:
    """Say that an edited message is not a new question, and how to ask it."""
    await visit.say(Screen(visit.texts("other.edited")))


def _place(message: Message | None) -> tuple[float, float]:
    """Give latitude and longitude of what was sent; nowhere on earth where it has none."""
    if message is None:
        return NOWHERE
    place = message.venue.location if message.venue is not None else message.location
    return (place.latitude, place.longitude) if place is not None else NOWHERE


async def member(update: Update, context: Context) -> None:
    """Note that a person blocked the bot, or came back: their pledges sleep and wake."""
    change = update.my_chat_member
    if change is None:
        return
    if change.chat.type != "private":
        await groups.joined(change, context)
        return
    services = context.services
    if change.new_chat_member.status == ChatMemberStatus.BANNED:
        await leaving.block(services, change.from_user.id)
    else:
        language = change.from_user.language_code or ""
        await people.arrive(
            services.db, change.from_user.id, language=language, now=services.now()
        )
