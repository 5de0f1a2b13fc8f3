from __future__ import annotations

import logging
from datetime import date, time
from typing import TYPE_CHECKING, Any

from telegram.ext import JobQueue

from bot.deliver import Screen
from bot.rules.recurrence import Rhythm
from bot.schedule import Ticks, _job
from storage import people
from storage.database import Unreachable
from tests.bot.conftest import NOON, PARIS, PEOPLE
from tests.bot.test_reminders import pledge

if TYPE_CHECKING:
    import pytest

    from storage.outbox import Entry
    from tests.bot.conftest import Post

A = PEOPLE[0]
AT_ONE = Rhythm("daily", 1, (), time(13), date(2026, 5, 12), date(2026, 5, 20))


async def hello(_entry: Entry, _now: int) -> Screen:
    return Screen("Bonjour !")


def ticks_of(post: Post) -> Ticks:
    box = post.outbox(hello)
    box._prepare = {"reminder": hello}
    return Ticks(post.db, box, PARIS, lambda: post.now)


async def test_a_clock_that_jumped_does_not_wait_for_the_minute(post: Post) -> None:
    await pledge(post.db, A, AT_ONE)
    ticks = ticks_of(post)
    await ticks.drain()
    post.now = NOON + 5
    await ticks.drain()
    assert post.got(A) == []

    post.now = NOON + 3600  # asleep for an hour
    await ticks.drain()

    assert post.got(A) == ["Bonjour !"]


async def test_a_database_that_is_away_puts_a_tick_off_and_stops_no_clock(
    caplog: pytest.LogCaptureFixture,
) -> None:
    struck: list[Any] = []

    async def tick() -> None:
        struck.append(1)
        raise Unreachable("the database does not answer")

    with caplog.at_level(logging.ERROR):
        await _job(tick)(None)
        await _job(tick)(None)

    assert len(struck) == 2
    assert "tick put off" in caplog.text


async def test_what_was_sent_long_ago_is_purged(post: Post) -> None:
    await post.queue(A)
    ticks = ticks_of(post)
    ticks.outbox._prepare = {"test": hello}
    await ticks.drain()
    assert await post.statuses() == {"sent": 1}

    post.now += 31 * 86_400
    await ticks.keep_house()

    assert await post.statuses() == {}


async def test_who_blocked_a_year_ago_is_forgotten(post: Post) -> None:
    await people.block(post.db, A, now=NOON)
    ticks = ticks_of(post)
    post.now = NOON + 365 * 86_400
    await ticks.keep_house()
    assert await people.find(post.db, A) is not None

    post.now += 1
    await ticks.keep_house()

    assert await people.find(post.db, A) is None


async def test_a_jump_that_the_database_missed_is_made_up_for(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> None:
        raise Unreachable("the database does not answer")

    await pledge(post.db, A, AT_ONE)
    ticks = ticks_of(post)
    await ticks.drain()
    post.now = NOON + 3600
    with monkeypatch.context() as broken:
        broken.setattr(ticks.outbox, "recover", away)
        await _job(ticks.drain)(None)
    assert post.got(A) == []

    post.now += 5
    await _job(ticks.drain)(None)

    assert post.got(A) == ["Bonjour !"]


async def test_a_clock_that_only_ticks_does_not_plan_at_each_drain(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: list[int] = []

    async def note() -> None:
        planned.append(post.now)

    monkeypatch.setattr(Ticks, "plan", lambda _self: note())
    ticks = ticks_of(post)
    for _ in range(20):
        await ticks.drain()
        post.now += 5
    assert planned == []

    post.now -= 7200
    await ticks.drain()
    assert planned == [post.now]


async def test_a_database_that_fails_within_a_drain_is_only_a_tick_put_off(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    async def away(_entry: Entry, _now: int) -> Screen:
        raise Unreachable("the database does not answer")

    await post.queue(*PEOPLE)
    ticks = Ticks(post.db, post.outbox(away), PARIS, lambda: post.now)
    await _job(ticks.drain)(None)

    assert "tick put off" in caplog.text


async def test_at_the_minute_what_is_due_is_planned_and_leaves(post: Post) -> None:
    await pledge(post.db, A, AT_ONE)
    ticks = ticks_of(post)
    post.now = NOON + 3600
    await ticks.plan()
    await ticks.plan()

    assert post.got(A) == ["Bonjour !"]


async def test_late_jobs_run_once_and_never_beside_themselves(post: Post) -> None:
    queue: JobQueue[Any] = JobQueue()
    ticks_of(post).start(queue)

    jobs = queue.scheduler.get_jobs()
    assert {job.name for job in jobs} == {"plan", "drain", "many", "announce", "house"}
    for job in jobs:
        assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
