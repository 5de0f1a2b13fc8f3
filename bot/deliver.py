"""Showing something to a person: what a screen is, and how it gets there."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.constants import InlineKeyboardButtonLimit
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot import answering
from bot.fates import Fate, Outcome, outcome_of
from bot.pace import CHAT_PAUSE_S, PACED, Lane, seconds_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import CallbackQuery
    from telegram.ext import ExtBot

    from bot.pace import Manner

T = TypeVar("T")
LOG = logging.getLogger(__name__)
_PATIENCE_S = 5.0
# An edit or a deletion that has nothing left to do is done.
_DONE = ("not modified", "message to delete not found")


@dataclass(frozen=True, slots=True)
class Button:
    """Words to press. `data` (at most 64 bytes) says what they mean; `url` opens a page."""

    label: str
    data: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if len(self.data.encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            raise ValueError(f"button data over 64 bytes: {self.data}")


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, a film or a paper that Telegram holds already, by its `file_id`.

    `drawn`: a picture of ours that it does not hold yet; never in the outbox.
    """

    kind: Literal["photo", "video", "document"]
    file_id: str = ""
    drawn: bytes = b""


@dataclass(frozen=True, slots=True)
class Screen:
    """What a person sees: Telegram HTML (a caption under `media`), and rows of buttons."""

    html: str
    rows: tuple[tuple[Button, ...], ...] = ()
    media: Media | None = None

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons that can be answered, in reading order."""
        return tuple(button for row in self.rows for button in row if button.data)

    def choices(self) -> list[tuple[str, str]]:
        """Give what may be typed for each button, its number or its words, with its data."""
        numbers = [(str(number), b.data) for number, b in enumerate(self.buttons, 1)]
        return numbers + [(b.label, b.data) for b in self.buttons]

    def keyboard(self) -> InlineKeyboardMarkup | None:
        """Give the buttons in Telegram's own form."""
        if not self.rows:
            return None
        return InlineKeyboardMarkup([[_as_telegram(b) for b in row] for row in self.rows])


@dataclass(frozen=True, slots=True)
class Edit:
    """A message of ours that is to say something else. Done twice, it changes nothing."""

    message_id: int
    screen: Screen


@dataclass(frozen=True, slots=True)
class Delete:
    """A message of ours that is to go, up to 48 hours after it came."""

    message_id: int


async def send(
    bot: ExtBot[Any], chat_id: int, what: Screen | Edit | Delete, manner: Manner
) -> Outcome:
    """Send one screen, or change one, and say what became of it.

    Never raises for what Telegram answers. `manner`: the lane it waits in, or `PACED` where it
    has had its turn.
    """
    try:
        message_id = await _carry_out(bot, chat_id, what, manner)
    except BadRequest as error:
        if not isinstance(what, Screen) and any(w in str(error).lower() for w in _DONE):
            return Outcome(Fate.SENT, message_id=what.message_id)
        return outcome_of(error)
    except TelegramError as error:
        return outcome_of(error)
    return Outcome(Fate.SENT, message_id=message_id)


async def _carry_out(
    bot: ExtBot[Any], chat_id: int, what: Screen | Edit | Delete, manner: Manner
) -> int:
    if isinstance(what, Screen):
        return await _put(bot, chat_id, what, manner)
    if isinstance(what, Delete):
        await bot.delete_message(chat_id, what.message_id, rate_limit_args=manner)
    elif what.screen.media is None:
        await bot.edit_message_text(
            what.screen.html,
            chat_id=chat_id,
            message_id=what.message_id,
            reply_markup=what.screen.keyboard(),
            rate_limit_args=manner,
        )
    else:
        await bot.edit_message_caption(
            chat_id=chat_id,
            message_id=what.message_id,
            caption=what.screen.html,
            reply_markup=what.screen.keyboard(),
            rate_limit_args=manner,
        )
    return what.message_id


