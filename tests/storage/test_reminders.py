from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from storage import people, pledges, reminders, resting
from storage.reminders import DueReminder, Reminder
from tests.storage.conftest import NOON
from tests.storage.test_pledges import WEEKLY, taken

if TYPE_CHECKING:
    from storage.database import Database

TODAY = "2026-03-24"


async def put(db: Database, person_id: int, action_id: str = "velo", due_at: int = NOON) -> int:
    pledge = await taken(db, person_id, action_id)
    await reminders.put(db, pledge.id, due_at=due_at, occurrence=TODAY)
    return pledge.id


async def due(db: Database, now: int = NOON, limit: int = 10) -> list[int]:
    """What a tick finds, as the planner asks for it."""
    await resting.rise(db, now=now)
    while True:
        async with db.transaction() as tx:
            portion = await reminders.due(tx, now=now, limit=limit)
        if portion.due or not portion.rested:
            return [reminder.pledge_id for reminder in portion.due]


async def test_a_reminder_comes_up_on_time_with_all_it_takes(db: Database, camille: int) -> None:
    pledge_id = await put(db, camille)
    assert await due(db, now=NOON - 1) == []
    async with db.transaction() as tx:
        portion = await reminders.due(tx, now=NOON, limit=1)
    assert portion.due == [DueReminder(pledge_id, camille, "velo", WEEKLY, TODAY, NOON)]


async def test_whether_anything_is_due_is_known_without_a_transaction(
    db: Database, camille: int
) -> None:
    await put(db, camille)
    assert not await reminders.any_due(db, now=NOON - 1)
    assert await reminders.any_due(db, now=NOON)
    await people.stop(db, camille, now=NOON)
    assert not await reminders.any_due(db, now=NOON)


async def test_the_next_reminder_takes_the_place_of_the_last(db: Database, camille: int) -> None:
    pledge_id = await put(db, camille)
    for _ in range(2):
        await reminders.put(db, pledge_id, due_at=NOON + 60, occurrence="2026-03-25")
    assert await reminders.of(db, pledge_id) == Reminder(pledge_id, NOON + 60, "2026-03-25")
    assert await due(db) == []


async def test_a_cleared_reminder_is_gone(db: Database, camille: int) -> None:
    pledge_id = await put(db, camille)
    assert await reminders.clear(db, pledge_id)
    assert not await reminders.clear(db, pledge_id)
    assert await due(db) == []
    assert await reminders.next_due_at(db) is None


async def test_the_earliest_come_first_and_no_more_than_asked_for(
    db: Database, camille: int, bruno: int
) -> None:
    late = await put(db, camille, due_at=NOON)
    later = await put(db, camille, "compost", due_at=NOON - 10)
    latest = await put(db, bruno, due_at=NOON - 20)
    assert await due(db) == [latest, later, late]
    assert await due(db, limit=2) == [latest, later]


async def test_whoever_is_out_of_reach_is_left_alone(
    db: Database, camille: int, bruno: int
) -> None:
    await put(db, camille)
    his = await put(db, bruno)

    await people.block(db, camille, now=NOON)
    assert await due(db) == [his]
    await people.arrive(db, camille, language="fr", now=NOON)
    await people.stop(db, camille, now=NOON)
    assert await due(db) == [his]
    await people.resume(db, camille, now=NOON)
    assert len(await due(db)) == 2


@pytest.mark.parametrize("silence", [people.pause, people.hush])
async def test_a_reminder_waits_for_the_end_of_a_silence(
    db: Database, camille: int, silence: object
) -> None:
    pledge_id = await put(db, camille)
    await silence(db, camille, until=NOON + 60)  # type: ignore[operator]  # either of two

    assert await due(db, now=NOON + 59) == []
    assert await reminders.next_due_at(db) == NOON + 60
    assert await due(db, now=NOON + 60) == [pledge_id]


async def test_the_longer_of_two_silences_counts(db: Database, camille: int) -> None:
    await put(db, camille)
    await people.pause(db, camille, until=NOON + 60)
    await people.hush(db, camille, until=NOON + 90)
    assert await reminders.next_due_at(db) == NOON + 90
    await people.pause(db, camille, until=NOON + 120)
    assert await reminders.next_due_at(db) == NOON + 120


async def test_a_pledge_in_pause_is_not_recalled(db: Database, camille: int) -> None:
    pledge_id = await put(db, camille)
    await pledges.pause(db, pledge_id, camille)
    assert await due(db) == []
    assert await reminders.next_due_at(db) is None
    await pledges.resume(db, pledge_id, camille)
    assert await due(db) == [pledge_id]


async def test_the_next_moment_is_the_earliest(db: Database, camille: int, bruno: int) -> None:
    assert await reminders.next_due_at(db) is None
    await put(db, camille, due_at=NOON + 60)
    await put(db, bruno, due_at=NOON + 30)
    assert await reminders.next_due_at(db) == NOON + 30
    await people.stop(db, bruno, now=NOON)
    assert await reminders.next_due_at(db) == NOON + 60


