"""The plain message: a person writes words to the bot, and Telegram says nothing else of it.

Most updates are that. The library gives each of its messages more than a hundred attributes, which
costs as much as finding the answer; here one says what was said, and where another attribute is
asked for, what it is in an empty message.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from telegram import Chat, Message, Update, User
from telegram.constants import ChatType
from telegram.ext import ExtBot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram import Bot, TelegramObject

T = TypeVar("T", bound="TelegramObject")

MOST: Final = 1 << 63
"""What no number in an update reaches: BIGINT, in which the database keeps it."""

_HERE: Final = ChatType.PRIVATE
_NAMES: Final = ("first_name", "last_name", "username", "language_code")
_UPDATE: Final = frozenset({"update_id", "message"})
_MESSAGE: Final = frozenset({"message_id", "date", "chat", "from", "text"})
_CHAT: Final = frozenset({"id", "type", "first_name", "last_name", "username"})
_USER: Final = frozenset({"id", "is_bot", "is_premium", *_NAMES})


class _Like:
    """Gives what was not said as `like` has it, an empty one of its kind."""

    __slots__ = ()
    like: ClassVar[TelegramObject]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 – whatever the attribute is
        return getattr(self.like, name)


class _Chat(_Like, Chat):
    __slots__ = ()
    like: ClassVar[Chat] = Chat(0, _HERE)


class _User(_Like, User):
    __slots__ = ()
    like: ClassVar[User] = User(0, "", is_bot=False)


class _Message(_Like, Message):
    __slots__ = ()
    like: ClassVar[Message] = Message(0, datetime.fromtimestamp(0, UTC), _Chat.like)


class PlainUpdate(_Like, Update):
    """An update that is one new text of a person in a private chat, and nothing else."""

    __slots__ = ()
    like: ClassVar[Update] = Update(0)


def read_plain(item: Mapping[str, Any], bot: Bot) -> PlainUpdate | None:
    """Read a plain message; None for all else, sound or not. May raise on what is no message."""
    if item.keys() != _UPDATE:
        return None
    number, given = item["update_id"], item["message"]
    if not isinstance(given, dict) or given.keys() != _MESSAGE:
        return None
    where, who, text = given["chat"], given["from"], given["text"]
    if not (_is_one(where, _CHAT) and _is_one(who, _USER) and where.get("type") == _HERE):
        return None
    whole = (number, given["message_id"], given["date"], where["id"], who["id"])
    if not all(type(value) is int and -MOST < value < MOST for value in whole):
        return None
    if not isinstance(text, str) or not text or type(who.get("is_bot")) is not bool:
        return None
    text.encode()  # half a character: no database takes it
    chat = _made(_Chat, bot, (where["id"],), {**where, "type": _HERE})
    user = _made(_User, bot, (who["id"],), who)
    defaults = bot.defaults if isinstance(bot, ExtBot) else None
    date = datetime.fromtimestamp(given["date"], UTC if defaults is None else defaults.tzinfo)
    said = {"message_id": given["message_id"], "date": date, "chat": chat, "from_user": user}
    message = _made(_Message, bot, (given["message_id"], chat), {**said, "text": text})
    known = {"_effective_message": message, "_effective_chat": chat, "_effective_user": user}
    # Whether it is a press is asked by whoever has to do with it.
    said = {"update_id": number, "message": message, "callback_query": None, **known}
    return _made(PlainUpdate, bot, (number,), said)


def _is_one(given: object, keys: frozenset[str]) -> bool:
    """Say whether these are the fields of a person or chat, with names that are words."""
    if (
        not isinstance(given, dict)
        or not given.keys() <= keys
        or not {"id", "first_name"} <= given.keys()
    ):
        return False
    return all(isinstance(given.get(name, ""), str) for name in _NAMES)


def _made(kind: type[T], bot: Bot, same: tuple[object, ...], said: Mapping[str, object]) -> T:
    """Make an object of the library. `same`: by what it equals another one."""
    made = kind.__new__(kind)
    put = object.__setattr__
    put(made, "_id_attrs", same)
    put(made, "_bot", bot)
    for name, value in said.items():
        put(made, name, value)
    return made
