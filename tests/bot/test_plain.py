"""A plain message is read as the library reads it; whatever is not quite one is left to it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from telegram import Message, Update
from telegram.ext import Application, Defaults, ExtBot

import handlers
from bot.dispatch import Dispatch
from bot.plain import PlainUpdate, read_plain
from bot.reading import read_update

BOT: ExtBot[Any] = ExtBot("63:plain", defaults=Defaults(tzinfo=ZoneInfo("Europe/Paris")))
ITEM: dict[str, Any] = {
    "update_id": 7,
    "message": {
        "message_id": 12,
        "date": 1_790_000_000,
        "chat": {"id": 1001, "type": "private", "first_name": "Camille"},
        "from": {"id": 1001, "is_bot": False, "first_name": "Camille", "language_code": "fr"},
        "text": "Bonjour, l'objectif 3 ?",
    },
}


def test_it_is_what_the_library_reads() -> None:
    plain, other = read_plain(ITEM, BOT), Update.de_json(ITEM, BOT)

    assert isinstance(plain, PlainUpdate)
    assert plain == other
    assert plain.to_dict() == other.to_dict()
    for name in ("effective_message", "effective_chat", "effective_user", "effective_sender"):
        assert getattr(plain, name) == getattr(other, name)
    for name in Message.__slots__:
        if not name.startswith("_"):
            assert getattr(plain.message, name) == getattr(other.message, name), name
    with pytest.raises(AttributeError):
        plain.message.nothing_of_the_kind  # type: ignore[union-attr]  # noqa: B018


@pytest.mark.parametrize("bot", [BOT, ExtBot("63:plain")])
def test_the_moment_is_in_the_zone_of_the_bot(bot: ExtBot[Any]) -> None:
    plain, other = read_plain(ITEM, bot), Update.de_json(ITEM, bot)

    assert plain is not None
    assert plain.message is not None
    assert other.message is not None
    assert plain.message.date == other.message.date
    assert plain.message.date.utcoffset() == other.message.date.utcoffset()


def _with(*path: str, value: object) -> dict[str, Any]:
    item = deepcopy(ITEM)
    place = item
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return item


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"update_id": 7},
        {"update_id": 7, "message": []},
        {"update_id": 7, "edited_message": ITEM["message"]},
        _with("message", "entities", value=[{"type": "bot_command", "offset": 0, "length": 3}]),
        _with("message", "reply_to_message", value=ITEM["message"]),
        _with("message", "chat", "type", value="group"),
        _with("message", "chat", value=None),
        _with("message", "chat", "id", value="1001"),
        _with("message", "chat", "id", value=1 << 63),
        _with("message", "from", value={"id": 1001, "is_bot": False}),
        _with("message", "from", "is_bot", value=0),
        _with("message", "from", "language_code", value=["fr"]),
        _with("message", "message_id", value=True),
        _with("message", "text", value=None),
        _with("message", "text", value=["a"]),
    ],
)
def test_all_else_is_left_to_the_library(item: dict[str, Any]) -> None:
    assert read_plain(item, BOT) is None


@pytest.mark.parametrize(
    "item",
    [_with("message", "text", value="\ud83d"), _with("message", "date", value=1 << 62)],
)
def test_what_nobody_can_read_is_put_aside(item: dict[str, Any]) -> None:
    assert read_update(item, BOT) is None


def test_it_goes_the_way_that_the_library_finds() -> None:
    plain, other = read_plain(ITEM, BOT), Update.de_json(ITEM, BOT)
    application: Any = Application.builder().bot(BOT).updater(None).build()
    handlers.register(application)

    way = Dispatch(application).find_way(plain) if plain is not None else ()

    names = [handler.callback.__name__ for handler in way]
    assert names == ["danger", "gate", "gate", "words"]
    for update in (plain, other):
        for group in application.handlers.values():
            takers = [handler for handler in group if handler.check_update(update)]
            assert takers[0] in way
