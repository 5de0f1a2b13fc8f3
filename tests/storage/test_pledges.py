from __future__ import annotations

import asyncio
from itertools import count
from typing import TYPE_CHECKING

import pytest

from storage import pledges, reminders
from storage.database import Conflict
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database
    from storage.pledges import Pledge, Taken

WEEKLY = {"every": "week", "days": [6], "at": "09:00"}
_updates = count(1)


async def take(
    db: Database, person_id: int, action_id: str, update_id: int | None = None
) -> Taken:
    return await pledges.take(
        db,
        person_id,
        action_id,
        objective=3,
        rhythm=WEEKLY,
        update_id=next(_updates) if update_id is None else update_id,
        now=NOON,
    )


async def taken(db: Database, person_id: int, action_id: str) -> Pledge:
    pledge = (await take(db, person_id, action_id)).pledge
    assert pledge is not None
    return pledge


async def test_a_pledge_is_kept_as_it_was_taken(db: Database, camille: int) -> None:
    wish = await pledges.take(
        db,
        camille,
        "velo",
        objective=3,
        rhythm=WEEKLY,
        people_count=4,
        update_id=1,
        now=NOON,
    )
    assert wish.created
    assert not wish.full
    assert wish.pledge is not None
    assert await pledges.get(db, wish.pledge.id, camille) == wish.pledge
    assert wish.pledge.rhythm == WEEKLY
    assert wish.pledge.people_count == 4
    assert wish.pledge.state == "active"
    assert wish.pledge.created_at == NOON


async def test_two_presses_make_one_pledge(db: Database, camille: int) -> None:
    first, second = await take(db, camille, "velo"), await take(db, camille, "velo")
    assert first.created
    assert not second.created
    assert first.pledge == second.pledge


async def test_a_redelivered_update_makes_no_second_pledge(db: Database, camille: int) -> None:
    first = await take(db, camille, "velo", update_id=77)
    assert first.pledge is not None
    await pledges.end(db, first.pledge.id, camille, state="stopped", now=NOON + 1)

    again = await take(db, camille, "velo", update_id=77)
    assert not again.created
    assert again.pledge is not None
    assert again.pledge.id == first.pledge.id
    assert await pledges.active(db, camille) == []


async def test_presses_at_the_same_moment_make_one_pledge(db: Database, camille: int) -> None:
    wishes = await asyncio.gather(*(take(db, camille, "velo") for _ in range(8)))
    assert sum(wish.created for wish in wishes) == 1
    assert len({wish.pledge.id for wish in wishes if wish.pledge}) == 1
    assert len(await pledges.active(db, camille)) == 1


async def test_three_pledges_run_at_once_and_no_fourth(db: Database, camille: int) -> None:
    for action_id in ("velo", "compost", "douche"):
        assert (await take(db, camille, action_id)).created
    fourth = await take(db, camille, "pull")
    assert fourth.full
    assert fourth.pledge is None
    assert not (await take(db, camille, "velo")).full  # it runs: nothing new

    (first, *_) = await pledges.active(db, camille)
    await pledges.pause(db, first.id, camille)
    assert (await take(db, camille, "pull")).full  # a pledge in pause keeps its place
    await pledges.end(db, first.id, camille, state="kept", now=NOON)
    assert (await take(db, camille, "pull")).created


async def test_wishes_at_the_same_moment_respect_the_limit(db: Database, camille: int) -> None:
    wishes = await asyncio.gather(*(take(db, camille, f"action-{n}") for n in range(8)))
    assert sum(wish.created for wish in wishes) == 3
    assert sum(wish.full for wish in wishes) == 5


async def test_each_person_has_their_own_pledges(db: Database, camille: int, bruno: int) -> None:
    mine = await taken(db, camille, "velo")
    theirs = await taken(db, bruno, "velo")

    assert mine.id != theirs.id
    assert await pledges.get(db, mine.id, bruno) is None
    assert not await pledges.end(db, mine.id, bruno, state="stopped", now=NOON)
    assert not await pledges.pause(db, mine.id, bruno)
    assert not await pledges.change_rhythm(db, mine.id, bruno, {})
    assert await pledges.active(db, camille) == [mine]


async def test_a_pledge_rests_and_goes_on(db: Database, camille: int) -> None:
    pledge = await taken(db, camille, "velo")

    assert await pledges.pause(db, pledge.id, camille)
    assert not await pledges.pause(db, pledge.id, camille)
    assert [p.state for p in await pledges.active(db, camille)] == ["paused"]

    assert await pledges.resume(db, pledge.id, camille)
    assert not await pledges.resume(db, pledge.id, camille)
    assert [p.state for p in await pledges.active(db, camille)] == ["active"]


