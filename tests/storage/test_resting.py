"""Reminders of people who are away: no tick walks past them, and none of them is lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from storage import people, reminders, resting
from tests.storage.conftest import NOON
from tests.storage.test_reminders import due, put

if TYPE_CHECKING:
    from storage.database import Database

DAY = 86_400


async def looked_at(db: Database, now: int = NOON) -> int:
    """How many reminders a tick would walk past."""
    sql = """
        SELECT count(*) FROM reminders WHERE due_at <= $1 AND asleep = 0 AND rests_until IS NULL
    """
    return int(await db.value(sql, now))


@pytest.mark.parametrize("silence", [people.pause, people.hush])
async def test_who_is_away_costs_one_look_and_comes_back_by_itself(
    db: Database, camille: int, silence: object
) -> None:
    pledge_id = await put(db, camille)
    await silence(db, camille, until=NOON + 30 * DAY)  # type: ignore[operator]  # either of two
    assert await looked_at(db) == 1
    for _ in range(2):
        assert await due(db) == []
        assert await looked_at(db) == 0
        assert not await reminders.any_due(db, now=NOON)
    assert await reminders.next_due_at(db) == NOON + 30 * DAY

    assert await resting.rise(db, now=NOON + 30 * DAY - 1) == 0
    assert await resting.rise(db, now=NOON + 30 * DAY) == 1
    assert await resting.rise(db, now=NOON + 30 * DAY) == 0
    assert await due(db, now=NOON + 30 * DAY) == [pledge_id]


async def test_whoever_stands_behind_those_who_are_away_is_not_kept_waiting(
    db: Database, bruno: int
) -> None:
    for person_id in range(1, 31):
        await people.arrive(db, person_id, language="fr", now=NOON)
        await put(db, person_id, due_at=NOON - 60)
        await people.pause(db, person_id, until=NOON + DAY)
    his = await put(db, bruno)

    assert await due(db, limit=10) == [his]
    assert await looked_at(db) == 1


async def test_a_pause_that_begins_later_holds_nothing_before(db: Database, camille: int) -> None:
    pledge_id = await put(db, camille)
    await people.pause(db, camille, until=NOON + 9 * DAY, since=NOON + DAY)

    assert await due(db) == [pledge_id]
    assert await due(db, now=NOON + DAY) == []
    assert await looked_at(db, NOON + DAY) == 0


async def test_a_pause_that_is_made_shorter_or_ended_ends_the_rest(
    db: Database, camille: int
) -> None:
    pledge_id = await put(db, camille)
    await people.pause(db, camille, until=NOON + 30 * DAY)
    assert await due(db) == []
    for _ in range(2):
        await people.pause(db, camille, until=NOON + DAY)
        assert await due(db, now=NOON + DAY) == [pledge_id]
        assert await due(db, now=NOON + DAY - 1) == []
    for _ in range(2):
        await people.resume(db, camille, now=NOON + 60)
        assert await due(db, now=NOON + 60) == [pledge_id]


async def test_a_silence_that_grows_during_the_rest_is_kept(db: Database, camille: int) -> None:
    pledge_id = await put(db, camille)
    await people.pause(db, camille, until=NOON + DAY)
    assert await due(db) == []
    await people.hush(db, camille, until=NOON + 7 * DAY)

    assert await resting.rise(db, now=NOON + DAY) == 1
    assert await due(db, now=NOON + DAY) == []
    assert await resting.rise(db, now=NOON + 7 * DAY) == 1
    assert await due(db, now=NOON + 7 * DAY) == [pledge_id]


async def test_stopping_during_a_pause_outlasts_it(db: Database, camille: int) -> None:
    pledge_id = await put(db, camille)
    await people.pause(db, camille, until=NOON + DAY)
    assert await due(db) == []
    await people.stop(db, camille, now=NOON)

    assert await resting.rise(db, now=NOON + DAY) == 1
    assert await due(db, now=NOON + DAY) == []
    assert await looked_at(db, NOON + DAY) == 0
    await people.resume(db, camille, now=NOON + DAY)
    assert await due(db, now=NOON + DAY) == [pledge_id]


async def test_a_block_during_a_pause_leaves_nothing_behind(db: Database, camille: int) -> None:
    pledge_id = await put(db, camille)
    await people.pause(db, camille, until=NOON + DAY)
    assert await due(db) == []
    await people.block(db, camille, now=NOON)
    await people.arrive(db, camille, language="fr", now=NOON + 60)

    assert await due(db, now=NOON + 60) == []  # the pause goes on
    assert await resting.rise(db, now=NOON + DAY) == 1
    assert await due(db, now=NOON + DAY) == [pledge_id]


async def test_a_reminder_that_is_set_anew_during_a_pause_comes_at_its_time(
    db: Database, camille: int
) -> None:
    pledge_id = await put(db, camille)
    await people.pause(db, camille, until=NOON + DAY)
    assert await due(db) == []
    await reminders.put(db, pledge_id, due_at=NOON + 2 * DAY, occurrence="2026-03-26")

    await resting.rise(db, now=NOON + 2 * DAY)
    assert await due(db, now=NOON + 2 * DAY) == [pledge_id]


async def test_a_whole_crowd_rises_in_portions(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resting, "_PORTION", 4)
    for person_id in range(1, 11):
        await people.arrive(db, person_id, language="fr", now=NOON)
        await put(db, person_id)
        await people.pause(db, person_id, until=NOON + DAY)
    assert await due(db, limit=3) == []
    assert await looked_at(db) == 0

    assert await resting.rise(db, now=NOON + DAY) == 10
    assert await looked_at(db, NOON + DAY) == 10


async def test_coming_back_while_a_tick_lays_down_is_never_lost(db: Database) -> None:
    crowd = range(1, 31)
    for person_id in crowd:
        await people.arrive(db, person_id, language="fr", now=NOON)
        await put(db, person_id)
        await people.pause(db, person_id, until=NOON + DAY)

    await asyncio.gather(
        *(due(db, limit=5) for _ in range(4)),
        *(people.resume(db, person_id, now=NOON) for person_id in crowd),
        *(due(db, limit=5) for _ in range(4)),
    )

    assert await looked_at(db) == len(crowd)


async def test_what_rests_by_mistake_rises_when_the_house_is_kept(
    db: Database, camille: int, bruno: int
) -> None:
    hers = await put(db, camille)
    await put(db, bruno)
    await people.pause(db, bruno, until=NOON + DAY)
    await db.run("UPDATE reminders SET rests_until = $1", NOON + DAY)
    assert await due(db) == []

    assert await resting.rouse_all(db, now=NOON) == 1
    assert await resting.rouse_all(db, now=NOON) == 0
    assert await due(db) == [hers]
