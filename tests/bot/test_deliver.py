from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.deliver import Button, Screen, edit, persist, reply, send
from bot.demo.attachments import draw_square
from bot.fates import Fate, outcome_of
from bot.pace import Lane
from bot.request import LostError, NotSentError, NotThereError
from tests.bot.conftest import PEOPLE
from tests.bot.timeless import now, timeless

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.bot.conftest import Post

A = PEOPLE[0]
HELLO = Screen("<b>Bonjour</b>", ((Button("Oui", "a:1"), Button("Page", url="https://e.org")),))


class Attempts:
    """What happens at the first, second… attempt: an error, or a result."""

    def __init__(self, *results: Exception | str) -> None:
        self.times: list[float] = []
        self._results = list(results)

    async def __call__(self) -> str:
        self.times.append(now())
        result = self._results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Fate.GONE),
        (Forbidden("Forbidden: user is deactivated"), Fate.GONE),
        (BadRequest("Bad Request: chat not found"), Fate.GONE),
        (BadRequest("Bad Request: can't parse entities"), Fate.FAILED),
        (RetryAfter(7), Fate.AGAIN),
        (ChatMigrated(-1001), Fate.AGAIN),
        (NotSentError("cannot connect"), Fate.AGAIN),
        (NotThereError("404"), Fate.AGAIN),
        (InvalidToken("Unauthorized"), Fate.AGAIN),
        (NetworkError("Internal Server Error"), Fate.AGAIN),
        (NetworkError("502: this is not an answer of the Bot API"), Fate.AGAIN),
        (TimedOut(), Fate.UNCERTAIN),
        (LostError("connection lost: ServerDisconnectedError"), Fate.UNCERTAIN),
        (TelegramError("something new"), Fate.FAILED),
    ],
    ids=lambda value: str(value)[:30],
)
def test_each_answer_has_its_fate(error: TelegramError, fate: Fate) -> None:
    assert outcome_of(error).fate is fate


def test_only_telegram_says_how_long_to_wait() -> None:
    assert outcome_of(RetryAfter(7)).after_s == 7
    assert outcome_of(NotSentError("x")).after_s == 0


def test_a_reason_stays_short() -> None:
    assert len(outcome_of(BadRequest("x" * 100_000)).error) == 200


def test_a_button_that_would_be_refused_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="64"):
        Button("é", "é" * 33)


def test_a_screen_knows_what_can_be_answered() -> None:
    assert [button.label for button in HELLO.buttons] == ["Oui"]
    assert Screen("x").keyboard() is None


async def test_what_is_sent_arrives_with_its_buttons(post: Post) -> None:
    outcome = await send(post.bot, A, HELLO, Lane.REMINDER)

    (message,) = post.world.chats[A].newest(from_bot=True)
    assert (outcome.fate, outcome.message_id) == (Fate.SENT, message.id)
    assert message.text == "Bonjour"
    assert [button["text"] for row in message.rows for button in row] == ["Oui", "Page"]


async def test_a_reply_to_somebody_who_blocked_is_no_error(post: Post) -> None:
    post.world.chats[A].blocked = True

    await reply(post.bot, A, HELLO)


async def test_a_reply_that_is_wrong_is_an_error(post: Post) -> None:
    with pytest.raises(BadRequest):
        await reply(post.bot, A, Screen("<b>"))


async def test_a_photo_carries_the_screen(post: Post) -> None:
    await reply(post.bot, A, HELLO, photo=draw_square())

    (message,) = post.world.chats[A].newest(from_bot=True)
    assert (message.kind, message.text) == ("photo", "Bonjour")


async def test_an_edit_changes_the_message_in_place(post: Post) -> None:
    message = await post.bot.send_message(A, "avant")
    await edit(post.bot, message, HELLO)

    assert post.got(A) == ["Bonjour"]


async def test_an_edit_that_changes_nothing_is_no_news(post: Post) -> None:
    message = await post.bot.send_message(A, "pareil")
    await edit(post.bot, message, Screen("pareil"))

    assert post.got(A) == ["pareil"]


async def test_what_cannot_be_edited_is_sent_anew(post: Post) -> None:
    message = await post.bot.send_message(A, "avant")
    await post.bot.delete_message(A, message.message_id)
    await edit(post.bot, message, HELLO)

    assert post.got(A) == ["Bonjour"]


async def test_an_edit_for_somebody_who_blocked_is_no_error(post: Post) -> None:
    message = await post.bot.send_message(A, "avant")
    post.world.chats[A].blocked = True

    await edit(post.bot, message, HELLO)


@pytest.mark.parametrize(
    ("error", "pause"),
    [
        (NetworkError("x"), 1.0),
        (TimedOut(), 1.0),
        (LostError("x"), 1.0),
        (NotSentError("x"), 1.0),
        (RetryAfter(3), 3),
        (RetryAfter(5), 5),
    ],
    ids=lambda value: repr(value)[:20],
)
@timeless
async def test_who_waits_gets_one_more_try(error: TelegramError, pause: float) -> None:
    attempts = Attempts(error, "there")

    assert await persist(attempts) == "there"
    assert attempts.times[1] - attempts.times[0] == pytest.approx(pause)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((RetryAfter(6),), RetryAfter),
        ((BadRequest("x"),), BadRequest),
        ((ChatMigrated(-1),), ChatMigrated),
        ((NetworkError("x"), NetworkError("y")), NetworkError),
        ((TimedOut(), RetryAfter(1)), RetryAfter),
    ],
    ids=lambda value: str(value)[:20],
)
@timeless
async def test_nobody_is_kept_waiting_for_long(
    results: tuple[Exception, ...], expected: type[Exception]
) -> None:
    attempts = Attempts(*results)
    start = now()
    with pytest.raises(expected):
        await persist(attempts)

    assert now() - start <= 5
    assert len(attempts.times) == len(results)


@pytest.mark.parametrize("first", [Forbidden("x"), TimedOut()])
@timeless
async def test_who_has_left_is_not_waited_for(first: Exception) -> None:
    attempts: Callable[[], Awaitable[str]] = Attempts(first, Forbidden("x"))

    assert await persist(attempts) is None
