from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import (
    audiences,
    batches,
    consents,
    outbox,
    people,
    pledges,
    profiles,
    reminders,
    roles,
)
from storage.audiences import Wish
from tests.storage.conftest import NOON
from tests.storage.test_pledges import taken

if TYPE_CHECKING:
    from storage.database import Database

A, B, C, D, E = range(2001, 2006)
EVENTS = Wish("evenements")
BATCH = "announcement:7"


@pytest.fixture(autouse=True)
async def town(db: Database) -> None:
    for person in (A, B, C, D, E):
        await people.arrive(db, person, language="fr", now=NOON)
        await consents.say(db, person, "evenements", wanted=True, now=NOON)


async def frozen(db: Database, wish: Wish = EVENTS, batch: str = BATCH) -> int:
    return await audiences.freeze(db, wish, batch=batch, kind="announcement", now=NOON, window=2)


async def send(db: Database, limit: int = 10) -> list[int]:
    entries = await outbox.claim(db, worker="a", now=NOON, limit=limit, lease_s=60, lanes=(2,))
    for entry in entries:
        await outbox.start(db, entry.id, "a", now=NOON)
        await outbox.finish(db, entry.id, status="sent", message_id=entry.person_id, now=NOON)
    return [entry.person_id for entry in entries]


async def test_each_person_is_counted_once_under_the_first_reason(db: Database) -> None:
    await people.block(db, A, now=NOON)
    await consents.say(db, B, "evenements", wanted=False, now=NOON)
    await people.stop(db, C, now=NOON)
    await people.pause(db, D, until=NOON + 60)
    await people.arrive(db, 2006, language="fr", now=NOON)  # never asked for anything

    found = await audiences.count(db, EVENTS, now=NOON)

    assert found == {"reached": 1, "refused": 3, "away": 1, "blocked": 1, "already": 0}


async def test_a_frozen_audience_is_one_held_row_each_also_when_frozen_twice(db: Database) -> None:
    assert await frozen(db) == 5
    await people.arrive(db, 2006, language="fr", now=NOON)
    assert await frozen(db) == 0
    assert await batches.counts(db, BATCH) == {"held": 5}
    assert await send(db) == []


async def test_rows_are_fed_a_few_at_a_time_and_taken_back(db: Database) -> None:
    await frozen(db)
    assert await batches.feed(db, BATCH, now=NOON, limit=2) == 2
    assert await batches.queued(db, BATCH, most=10) == 2
    assert await batches.hold(db, BATCH) == 2
    assert await batches.hold(db, BATCH) == 0
    assert await batches.feed(db, BATCH, now=NOON, limit=10) == 5
    assert await send(db) == [A, B, C, D, E]
    assert await batches.counts(db, BATCH) == {"sent": 5}


async def test_who_had_an_earlier_one_is_left_out(db: Database) -> None:
    await frozen(db)
    await batches.feed(db, BATCH, now=NOON, limit=2)
    await send(db)

    wish = Wish("evenements", without=("announcement:6", BATCH))
    found = await audiences.count(db, wish, now=NOON)

    assert found["already"] == 2
    assert found["reached"] == 3


@pytest.mark.parametrize(
    ("wish", "reached"),
    [
        (Wish("evenements", objective=3), 1),
        (Wish("evenements", communes=("63113", "63000")), 1),
        (Wish("evenements", communes=("00000",)), 0),
        (Wish("benevoles", unless_refused=True, volunteers=True), 1),
        (Wish("benevoles", volunteers=True), 0),
        (Wish("saison"), 0),
    ],
)
async def test_segments_narrow(db: Database, wish: Wish, reached: int) -> None:
    await pledges.take(db, A, "stop-pub", objective=3, rhythm={}, update_id=1, now=NOON)
    await profiles.learn(db, B, "commune", "63113", now=NOON)
    await roles.grant(db, C, "volunteer", by=None, now=NOON)

    assert (await audiences.count(db, wish, now=NOON))["reached"] == reached
    assert await frozen(db, wish) == reached


