"""Reading an update: what is not what the Bot API says is put aside before anybody works with it.

The library takes values as they come: an id that is a list would only fail somewhere deep inside,
in the same way at each new try. Only what we work with is looked at, so that a new field of
Telegram's never makes us deaf.
"""

from __future__ import annotations

import logging
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias

from telegram import Chat, ChatMember, Location, Message, Update, User

from bot.plain import MOST, read_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telegram import Bot, MaybeInaccessibleMessage

    _Value: TypeAlias = tuple[object, *tuple[type, ...]]

LOG = logging.getLogger(__name__)


def read_update(item: dict[str, Any], bot: Bot) -> Update | None:
    """Read one update; `None`, and a log line, for what is none. Never raises."""
    try:
        if (plain := read_plain(item, bot)) is not None:
            return plain
        update = Update.de_json(item, bot)
        sound = all(_sound(*each) for each in _values(update))
    except Exception as error:  # noqa: BLE001 – it would be as unreadable the next time
        reason = type(error).__name__
    else:
        if sound:
            return update
        reason = "not as the Bot API says"
    number = item.get("update_id")
    LOG.warning("update unreadable", extra={"update": number, "error": reason})
    return None


def _sound(value: object, *kinds: type) -> bool:
    if isinstance(value, bool):
        return bool in kinds
    if isinstance(value, int):
        return int in kinds and -MOST < value < MOST
    if isinstance(value, str) and not _encodes(value):
        return False
    return isinstance(value, kinds)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character: no database takes it
        return False
    return True


def _values(update: Update) -> Iterator[_Value]:
    """Give each value that we work with, and the types that it may have."""
    for user in (update.effective_user, *_members(update)):
        yield from _user(user)
    yield from _chat(update.effective_chat)
    yield from _message(update.effective_message)
    press, change = update.callback_query, update.my_chat_member
    if press is not None:
        yield press.id, str
        yield press.from_user, User
        yield press.data, str, NoneType
    if change is not None:
        yield change.chat, Chat
        yield change.from_user, User
        for member in (change.old_chat_member, change.new_chat_member):
            yield member, ChatMember
            yield member.status, str


def _members(update: Update) -> tuple[User, ...]:
    change = update.my_chat_member
    return () if change is None else (change.from_user, change.new_chat_member.user)


def _user(user: User | None) -> Iterator[_Value]:
    if user is not None:
        yield user, User
        yield user.id, int
        yield user.is_bot, bool
        yield user.language_code, str, NoneType


def _chat(chat: Chat | None) -> Iterator[_Value]:
    if chat is not None:
        yield chat, Chat
        yield chat.id, int
        yield chat.type, str


def _message(message: MaybeInaccessibleMessage | None) -> Iterator[_Value]:
    while message is not None:
        yield message.message_id, int
        yield message.chat, Chat
        if not isinstance(message, Message):
            return
        yield message.text, str, NoneType
        yield message.caption, str, NoneType
        yield message.media_group_id, str, NoneType
        venue = message.venue.location if message.venue is not None else None
        for place in filter(None, (message.location, venue)):
            yield place, Location
            yield place.latitude, float, int
            yield place.longitude, float, int
        for entity in (*message.entities, *message.caption_entities):
            yield entity.type, str
            yield entity.offset, int
            yield entity.length, int
        message = message.reply_to_message
