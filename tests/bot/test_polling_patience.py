"""What the polling does over minutes and hours, on a clock that does not make anybody wait."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections import deque
from typing import TYPE_CHECKING, Any

import pytest
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.order import Order
from bot.polling import Polling
from bot.request import AiohttpRequest, LostError, NotSentError, NotThereError
from tests.bot.timeless import now, timeless

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

BOT = Bot("63:polling", request=AiohttpRequest(), get_updates_request=AiohttpRequest())


class Telegram(AiohttpRequest):
    """Gives updates as Telegram does: again and again, until the offset has passed them."""

    def __init__(self) -> None:
        self.pending: dict[int, Any] = {}
        self.troubles: deque[Exception] = deque()
        self.asked: list[float] = []
        self.began_anew = False
        self._new = asyncio.Event()

    def writes(self, number: int, chat: int = 1, text: str = "hello") -> None:
        self.adds(
            number,
            message={
                "message_id": number,
                "date": 0,
                "chat": {"id": chat, "type": "private"},
                "from": {"id": chat, "is_bot": False, "first_name": "P"},
                "text": text,
            },
        )

    def adds(self, number: int, **content: object) -> None:
        self.pending[number] = {"update_id": number, **content}
        self._new.set()

    async def call(self, url: str, parameters: Mapping[str, object], read_s: float) -> Any:
        assert url.endswith("/getUpdates")
        assert read_s > float(str(parameters["timeout"]))
        self.asked.append(now())
        if self.troubles:
            raise self.troubles.popleft()
        offset, limit = int(str(parameters["offset"])), int(str(parameters["limit"]))
        if self.began_anew and offset > max(self.pending, default=offset) + 1:
            offset = 0  # Telegram says nothing about an offset of the numbers before
        self.pending = {n: update for n, update in self.pending.items() if n >= offset}
        self._new.clear()
        if not self.pending:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._new.wait(), float(str(parameters["timeout"])))
        return list(self.pending.values())[:limit]


class Desk:
    """Settles updates after `pauses` (seconds, by text); refuses some while `refuses` says so."""

    def __init__(self) -> None:
        self.pauses: dict[str, float] = {}
        self.refuses: Callable[[str], bool] = lambda _text: False
        self.done: list[tuple[float, str]] = []
        self.tried: list[tuple[float, str]] = []

    async def process(self, update: Update) -> bool:
        assert update.effective_message is not None
        text = str(update.effective_message.text)
        self.tried.append((now(), text))
        await asyncio.sleep(self.pauses.get(text, 0))
        if self.refuses(text):
            return False
        self.done.append((now(), text))
        return True

    def texts(self) -> list[str]:
        return [text for _, text in self.done]


class Post:
    """Telegram, the desk, and the polling between them."""

    def __init__(self, process: Callable[[Update], Awaitable[bool]] | None = None) -> None:
        self.telegram, self.desk = Telegram(), Desk()
        self.polling = Polling(BOT, self.telegram, Order(), process or self.desk.process)
        self.running = asyncio.create_task(self.polling.run())

    async def ends(self) -> None:
        self.polling.stop()
        await self.running


@timeless
async def test_with_nothing_to_do_it_asks_once_in_twenty_five_seconds() -> None:
    post = Post()
    await asyncio.sleep(250)

    assert len(post.telegram.asked) <= 11
    await post.ends()


@timeless
async def test_one_that_is_stuck_for_an_hour_neither_spins_nor_holds_up_the_others() -> None:
    post = Post()
    post.desk.pauses["stuck"] = 3600
    post.telegram.writes(1, chat=1, text="stuck")
    await asyncio.sleep(600)
    asked = len(post.telegram.asked)
    post.telegram.writes(2, chat=2, text="other")
    start = now()
    await asyncio.sleep(2)

    assert asked <= 620
    assert post.desk.texts() == ["other"]
    assert post.desk.done[0][0] - start <= 1.1
    assert set(post.telegram.pending) == {1, 2}
    await asyncio.sleep(3600)
    assert post.telegram.pending == {}
    assert post.desk.texts() == ["other", "stuck"]
    await post.ends()


@timeless
async def test_a_conversation_goes_on_briskly_beside_one_that_is_stuck() -> None:
    post = Post()
    post.desk.pauses["stuck"] = 3600
    post.telegram.writes(1, chat=1, text="stuck")
    await asyncio.sleep(60)
    for number in range(2, 12):
        post.telegram.writes(number, chat=2, text=str(number))
        await asyncio.sleep(1)

    assert post.desk.texts() == [str(number) for number in range(2, 12)]
    post.running.cancel()


@timeless
async def test_an_unsettled_one_is_tried_again_with_growing_pauses() -> None:
    post = Post()
    post.desk.refuses = lambda _text: len(post.desk.tried) < 8
    start = now()
    post.telegram.writes(1)
    await asyncio.sleep(600)

    assert [round(at - start) for at, _ in post.desk.tried] == [0, 1, 3, 8, 18, 38, 68, 98]
    assert post.desk.texts() == ["hello"]
    assert post.telegram.pending == {}
    await post.ends()


@timeless
async def test_while_the_database_is_away_nothing_is_given_up() -> None:
    post = Post()
    away = True
    post.desk.refuses = lambda _text: away
    for number in range(1, 151):
        post.telegram.writes(number, chat=number, text=str(number))
    await asyncio.sleep(3600)
    assert len(post.telegram.pending) == 150

    away = False
    await asyncio.sleep(120)

    assert sorted(map(int, post.desk.texts())) == list(range(1, 151))
    assert post.telegram.pending == {}
    await post.ends()


@timeless
async def test_one_that_can_never_be_settled_does_not_bring_everybody_to_a_halt(
    caplog: pytest.LogCaptureFixture,
) -> None:
    post = Post()
    post.desk.refuses = lambda text: text == "poison"
    post.telegram.writes(1, chat=1, text="poison")
    await asyncio.sleep(3600)
    assert set(post.telegram.pending) == {1}  # it holds up nobody: it may wait

    for number in range(2, 302):
        post.telegram.writes(number, chat=number, text=str(number))
    await asyncio.sleep(120)

    assert sorted(map(int, post.desk.texts())) == list(range(2, 302))
    assert post.telegram.pending == {}
    assert "update given up" in caplog.text
    await post.ends()


@timeless
async def test_a_fault_of_ours_is_logged_and_confirmed(caplog: pytest.LogCaptureFixture) -> None:
    async def fail(_update: Update) -> bool:
        raise ValueError("je suis malade")

    post = Post(fail)
    post.telegram.writes(1)
    await asyncio.sleep(1)

    assert post.telegram.pending == {}
    assert "update failed" in caplog.text
    await post.ends()


@timeless
async def test_something_cancelled_inside_a_handler_is_tried_again() -> None:
    tries: list[float] = []

    async def cancelled_at_first(_update: Update) -> bool:
        tries.append(now())
        if len(tries) == 1:
            future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            future.cancel()
            await future
        return True

    post = Post(cancelled_at_first)
    post.telegram.writes(1)
    await asyncio.sleep(10)

    assert len(tries) == 2
    assert post.telegram.pending == {}
    await post.ends()


@timeless
async def test_told_to_stop_it_does_not_sit_out_a_pause_and_confirms_nothing_unsettled() -> None:
    post = Post()
    post.desk.refuses = lambda text: text == "later"
    post.telegram.writes(1, chat=1, text="later")
    post.telegram.writes(2, chat=2, text="done")
    await asyncio.sleep(60)
    start = now()
    await post.ends()

    assert now() - start < 0.1
    assert set(post.telegram.pending) == {1, 2}


@timeless
async def test_told_to_stop_it_finishes_what_is_queued_behind_another() -> None:
    post = Post()
    post.desk.pauses = {"1": 0.5, "2": 0.5, "3": 0.5}
    for number in (1, 2, 3):
        post.telegram.writes(number, text=str(number))
    await asyncio.sleep(0.1)
    await post.ends()

    assert post.desk.texts() == ["1", "2", "3"]
    assert post.telegram.pending == {}


@timeless
async def test_docker_need_not_kill_it() -> None:
    post = Post()
    post.desk.pauses["stuck"] = 3600
    post.telegram.writes(1, text="stuck")
    await asyncio.sleep(1)
    start = now()
    await post.ends()

    assert now() - start < 9
    assert set(post.telegram.pending) == {1}


@timeless
async def test_cancelled_it_leaves_nothing_running() -> None:
    post = Post()
    post.desk.pauses["stuck"] = 3600
    post.telegram.writes(1, text="stuck")
    await asyncio.sleep(1)
    post.running.cancel()
    await asyncio.gather(post.running, return_exceptions=True)

    assert asyncio.all_tasks() == {asyncio.current_task()}


@timeless
async def test_a_refused_token_ends_it_and_leaves_nothing_running() -> None:
    post = Post()
    post.desk.pauses["stuck"] = 3600
    post.telegram.writes(1, text="stuck")
    await asyncio.sleep(1)
    post.telegram.troubles.append(InvalidToken("Unauthorized"))
    with pytest.raises(InvalidToken):
        await post.running

    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize(
    "trouble",
    [
        Conflict("terminated by other getUpdates request"),
        RetryAfter(5),
        NetworkError("Internal Server Error"),
        NotSentError("cannot connect"),
        NotThereError("404"),
        LostError("the server's answer cannot be read"),
        TimedOut(),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
@timeless
async def test_whatever_goes_wrong_it_asks_again_after_growing_pauses(trouble: Exception) -> None:
    post = Post()
    post.telegram.troubles.extend([trouble] * 8)
    await asyncio.sleep(100)
    asked = post.telegram.asked
    pauses = [round(b - a) for a, b in itertools.pairwise(asked)][:8]
    post.telegram.writes(1)
    await asyncio.sleep(30)

    assert pauses == ([5] * 8 if isinstance(trouble, RetryAfter) else [1, 2, 5, 10, 20, 30, 30])
    assert post.desk.texts() == ["hello"]
    await post.ends()


@timeless
async def test_after_a_good_answer_the_pauses_are_short_again() -> None:
    post = Post()
    post.telegram.troubles.extend([NetworkError("x")] * 4)
    await asyncio.sleep(60)
    start = len(post.telegram.asked)
    post.telegram.troubles.append(NetworkError("x"))
    post.telegram.writes(1)
    await asyncio.sleep(30)

    assert post.telegram.asked[start + 1] - post.telegram.asked[start] == pytest.approx(1)
    await post.ends()


@timeless
async def test_told_to_stop_it_does_not_sit_out_a_pause_between_failures() -> None:
    post = Post()
    post.telegram.troubles.extend([RetryAfter(3600)])
    await asyncio.sleep(10)
    start = now()
    await post.ends()

    assert now() - start < 0.1


@pytest.mark.parametrize("junk", [[{}], ["x", None, 3], [{"update_id": "7"}]])
@timeless
async def test_updates_without_a_number_do_not_make_it_spin(junk: list[object]) -> None:
    post = Post()
    post.telegram.pending = {10**9 + n: item for n, item in enumerate(junk)}
    post.telegram._new.set()
    await asyncio.sleep(60)

    assert len(post.telegram.asked) < 12
    post.running.cancel()


@timeless
async def test_the_unreadable_is_passed_over_and_confirmed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    post = Post()
    post.telegram.adds(1, message={"message_id": "x", "text": "je suis malade"})
    post.telegram.adds(2, callback_query=[1])
    post.telegram.adds(3)
    post.telegram.writes(4)
    with caplog.at_level(logging.WARNING):
        await asyncio.sleep(5)

    assert post.desk.texts() == ["hello"]
    assert post.telegram.pending == {}
    assert caplog.text.count("update unreadable") == 2
    assert "malade" not in caplog.text
    await post.ends()


@timeless
async def test_numbers_that_begin_anew_are_taken_as_they_come() -> None:
    post = Post()
    post.telegram.writes(900_000, text="before")
    await asyncio.sleep(60)
    # After a week without updates, Telegram chooses the next number anew.
    post.telegram.began_anew = True
    post.telegram.writes(5, text="after")
    await asyncio.sleep(60)

    assert post.desk.texts() == ["before", "after"]
    assert post.telegram.pending == {}
    await post.ends()


@timeless
async def test_a_thousand_at_once_are_processed_once_each_in_order() -> None:
    post = Post()
    for number in range(1, 1001):
        post.desk.pauses[str(number)] = 0.01 * (number % 7)
        post.telegram.writes(number, chat=number % 50, text=str(number))
    await asyncio.sleep(120)

    done = [int(text) for text in post.desk.texts()]
    assert sorted(done) == list(range(1, 1001))
    for chat in range(50):
        theirs = [number for number in done if number % 50 == chat]
        assert theirs == sorted(theirs)
    await post.ends()