async def test_a_no_stays_a_no_whatever_the_role(db: Database) -> None:
    await roles.grant(db, C, "volunteer", by=None, now=NOON)
    await consents.say(db, C, "benevoles", wanted=False, now=NOON)
    wish = Wish("benevoles", unless_refused=True, volunteers=True)
    assert (await audiences.count(db, wish, now=NOON))["reached"] == 0


async def test_what_is_held_is_closed_in_steps(db: Database) -> None:
    await frozen(db)
    assert await batches.close(db, BATCH, "expired", now=NOON, limit=3) == 3
    assert await batches.close(db, BATCH, "cancelled", now=NOON, limit=3) == 2
    assert await batches.counts(db, BATCH) == {"expired": 3, "cancelled": 2}


async def test_what_is_put_off_is_held_again_and_comes_at_its_moment(db: Database) -> None:
    await frozen(db)
    await batches.feed(db, BATCH, now=NOON, limit=1)
    (entry,) = await outbox.claim(db, worker="a", now=NOON, limit=5, lease_s=60)
    assert entry.batch == BATCH
    assert await outbox.postpone(db, entry.id, due_at=NOON + 60)
    assert not await outbox.postpone(db, entry.id, due_at=NOON + 60)
    assert await batches.delayed(db, BATCH, now=NOON, most=10) == 1
    assert await batches.feed(db, BATCH, now=NOON, limit=10) == 4
    assert await batches.feed(db, BATCH, now=NOON + 60, limit=10) == 1


async def test_what_was_sent_gets_one_follow_up_each(db: Database) -> None:
    await frozen(db)
    await batches.feed(db, BATCH, now=NOON, limit=2)
    await send(db)

    async def follow(since: int = NOON - 1) -> int:
        return await batches.follow_up(
            db, BATCH, name=f"{BATCH}:recall", kind="recall", sent_after=since, now=NOON
        )

    assert await follow(NOON) == 0  # too long ago
    assert await follow() == 2
    assert await follow() == 0
    (first, _) = await outbox.claim(db, worker="a", now=NOON, limit=5, lease_s=60)
    assert (first.person_id, dict(first.payload), first.kind) == (A, {"message": A}, "recall")


async def test_a_wave_of_refusals_puts_nobody_to_sleep(db: Database) -> None:
    await frozen(db)
    pledge = await taken(db, A, "velo")
    await reminders.put(db, pledge.id, due_at=NOON, occurrence="2026-03-24")
    await people.block(db, E, now=NOON - 900)  # that one is true
    await batches.feed(db, BATCH, now=NOON, limit=10)
    for entry in await outbox.claim(db, worker="a", now=NOON, limit=3, lease_s=60):
        await outbox.start(db, entry.id, "a", now=NOON)
        await outbox.finish(db, entry.id, status="blocked", error="Forbidden", now=NOON)
        await people.block(db, entry.person_id, now=NOON)

    assert await batches.disbelieve(db, BATCH, since=NOON - 60, now=NOON) == 3
    assert await batches.disbelieve(db, BATCH, since=NOON - 60, now=NOON) == 0

    asleep = [p for p in (A, B, C, D, E) if (await people.find(db, p) or 0).blocked_at]  # type: ignore[union-attr]
    assert asleep == [E]
    assert await reminders.any_due(db, now=NOON)


async def test_rows_of_a_batch_outlive_the_others(db: Database) -> None:
    await frozen(db)
    await batches.feed(db, BATCH, now=NOON, limit=10)
    await send(db)
    assert await outbox.purge(db, before=NOON + 1, batches_before=NOON) == 0
    assert await outbox.purge(db, before=NOON + 1, batches_before=NOON + 1) == 5


async def test_reasons_and_hours_are_told(db: Database) -> None:
    await frozen(db)
    await batches.feed(db, BATCH, now=NOON, limit=2)
    for entry in await outbox.claim(db, worker="a", now=NOON, limit=3, lease_s=60):
        await outbox.start(db, entry.id, "a", now=NOON)
        await outbox.finish(db, entry.id, status="failed", error="Bad Request", now=NOON)
    assert await batches.reasons(db, BATCH) == {"Bad Request": 2}
    assert await batches.by_hour(db, BATCH) == [(NOON - NOON % 3600, "failed", 2)]
