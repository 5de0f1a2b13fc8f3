"""Answers in Telegram's own words: JSON, without a detour through the library's objects.

That detour costs more than finding the answer. They may travel in the response of the webhook
(`bot.held`) as well.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from bot.held import can_hold, hold
from bot.pace import Lane, Pace
from bot.request import AiohttpRequest, LostError

if TYPE_CHECKING:
    from telegram import LinkPreviewOptions
    from telegram.ext import ExtBot

    from bot.deliver import Button, Screen
    from bot.held import Leave
    from bot.pace import Manner


async def write(
    bot: ExtBot[Any], chat_id: int, screen: Screen, manner: Manner, *, to: int | None = None
) -> int:
    """Send words and buttons, in their turn; return the number of the message.

    `to`: the message that is quoted, where it is still there. Raises what `send_message` raises.
    """
    request, call = bot.request, _message(bot, chat_id, screen, to)
    if not isinstance(request, AiohttpRequest):
        raise TypeError("this bot has another request class")
    args = (f"{bot.base_url}/sendMessage", call)
    if (pace := bot.rate_limiter) is None:
        sent = await request.say(*args)
    else:
        sent = await pace.process_request(request.say, args, {}, "sendMessage", call, manner)
    try:
        return int(sent["message_id"])
    except (KeyError, TypeError, ValueError):
        raise LostError("the server's answer names no message") from None


async def hold_reply(
    bot: ExtBot[Any], chat_id: int, screen: Screen, leave: Leave, *, to: int | None = None
) -> bool:
    """Let a reply travel in the response, where it may; it takes its turn here.

    Not within a minute after Telegram asked for a pause: a response cannot see a refusal.
    """
    pace = bot.rate_limiter
    if not (can_hold() and isinstance(pace, Pace) and pace.calm):
        return False
    await pace.turn(chat_id, Lane.REPLY)
    return hold({"method": "sendMessage", **_message(bot, chat_id, screen, to)}, leave)


def hold_toast(query_id: str, words: str, leave: Leave) -> bool:
    """Let the answer to a press travel in the response, where it may."""
    if not can_hold():
        return False
    call: dict[str, Any] = {"method": "answerCallbackQuery", "callback_query_id": query_id}
    if words:
        call["text"] = words
    return hold(call, leave)


def _message(
    bot: ExtBot[Any], chat_id: int, screen: Screen, to: int | None = None
) -> dict[str, Any]:
    """Say `sendMessage` as python-telegram-bot would, with the defaults of the bot."""
    call: dict[str, Any] = {"chat_id": chat_id, "text": screen.html}
    if bot.defaults is not None:
        call["parse_mode"] = bot.defaults.parse_mode
        if (preview := bot.defaults.link_preview_options) is not None:
            call["link_preview_options"] = _previewed(preview)
    if screen.rows:
        rows = [[_button(b) for b in row] for row in screen.rows]
        call["reply_markup"] = {"inline_keyboard": rows}
    if to is not None:
        call["reply_parameters"] = {"message_id": to, "allow_sending_without_reply": True}
    return call


@cache
def _previewed(preview: LinkPreviewOptions) -> dict[str, Any]:
    """Say how links are shown: the library takes its time for it, and the bot has one way."""
    return preview.to_dict()


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data}
