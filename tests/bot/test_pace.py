from __future__ import annotations

import asyncio
import math
import time
from bisect import bisect_left
from typing import Literal

import pytest
from telegram.error import RetryAfter

from bot.pace import PACED, Lane, Pace
from tests.bot.timeless import now, timeless

Gone = tuple[float, int, Lane]


async def leave(pace: Pace, chat: int, lane: Lane, gone: list[Gone]) -> None:
    await pace.turn(chat, lane)
    gone.append((now(), chat, lane))


def set_off(pace: Pace, count: int, lane: Lane, gone: list[Gone]) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(leave(pace, chat, lane, gone)) for chat in range(count)]


async def flooded(**_: object) -> bool:
    raise RetryAfter(30)


async def answered(**_: object) -> bool:
    return True


def most_in_a_second(times: list[float]) -> int:
    """Count in the fullest of all windows of a second, wherever it begins."""
    return max(bisect_left(times, start + 1) - place for place, start in enumerate(times))


@pytest.mark.parametrize("rate", [1, 2.5, 25, 30, 1000])
@timeless
async def test_no_second_holds_more_than_the_rate_and_few_hold_less(rate: float) -> None:
    pace, gone = Pace(rate), list[Gone]()
    await asyncio.gather(*set_off(pace, int(rate * 4) + 1, Lane.ANNOUNCEMENT, gone))

    times = [at for at, _, _ in gone]
    assert most_in_a_second(times) <= math.ceil(rate)
    # Close to what Telegram allows a little is left to the way there.
    each = max(1.01 / rate, 1.05 / 30) if rate <= 30 else 1.01 / rate
    assert times[-1] - times[0] <= each * (len(times) - 1)


@timeless
async def test_a_loop_that_was_busy_is_followed_by_no_burst() -> None:
    pace, gone = Pace(25), list[Gone]()
    await asyncio.gather(*set_off(pace, 5, Lane.REPLY, gone))
    await asyncio.sleep(60)  # nobody writes for a minute: nothing is saved up for later
    await asyncio.gather(*set_off(pace, 60, Lane.REPLY, gone))

    assert most_in_a_second([at for at, _, _ in gone]) <= 25


@timeless
async def test_replies_pass_reminders_and_reminders_pass_announcements() -> None:
    pace, gone = Pace(200), list[Gone]()
    lanes = [Lane.ANNOUNCEMENT] * 6 + [Lane.REMINDER] * 3 + [Lane.REPLY] * 2
    await asyncio.gather(*(leave(pace, n, lane, gone) for n, lane in enumerate(lanes)))

    assert [lane for _, _, lane in gone] == sorted(lanes)


@timeless
async def test_a_reply_waits_for_one_announcement_at_most() -> None:
    pace, gone = Pace(25), list[Gone]()
    crowd = set_off(pace, 1000, Lane.ANNOUNCEMENT, gone)
    await asyncio.sleep(0.02)
    start = now()
    await pace.turn(9999, Lane.REPLY)

    assert now() - start <= 0.05
    for task in crowd:
        task.cancel()


@timeless
async def test_one_chat_gets_a_second_between_two_messages_of_the_bulk() -> None:
    pace, gone = Pace(25), list[Gone]()
    await asyncio.gather(*(leave(pace, chat, Lane.REMINDER, gone) for chat in (1, 1, 1, 2)))

    assert [chat for _, chat, _ in gone] == [1, 2, 1, 1]
    times = [at for at, chat, _ in gone if chat == 1]
    assert times[1] - times[0] >= 1
    assert times[2] - times[1] >= 1


@timeless
async def test_two_replies_to_one_person_need_no_second_between_them() -> None:
    pace, gone = Pace(25), list[Gone]()
    await asyncio.gather(*(leave(pace, 1, Lane.REPLY, gone) for _ in range(3)))

    assert gone[2][0] - gone[0][0] < 0.1


@timeless
async def test_when_telegram_asks_one_to_wait_everybody_waits_and_no_burst_follows() -> None:
    pace, gone = Pace(25), list[Gone]()
    with pytest.raises(RetryAfter):
        await pace.process_request(flooded, (), {}, "sendMessage", {"chat_id": 1}, None)
    start = now()
    await asyncio.gather(
        *set_off(pace, 40, Lane.REPLY, gone), *set_off(pace, 40, Lane.REMINDER, gone)
    )

    assert min(gone)[0] - start >= 30
    assert most_in_a_second([at for at, _, _ in gone]) <= 25


@timeless
async def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    pace = Pace(25)
    start = now()
    pace.pause(30)
    pace.pause(1)
    await pace.turn(1)

    assert now() - start >= 30


@timeless
async def test_a_pause_holds_who_is_waiting_already() -> None:
    pace, gone = Pace(1), list[Gone]()
    waiting = set_off(pace, 3, Lane.REPLY, gone)
    await asyncio.sleep(0.5)
    start = now()
    pace.pause(30)
    await asyncio.gather(*waiting)

    assert len([at for at, _, _ in gone if at - start < 30]) == 1


@timeless
async def test_whoever_gives_up_takes_nobodys_turn() -> None:
    pace, gone = Pace(1), list[Gone]()
    tasks = set_off(pace, 10, Lane.REPLY, gone)
    await asyncio.sleep(0)
    start = now()
    for task in tasks[:8]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert [chat for _, chat, _ in gone] in ([8, 9], [0, 8, 9])
    assert now() - start < 3


