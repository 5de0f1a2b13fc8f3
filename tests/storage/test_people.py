from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import consents, outbox, people, pledges, roles
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database

DAY = 86_400


async def test_somebody_who_writes_for_the_first_time_is_new_once(db: Database) -> None:
    first = await people.arrive(db, 1001, language="fr", now=NOON)
    second = await people.arrive(db, 1001, language="en", now=NOON + 5)

    assert first.is_new
    assert not second.is_new
    assert second.language == "fr"
    assert second.arrived_at == NOON
    assert await people.find(db, 1001) == second


async def test_ids_of_telegram_are_larger_than_32_bits(db: Database) -> None:
    await people.arrive(db, 7_999_999_999, language="fr", now=NOON)
    assert await people.find(db, 7_999_999_999) is not None


async def test_a_stranger_is_not_found(db: Database) -> None:
    assert await people.find(db, 404) is None
    assert not await people.forget(db, 404)


async def test_the_day_of_the_last_visit_moves_on(db: Database) -> None:
    await people.arrive(db, 1001, language="fr", now=NOON)
    later = await people.arrive(db, 1001, language="fr", now=NOON + DAY)
    assert later.seen_on == "2026-03-25"


async def test_somebody_who_blocked_the_bot_is_out_of_reach_until_they_write(db: Database) -> None:
    await people.arrive(db, 1001, language="fr", now=NOON)
    await people.block(db, 1001, now=NOON + 1)
    await people.block(db, 1001, now=NOON + 9)

    asleep = await people.find(db, 1001)
    assert asleep is not None
    assert asleep.blocked_at == NOON + 1
    assert not asleep.reachable(NOON + 2)

    back = await people.arrive(db, 1001, language="fr", now=NOON + 3)
    assert back.blocked_at is None
    assert back.reachable(NOON + 3)
    assert not back.is_new


async def test_stop_lasts_until_resume(db: Database) -> None:
    await people.arrive(db, 1001, language="fr", now=NOON)
    await people.stop(db, 1001, now=NOON)
    await people.stop(db, 1001, now=NOON + 1)

    stopped = await people.arrive(db, 1001, language="fr", now=NOON + DAY)
    assert stopped.stopped_at == NOON
    assert not stopped.reachable(NOON + DAY)

    await people.resume(db, 1001, now=NOON)
    resumed = await people.find(db, 1001)
    assert resumed is not None
    assert resumed.reachable(NOON + DAY)


async def test_a_pause_ends_by_itself_on_its_day(db: Database) -> None:
    await people.arrive(db, 1001, language="fr", now=NOON)
    await people.pause(db, 1001, until=NOON + DAY)
    person = await people.find(db, 1001)

    assert person is not None
    assert not person.reachable(NOON + DAY - 1)
    assert person.reachable(NOON + DAY)


async def test_silence_after_danger_is_never_shortened(db: Database) -> None:
    await people.arrive(db, 1001, language="fr", now=NOON)
    await people.hush(db, 1001, until=NOON + 7 * DAY)
    await people.hush(db, 1001, until=NOON + DAY)
    await people.resume(db, 1001, now=NOON)
    person = await people.find(db, 1001)

    assert person is not None
    assert person.quiet_until == NOON + 7 * DAY
    assert not person.reachable(NOON + 6 * DAY)


async def test_forgetting_somebody_leaves_nothing_of_them(db: Database) -> None:
    await people.arrive(db, 1001, language="fr", now=NOON)
    await people.arrive(db, 1002, language="fr", now=NOON)
    for person_id in (1001, 1002):
        await pledges.take(
            db, person_id, "velo", objective=1, rhythm={}, update_id=person_id, now=NOON
        )
        await roles.grant(db, person_id, "agent", by=None, now=NOON)
        await outbox.put(
            db, key=f"k{person_id}", lane=1, person_id=person_id, kind="x", payload={}, due_at=NOON
        )

    assert await people.forget(db, 1001)
    assert not await people.forget(db, 1001)

    for table in ("pledges", "roles", "outbox"):
        left = await db.all(f"SELECT person_id FROM {table}")  # noqa: S608 – names from here
        assert [row["person_id"] for row in left] == [1002], table
    assert await people.find(db, 1001) is None


async def test_arriving_inside_a_transaction_is_undone_with_it(db: Database) -> None:
    async def arrive_and_fail() -> None:
        async with db.transaction() as tx:
            await people.arrive(tx, 1001, language="fr", now=NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await arrive_and_fail()
    assert await people.find(db, 1001) is None


async def test_who_blocked_long_ago_is_forgotten(db: Database, camille: int, bruno: int) -> None:
    await people.block(db, camille, now=NOON)
    await people.block(db, bruno, now=NOON + 1)

    assert await people.forget_blocked(db, before=NOON + 1) == 1
    assert await people.forget_blocked(db, before=NOON + 1) == 0
    assert await people.find(db, camille) is None
    assert await people.find(db, bruno) is not None


async def test_why_somebody_stopped_is_kept_until_they_come_back(
    db: Database, camille: int
) -> None:
    assert not await people.say_why(db, camille, "trop")
    await people.stop(db, camille, now=NOON)
    for _ in range(2):
        assert await people.say_why(db, camille, "trop")
    assert await db.value("SELECT stop_reason FROM people") == "trop"
    for _ in range(2):
        await people.resume(db, camille, now=NOON)
    assert await db.value("SELECT stop_reason FROM people") is None


async def test_who_wants_no_reminder_on_holidays_and_the_word_of_the_week(
    db: Database, camille: int, bruno: int
) -> None:
    for _ in range(2):
        await people.rest_on_holidays(db, camille, rest=True)
        await consents.say(db, camille, "semaine", wanted=True, now=NOON)
    await consents.say(db, bruno, "semaine", wanted=False, now=NOON)
    found = await people.find(db, camille)
    assert found is not None
    assert found.holidays_off == 1
    assert await consents.wanting(db, "semaine", after=0, limit=9) == [camille]
    assert await consents.wanting(db, "semaine", after=camille, limit=9) == []