async def test_two_workers_plan_each_reminder_once(db: Database) -> None:
    for person_id in range(1, 41):
        await people.arrive(db, person_id, language="fr", now=NOON)
        await put(db, person_id)

    async def plan() -> list[int]:
        planned: list[int] = []
        while True:
            async with db.transaction() as tx:
                batch = (await reminders.due(tx, now=NOON, limit=5)).due
                for reminder in batch:
                    await reminders.put(
                        tx, reminder.pledge_id, due_at=NOON + 60, occurrence="2026-03-25"
                    )
            if not batch:
                return planned
            planned += [reminder.pledge_id for reminder in batch]

    one, two, three = await asyncio.gather(plan(), plan(), plan())
    assert len(one + two + three) == len({*one, *two, *three}) == 40


async def test_being_answered_counts_once(db: Database, camille: int) -> None:
    pledge_id = await put(db, camille)
    await reminders.put(db, pledge_id, due_at=NOON, occurrence=TODAY, ignored=2, slowed=1)
    assert await reminders.of(db, pledge_id) == Reminder(pledge_id, NOON, TODAY, 2, 1)

    assert await reminders.heeded(db, pledge_id)
    assert not await reminders.heeded(db, pledge_id)
    assert await reminders.of(db, pledge_id) == Reminder(pledge_id, NOON, TODAY)


async def test_what_these_people_have_due_soon(db: Database, camille: int, bruno: int) -> None:
    hers = await put(db, camille, due_at=NOON + 60)
    await put(db, camille, "compost", due_at=NOON + 600)
    await put(db, bruno, due_at=NOON + 60)
    async with db.transaction() as tx:
        found = await reminders.due_soon(tx, [camille], after=NOON, until=NOON + 60)
        assert [item.pledge_id for item in found] == [hers]
        assert await reminders.due_soon(tx, [], after=NOON, until=NOON + 60) == []


@pytest.mark.parametrize(
    ("since", "until", "silenced"), [(None, 60, True), (30, 60, False), (0, 60, True)]
)
async def test_what_lies_in_a_pause_says_so(
    db: Database, camille: int, since: int | None, until: int, *, silenced: bool
) -> None:
    await put(db, camille, due_at=NOON)
    start = None if since is None else NOON + since
    for _ in range(2):
        await people.pause(db, camille, until=NOON + until, since=start)
    async with db.transaction() as tx:
        (found,) = (await reminders.due(tx, now=NOON + 60, limit=1)).due

    assert found.silenced is silenced


async def test_coming_back_after_a_block_makes_up_for_nothing(db: Database, camille: int) -> None:
    await put(db, camille)
    await people.block(db, camille, now=NOON - 60)
    for _ in range(2):
        await people.arrive(db, camille, language="fr", now=NOON + 60)
    async with db.transaction() as tx:
        (found,) = (await reminders.due(tx, now=NOON + 60, limit=1)).due

    assert found.silenced


async def looked_at(db: Database) -> int:
    """How many due reminders stand in the index that a tick reads, wanted or not."""
    sql = "SELECT count(*) FROM reminders WHERE due_at <= $1 AND asleep = 0"
    return int(await db.value(sql, NOON))


async def test_reminders_of_people_who_blocked_or_stopped_are_walked_by_no_tick(
    db: Database, camille: int, bruno: int
) -> None:
    hers, his = await put(db, camille), await put(db, bruno)
    assert await looked_at(db) == 2
    for _ in range(2):
        await people.block(db, camille, now=NOON)
        await people.stop(db, bruno, now=NOON)
        assert await looked_at(db) == 0
    assert await reminders.wake_all(db) == 0

    # A later change of the pledge wakes nobody; who comes back finds everything as it was.
    await reminders.put(db, hers, due_at=NOON - 5, occurrence=TODAY)
    assert await looked_at(db) == 0
    for _ in range(2):
        await people.arrive(db, camille, language="fr", now=NOON)
        await people.resume(db, bruno, now=NOON)
        assert await due(db) == [hers, his]


async def test_who_blocked_after_a_stop_comes_back_in_silence(db: Database, camille: int) -> None:
    await put(db, camille)
    await people.stop(db, camille, now=NOON)
    await people.block(db, camille, now=NOON)
    await people.arrive(db, camille, language="fr", now=NOON)

    assert await looked_at(db) == 0
    await people.resume(db, camille, now=NOON)
    assert len(await due(db)) == 1


async def test_what_sleeps_by_mistake_is_woken_once(db: Database, camille: int) -> None:
    await put(db, camille)
    await db.run("UPDATE reminders SET asleep = 1")
    assert await due(db) == []
    assert await reminders.wake_all(db) == 1
    assert await reminders.wake_all(db) == 0
    assert len(await due(db)) == 1


async def test_a_tick_reads_the_index_of_those_that_are_up(db: Database, camille: int) -> None:
    await put(db, camille)
    sql = reminders._ANY_DUE.replace("{picked}", reminders._DUE).replace("{skip_locked}", "")
    async with db.transaction() as tx:
        if db.engine == "postgres":
            await tx.run("SET LOCAL enable_seqscan = off")
        how = "EXPLAIN" if db.engine == "postgres" else "EXPLAIN QUERY PLAN"
        plan = await tx.all(f"{how} {sql}", NOON, 1)

    assert "reminders_up" in " ".join(str(value) for row in plan for value in dict(row).values())