async def _put(
    bot: ExtBot[Any],
    chat_id: int,
    screen: Screen,
    manner: Manner,
    to: int | None = None,
) -> int:
    media = screen.media
    if media is None:
        return await answering.write(bot, chat_id, screen, manner, to=to)
    more: dict[str, Any] = {
        "caption": screen.html,
        "reply_markup": screen.keyboard(),
        "rate_limit_args": manner,
        "reply_parameters": _quoted(to),
    }
    match media.kind:
        case "photo":
            sent = await bot.send_photo(chat_id, media.drawn or media.file_id, **more)
        case "video":
            sent = await bot.send_video(chat_id, media.file_id, **more)
        case "document":
            sent = await bot.send_document(chat_id, media.file_id, **more)
    return sent.message_id


def _quoted(to: int | None) -> ReplyParameters | None:
    return None if to is None else ReplyParameters(to, allow_sending_without_reply=True)


async def reply(
    bot: ExtBot[Any],
    chat_id: int,
    screen: Screen,
    photo: bytes | None = None,
    *,
    to: int | None = None,
    light: bool = False,
) -> int | None:
    """Answer a person at once. One more try where that makes sense; a blocked bot is no error.

    `to`: the message that is quoted above the answer, where it is still there. `light`: nobody
    needs what was sent, so that it may travel in the response of the webhook. Returns the number
    of the message, `None` where the person has left or it travels there.
    """
    if photo is None:
        if light and screen.media is None:
            leave = partial(persist, partial(_put, bot, chat_id, screen, PACED, to))
            if await answering.hold_reply(bot, chat_id, screen, leave, to=to):
                return None
        return await persist(lambda: _put(bot, chat_id, screen, Lane.REPLY, to))
    sent = await persist(
        lambda: bot.send_photo(
            chat_id,
            photo,
            caption=screen.html,
            reply_markup=screen.keyboard(),
            reply_parameters=_quoted(to),
        )
    )
    return None if sent is None else sent.message_id


async def toast(query: CallbackQuery, words: str) -> None:
    """Answer a press, so that its little clock stops; one too old to be answered is left."""

    async def leave() -> None:
        with suppress(BadRequest):  # an old press: Telegram waits for its answer no longer
            await query.answer(words or None)

    if not answering.hold_toast(query.id, words, leave):
        await leave()


async def hand(bot: ExtBot[Any], chat_id: int, paper: bytes, name: str, screen: Screen) -> None:
    """Give a person a file, with a sentence under it."""
    await persist(
        lambda: bot.send_document(
            chat_id, paper, filename=name, caption=screen.html, reply_markup=screen.keyboard()
        )
    )


async def fetch(bot: ExtBot[Any], file_id: str) -> bytes:
    """Fetch a file that Telegram holds; empty where that is impossible."""
    try:
        file = await bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())
    except TelegramError as error:
        LOG.info("file not fetched", extra={"reason": str(error)})
        return b""


async def edit(bot: ExtBot[Any], message: Message, screen: Screen) -> None:
    """Change a message of ours in place; where that is impossible, send it anew."""
    try:
        await persist(
            lambda: bot.edit_message_text(
                screen.html,
                chat_id=message.chat_id,
                message_id=message.message_id,
                reply_markup=screen.keyboard(),
            )
        )
    except BadRequest as error:
        if "not modified" in str(error).lower():
            return
        LOG.info("edit impossible, sent anew", extra={"reason": str(error)})
        await reply(bot, message.chat_id, screen)


def never_arrived(error: TelegramError) -> bool:
    """Say whether what failed so is certain not to have been carried out, for now."""
    return outcome_of(error).fate is Fate.AGAIN


async def persist(attempt: Callable[[], Awaitable[T]]) -> T | None:
    """Do something that a person waits for; try once more after a hiccup. `None`: they left."""
    try:
        return await attempt()
    except Forbidden:
        return None
    except BadRequest:
        raise
    except RetryAfter as error:
        if seconds_of(error) > _PATIENCE_S:
            raise
        await asyncio.sleep(seconds_of(error))
    except NetworkError:
        await asyncio.sleep(CHAT_PAUSE_S)  # what failed counts as a message to this chat, too
    try:
        return await attempt()
    except Forbidden:
        return None


def _as_telegram(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    return InlineKeyboardButton(button.label, callback_data=button.data)