@timeless
async def test_a_chat_that_has_to_wait_holds_up_no_other() -> None:
    pace, gone = Pace(25), list[Gone]()
    same = [asyncio.create_task(leave(pace, 7, Lane.REMINDER, gone)) for _ in range(30)]
    await asyncio.gather(*set_off(pace, 5, Lane.REMINDER, gone))

    assert gone[5][0] - gone[0][0] < 1
    for task in same:
        task.cancel()


@timeless
async def test_five_thousand_waiting_cost_little_each() -> None:
    pace, gone = Pace(25), list[Gone]()
    start = time.process_time()
    await asyncio.gather(*set_off(pace, 5000, Lane.ANNOUNCEMENT, gone))

    assert time.process_time() - start < 2.5
    assert [chat for _, chat, _ in gone] == list(range(5000))


@timeless
async def test_it_forgets_the_chats_it_wrote_to_long_ago() -> None:
    pace = Pace(1000)
    for chat in range(5000):
        await pace.turn(chat)

    assert len(pace._last) < 2500


@timeless
async def test_what_has_had_its_turn_is_not_asked_to_wait_again() -> None:
    pace = Pace(1)
    start = now()
    for _ in range(5):
        assert await pace.process_request(answered, (), {}, "x", {"chat_id": 1}, PACED)

    assert now() - start < 0.1


@timeless
async def test_what_was_held_up_on_its_way_makes_no_burst_on_the_wire() -> None:
    pace, gone = Pace(29.5), list[float]()

    async def arrives(**_: object) -> None:
        gone.append(now())

    async def goes(chat: int) -> None:
        await pace.turn(chat, Lane.ANNOUNCEMENT)
        await asyncio.sleep(max(0, 3602 - now()))  # the database is stuck for two seconds
        await pace.process_request(arrives, (), {}, "x", {"chat_id": chat}, PACED)

    await asyncio.gather(*(goes(chat) for chat in range(120)))

    assert most_in_a_second(sorted(gone)) <= 30


@pytest.mark.parametrize("manner", [None, Lane.REPLY])
@timeless
async def test_a_reply_passes_the_bulk_that_was_held_up_on_its_way(manner: Lane | None) -> None:
    pace, gone = Pace(29.5), list[tuple[float, int]]()

    async def goes(chat: int, manner: Lane | Literal["paced"] | None) -> None:
        async def arrives(**_: object) -> None:
            gone.append((now(), chat))

        await pace.process_request(arrives, (), {}, "x", {"chat_id": chat}, manner)

    bulk = [asyncio.create_task(goes(chat, PACED)) for chat in range(90)]
    await asyncio.sleep(0.5)
    asked = now()
    await goes(1000, manner)

    assert gone[-1][0] - asked < 2 / 29.5 + 1.04  # a turn, and the second that is full already
    await asyncio.gather(*bulk)
    after = [chat for at, chat in gone if asked < at]
    assert after.index(1000) <= 1
    assert most_in_a_second([at for at, _ in gone]) <= 30


@timeless
async def test_replies_hardly_wait_beside_an_announcement_that_takes_all_the_rest() -> None:
    pace, gone, waits = Pace(30), list[float](), list[float]()

    async def arrives(**_: object) -> None:
        gone.append(now())

    async def sends(chats: range) -> None:
        for chat in chats:
            await pace.turn(chat, Lane.ANNOUNCEMENT, spaced=True)
            await asyncio.sleep(0.2 if chat == chats[9] else 0.002)  # held up once
            await pace.process_request(arrives, (), {}, "x", {"chat_id": chat}, PACED)

    async def answers(chat: int) -> None:
        await asyncio.sleep(chat % 7 / 100)
        asked = now()
        await pace.process_request(arrives, (), {}, "x", {"chat_id": chat}, Lane.REPLY)
        waits.append(now() - asked)

    bulk = [asyncio.create_task(sends(range(1000 * n, 1000 * n + 200))) for n in range(1, 17)]
    await asyncio.sleep(20)
    began, sent = now(), len(gone)
    for chat in range(800):
        bulk.append(asyncio.create_task(answers(chat)))
        await asyncio.sleep(0.05)
    rate = (len(gone) - sent) / (now() - began)
    for task in bulk:
        task.cancel()
    await asyncio.gather(*bulk, return_exceptions=True)

    assert sorted(waits)[int(len(waits) * 0.99)] < 0.1
    assert rate > 28
    assert most_in_a_second(sorted(gone)) <= 30


@timeless
async def test_what_goes_to_no_chat_is_not_paced() -> None:
    pace = Pace(0.01)
    start = now()
    for _ in range(5):
        assert await pace.process_request(answered, (), {}, "getMe", {}, None)

    assert now() == start


@timeless
async def test_at_the_end_nobody_is_left_waiting() -> None:
    pace, gone = Pace(1), list[Gone]()
    tasks = set_off(pace, 10, Lane.REPLY, gone)
    await asyncio.sleep(0)
    await pace.shutdown()
    await asyncio.wait(tasks, timeout=1)

    assert all(task.done() for task in tasks)
    await pace.turn(1)  # and it may be used again


@timeless
async def test_a_reply_that_need_not_wait_has_its_turn_at_once_and_overtakes_no_other() -> None:
    pace, gone = Pace(2), list[Gone]()
    for chat in (1, 2):
        with pytest.raises(StopIteration):  # it ends without a step of the loop
            pace.turn(chat).send(None)

    await asyncio.gather(*(leave(pace, chat, Lane.REPLY, gone) for chat in (3, 4, 5)))
    assert [chat for _, chat, _ in gone] == [3, 4, 5]
    assert gone[0][0] >= 1.0
