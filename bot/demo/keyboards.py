"""Checks keyboards as Telegram does before it shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.demo import limits
from bot.demo.errors import ApiError, bad_request
from bot.demo.links import check_link

if TYPE_CHECKING:
    from bot.demo.call import Call

Json = dict[str, Any]

_ACTIONS: Final = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "pay",
    "callback_game",
)
_REPLY_EXTRAS: Final = (
    "is_persistent",
    "resize_keyboard",
    "one_time_keyboard",
    "input_field_placeholder",
    "selective",
)
_REPLY_REQUESTS: Final = ("request_contact", "request_location", "request_poll", "web_app")


@dataclass(frozen=True, slots=True)
class Markup:
    """What `reply_markup` asked for: buttons under the message, and the keyboard of the chat."""

    inline: Json | None = None
    keyboard: Json | None = None
    removes: bool = False


def read_markup(call: Call) -> Markup:
    """Read `reply_markup`. Raises `ApiError` 400 in Telegram's words."""
    raw = call.structure("reply_markup")
    if raw is None or raw == {}:
        return Markup()
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in raw:
        rows = _read_rows(raw["inline_keyboard"])
        checked = [[_check_inline(button) for button in row] for row in rows if row]
        return Markup(inline={"inline_keyboard": checked} if checked else None)
    if "keyboard" in raw:
        rows = _read_rows(raw["keyboard"])
        shown = [[_check_reply(button) for button in row] for row in rows if row]
        extras = {name: raw[name] for name in _REPLY_EXTRAS if name in raw}
        return Markup(keyboard={"keyboard": shown, **extras})
    if raw.get("remove_keyboard") is True:
        return Markup(removes=True)
    return Markup(removes=bool(raw.get("force_reply")))


def _read_rows(raw: object) -> list[list[Any]]:
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        raise _cannot('Field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays')
    if sum(len(row) for row in raw) > limits.BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return raw


def _check_inline(raw: object) -> Json:
    if not isinstance(raw, dict):
        raise _cannot("InlineKeyboardButton must be an Object")
    actions = [name for name in _ACTIONS if raw.get(name) not in (None, False)]
    if len(actions) != 1:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    button = {"text": _read_label(raw), actions[0]: raw[actions[0]]}
    if "callback_data" in button:
        _check_data(button["callback_data"])
    elif "url" in button:
        button["url"] = _check_url(button["url"])
    return button


def _check_data(data: object) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= limits.BUTTON_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(address: object) -> str:
    checked = check_link(address) if isinstance(address, str) else None
    if checked is None:
        raise bad_request(f"inline keyboard button URL '{address}' is invalid: Wrong HTTP URL")
    return checked


def _check_reply(raw: object) -> Json:
    if isinstance(raw, str):
        raw = {"text": raw}
    if not isinstance(raw, dict):
        raise _cannot("KeyboardButton must be a String or an Object")
    return {"text": _read_label(raw), **{n: raw[n] for n in _REPLY_REQUESTS if raw.get(n)}}


def _read_label(raw: Json) -> str:
    label = raw.get("text")
    if not isinstance(label, str):
        raise _cannot('Field "text" must be of type String')
    if not label.strip():
        raise _cannot('Field "text" must be non-empty')
    return label


def _cannot(reason: str) -> ApiError:
    return bad_request(f"can't parse keyboard button: {reason}")
