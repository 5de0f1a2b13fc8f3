from __future__ import annotations

import asyncio

import pytest
from telegram.error import RetryAfter

from bot.pace import Lane, Pace

Gone = tuple[float, int, Lane]


async def leave(pace: Pace, chat: int, lane: Lane, gone: list[Gone]) -> None:
    await pace.turn(chat, lane)
    gone.append((asyncio.get_running_loop().time(), chat, lane))


async def test_no_second_holds_more_than_the_rate() -> None:
    pace = Pace(100)
    gone: list[Gone] = []
    await asyncio.gather(*(leave(pace, n, Lane.ANNOUNCEMENT, gone) for n in range(60)))
    await pace.shutdown()

    times = [time for time, _, _ in gone]
    assert times == sorted(times)
    for start in times:
        assert sum(start <= time < start + 0.25 for time in times) <= 26


async def test_replies_pass_reminders_and_reminders_pass_announcements() -> None:
    pace = Pace(200)
    gone: list[Gone] = []
    waiting = [
        asyncio.create_task(leave(pace, n, lane, gone))
        for n, lane in enumerate([Lane.ANNOUNCEMENT] * 6 + [Lane.REMINDER] * 3 + [Lane.REPLY] * 2)
    ]
    await asyncio.gather(*waiting)
    await pace.shutdown()

    lanes = [lane for _, _, lane in gone]
    assert lanes[:2] == [Lane.REPLY] * 2
    assert lanes == sorted(lanes)


async def test_a_reply_need_not_wait_for_a_thousand_announcements() -> None:
    pace = Pace(500)
    gone: list[Gone] = []
    crowd = [asyncio.create_task(leave(pace, n, Lane.ANNOUNCEMENT, gone)) for n in range(1000)]
    await asyncio.sleep(0.02)
    start = asyncio.get_running_loop().time()
    await pace.turn(9999, Lane.REPLY)
    waited = asyncio.get_running_loop().time() - start
    for task in crowd:
        task.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    await pace.shutdown()

    assert waited < 0.1


async def test_one_chat_gets_a_second_between_two_messages_of_the_bulk() -> None:
    pace = Pace(1000, chat_pause_s=0.1)
    gone: list[Gone] = []
    order = [(1, Lane.REMINDER), (1, Lane.REMINDER), (2, Lane.REMINDER)]
    await asyncio.gather(*(leave(pace, chat, lane, gone) for chat, lane in order))
    await pace.shutdown()

    assert [chat for _, chat, _ in gone] == [1, 2, 1]
    assert gone[2][0] - gone[0][0] >= 0.09


async def test_when_telegram_asks_one_to_wait_everybody_waits() -> None:
    pace = Pace(1000)

    async def refused(**_: object) -> bool:
        raise RetryAfter(1)

    with pytest.raises(RetryAfter):
        await pace.process_request(refused, (), {}, "sendMessage", {"chat_id": 1}, None)
    waiting = asyncio.create_task(pace.turn(2))
    await asyncio.sleep(0.15)

    assert not waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await pace.shutdown()


async def test_whoever_gives_up_takes_nobodys_turn() -> None:
    pace = Pace(100)
    gone: list[Gone] = []
    tasks = [asyncio.create_task(leave(pace, n, Lane.REPLY, gone)) for n in range(10)]
    for task in tasks[1::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await pace.shutdown()

    assert [chat for _, chat, _ in gone] == [0, 2, 4, 6, 8]


async def test_what_goes_to_no_chat_is_not_paced() -> None:
    pace = Pace(0.01)

    async def answer() -> bool:
        return True

    async with asyncio.timeout(1):
        for _ in range(5):
            assert await pace.process_request(answer, (), {}, "getMe", {}, None)