async def test_a_pledge_ends_once_and_takes_its_reminder_along(db: Database, camille: int) -> None:
    pledge = await taken(db, camille, "velo")
    await reminders.put(db, pledge.id, due_at=NOON, occurrence="2026-03-24")

    assert await pledges.end(db, pledge.id, camille, state="stopped", reason="trop", now=NOON + 1)
    assert not await pledges.end(db, pledge.id, camille, state="kept", now=NOON + 2)
    assert not await pledges.resume(db, pledge.id, camille)
    assert not await pledges.change_rhythm(db, pledge.id, camille, {})

    (ended,) = await pledges.history(db, camille, limit=5)
    assert (ended.state, ended.end_reason, ended.ended_at) == ("stopped", "trop", NOON + 1)
    assert await pledges.active(db, camille) == []
    assert await reminders.of(db, pledge.id) is None


async def test_an_ended_pledge_can_be_taken_anew(db: Database, camille: int) -> None:
    pledge = await taken(db, camille, "velo")
    await pledges.end(db, pledge.id, camille, state="stopped", now=NOON)
    again = await take(db, camille, "velo")
    assert again.created
    assert again.pledge is not None
    assert again.pledge.id != pledge.id


async def test_history_shows_the_newest_end_first(db: Database, camille: int) -> None:
    for moment, action_id in enumerate(("velo", "compost", "douche")):
        pledge = await taken(db, camille, action_id)
        await pledges.end(db, pledge.id, camille, state="kept", now=NOON + moment)
    names = [pledge.action_id for pledge in await pledges.history(db, camille, limit=2)]
    assert names == ["douche", "compost"]


async def test_a_rhythm_changes(db: Database, camille: int) -> None:
    pledge = await taken(db, camille, "velo")
    for _ in range(2):
        assert await pledges.change_rhythm(db, pledge.id, camille, {"every": "day"})
    changed = await pledges.get(db, pledge.id, camille)
    assert changed is not None
    assert changed.rhythm == {"every": "day"}


async def test_a_stranger_cannot_pledge(db: Database) -> None:
    with pytest.raises(Conflict):
        await take(db, 404, "velo")


async def test_a_first_reminder_that_fails_leaves_no_pledge(db: Database, camille: int) -> None:
    async def take_without_reminder() -> None:
        async with db.transaction() as tx:
            await pledges.take(tx, camille, "velo", objective=3, rhythm={}, update_id=5, now=NOON)
            await reminders.put(tx, 404, due_at=NOON, occurrence="2026-03-24")

    with pytest.raises(Conflict):
        await take_without_reminder()
    assert await pledges.active(db, camille) == []


async def test_a_kept_pledge_runs_again_when_its_answer_is_taken_back(
    db: Database, camille: int, bruno: int
) -> None:
    pledge = await taken(db, camille, "velo")
    assert not await pledges.reopen(db, pledge.id, camille)  # it runs already
    await pledges.end(db, pledge.id, camille, state="kept", now=NOON)

    assert not await pledges.reopen(db, pledge.id, bruno)
    assert await pledges.reopen(db, pledge.id, camille)
    assert not await pledges.reopen(db, pledge.id, camille)
    assert await pledges.active(db, camille) == [pledge]


async def test_a_kept_pledge_stays_kept_once_the_action_was_pledged_anew(
    db: Database, camille: int
) -> None:
    pledge = await taken(db, camille, "velo")
    await pledges.end(db, pledge.id, camille, state="kept", now=NOON)
    await taken(db, camille, "velo")

    assert not await pledges.reopen(db, pledge.id, camille)


async def test_own_words_people_and_the_reason_of_a_stop(
    db: Database, camille: int, bruno: int
) -> None:
    wish = await pledges.take(
        db,
        camille,
        "own-7",
        objective=7,
        rhythm=WEEKLY,
        own_words="j'invite <mes> voisins",
        update_id=7,
        now=NOON,
    )
    assert wish.pledge is not None
    mine = wish.pledge
    for _ in range(2):
        assert await pledges.set_people(db, mine.id, camille, 4)
    assert not await pledges.set_people(db, mine.id, bruno, 99)
    found = await pledges.get(db, mine.id, camille)
    assert found is not None
    assert (found.own_words, found.people_count) == ("j'invite <mes> voisins", 4)

    assert not await pledges.say_why(db, mine.id, camille, "temps")  # it runs
    await pledges.end(db, mine.id, camille, state="stopped", now=NOON)
    for _ in range(2):
        assert await pledges.say_why(db, mine.id, camille, "temps")
    assert not await pledges.say_why(db, mine.id, bruno, "autre")
    (ended,) = await pledges.history(db, camille, limit=5)
    assert ended.end_reason == "temps"
