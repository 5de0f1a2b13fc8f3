from __future__ import annotations

from typing import TYPE_CHECKING

from storage import challenges, check_ins, people, pledges
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.challenges import Challenge
    from storage.database import Database

WEEK = 7 * 86_400
CODE = "K7P3RX"


async def made(db: Database) -> Challenge:
    await challenges.make(db, CODE, "class", starts_at=NOON, ends_at=NOON + 3 * WEEK)
    found = await challenges.find(db, CODE)
    assert found is not None
    return found


async def take_part(db: Database, person_id: int, stones: int, size: int = 1) -> None:
    await people.arrive(db, person_id, language="fr", now=NOON)
    assert await challenges.join(db, CODE, person_id, size, now=NOON)
    await pledges.take(
        db,
        person_id,
        "compost",
        objective=1,
        rhythm={},
        people_count=1,
        update_id=1,
        now=NOON,
    )
    (running,) = await pledges.active(db, person_id)
    for day in range(stones):
        await check_ins.record(db, running.id, f"2026-03-{day + 1:02}", "done", now=NOON + day)


async def test_made_twice_is_made_once(db: Database) -> None:
    first = await made(db)
    await challenges.make(db, CODE, "friends", starts_at=0, ends_at=1)
    assert await challenges.find(db, CODE) == first
    assert await challenges.find(db, "222222") is None


async def test_one_person_alone_sees_their_own_and_a_few_see_nothing(db: Database) -> None:
    one = await made(db)
    await take_part(db, 1, 3, size=25)
    shown = await challenges.together(db, one, 1)
    assert (shown.alone, shown.people, shown.done, shown.by_objective) == (True, 25, 3, {1: 3})
    assert (await challenges.together(db, one, 99)).people is None
    await take_part(db, 2, 3)
    assert (await challenges.together(db, one, 1)).people is None


async def test_five_accounts_see_the_sum_in_steps_of_five(db: Database) -> None:
    one = await made(db)
    for person_id in range(1, 6):
        await take_part(db, person_id, 3)
    shown = await challenges.together(db, one, 1)
    assert (shown.people, shown.done, shown.by_objective) == (5, 15, {})
    await challenges.leave(db, CODE, 1)
    await challenges.leave(db, CODE, 1)
    assert not (await challenges.together(db, one, 1)).member


async def test_joining_twice_is_once_and_says_the_size_anew(db: Database) -> None:
    one = await made(db)
    await take_part(db, 1, 0)
    assert await challenges.join(db, CODE, 1, 20, now=NOON + 5)
    assert (await challenges.together(db, one, 1)).people == 20
    assert [each.id for each in await challenges.of(db, 1)] == [one.id]


async def test_it_closes_once_and_lets_nobody_in_afterwards(db: Database) -> None:
    one = await made(db)
    await take_part(db, 1, 1)
    assert await challenges.due(db, now=NOON) == []
    end = one.ends_at
    assert await challenges.due(db, now=end) == [one]
    assert await challenges.close(db, one, now=end) == [1]
    assert await challenges.close(db, one, now=end) == []
    assert await challenges.due(db, now=end) == []
    assert not await challenges.join(db, CODE, 1, 1, now=end)
    assert await challenges.purge(db, before=end) == 0
    assert await challenges.purge(db, before=end + 1) == 1
