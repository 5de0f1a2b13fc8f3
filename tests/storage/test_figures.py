from __future__ import annotations

from typing import TYPE_CHECKING

from storage import cards, check_ins, entries, figures, people, pledges
from storage.entries import Wish
from storage.figures import Figures, Mine
from tests.storage.conftest import NOON
from tests.storage.test_events import carded, fair
from tests.storage.test_pledges import taken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.database import Database
    from storage.events import Event


async def pledge(
    db: Database, person_ids: Iterable[int], objective: int, people_count: int = 1
) -> None:
    for person_id in person_ids:
        await people.arrive(db, person_id, language="fr", now=NOON)
        await pledges.take(
            db,
            person_id,
            f"action-{objective}",
            objective=objective,
            rhythm={},
            people_count=people_count,
            update_id=objective,
            now=NOON,
        )


async def test_an_empty_database_shows_nothing(db: Database) -> None:
    assert await figures.ours(db) == Figures(None, None, None, {})


async def test_nothing_about_fewer_than_five_people_is_shown(db: Database) -> None:
    await pledge(db, range(1, 5), objective=3)
    assert await figures.ours(db) == Figures(None, None, None, {})
    await pledge(db, [5], objective=3)
    assert await figures.ours(db) == Figures(people=5, pledges=5, kept=None, by_objective={3: 5})


async def test_one_account_for_many_people_is_still_one(db: Database) -> None:
    await pledge(db, [1], objective=3, people_count=30)
    assert await figures.ours(db) == Figures(None, None, None, {})
    await pledge(db, range(2, 6), objective=3)
    assert (await figures.ours(db)).people == 30  # 34, rounded down


async def test_figures_move_in_steps_of_five(db: Database) -> None:
    await pledge(db, range(1, 10), objective=3)
    assert (await figures.ours(db)).pledges == 5
    await pledge(db, [10], objective=3)
    assert (await figures.ours(db)).pledges == 10


async def test_an_objective_of_few_people_is_left_out(db: Database) -> None:
    await pledge(db, range(1, 8), objective=3)
    await pledge(db, range(1, 4), objective=7)
    shown = await figures.ours(db)
    assert shown.by_objective == {3: 5}
    assert (shown.people, shown.pledges) == (5, 10)


async def test_kept_pledges_count_and_stopped_ones_do_not(db: Database) -> None:
    await pledge(db, range(1, 11), objective=3)
    for person_id in range(1, 11):
        (running,) = await pledges.active(db, person_id)
        state = "kept" if person_id <= 5 else "stopped"
        await pledges.end(db, running.id, person_id, state=state, now=NOON)  # type: ignore[arg-type]
    assert await figures.ours(db) == Figures(5, 5, 5, {3: 5})


async def test_a_person_sees_their_own_figures_exactly(
    db: Database, camille: int, bruno: int
) -> None:
    velo, compost = await taken(db, camille, "velo"), await taken(db, camille, "compost")
    for day in ("2026-03-23", "2026-03-24"):
        await check_ins.record(db, velo.id, day, "done", now=NOON)
    await check_ins.record(db, compost.id, "2026-03-23", "skipped", now=NOON)
    await pledges.end(db, compost.id, camille, state="kept", now=NOON)

    assert await figures.mine(db, camille) == Mine(1, 1, 2, {3: 2})
    assert await figures.mine(db, bruno) == Mine(0, 0, 0, {})


async def note(db: Database, event: Event, keys: Iterable[int], people_count: int = 1) -> None:
    wish = Wish("action-3", 3, "weekly", people_count)
    for key in keys:
        await entries.add(db, event.id, wish, key=f"stand:{event.id}:{key}", by=None, now=NOON)


async def test_what_was_noted_at_a_stand_counts_with_the_rest(db: Database) -> None:
    event = await fair(db)
    await note(db, event, range(4))
    assert await figures.ours(db) == Figures(None, None, None, {})
    await pledge(db, [1], objective=3)
    assert await figures.ours(db) == Figures(people=5, pledges=5, kept=None, by_objective={3: 5})
    await note(db, event, range(4, 9), people_count=5)
    await pledge(db, range(1, 6), objective=7)
    # 5 accounts, 4 entries for one and 5 for five people; 1 + 5 pledges and 9 entries
    assert await figures.ours(db) == Figures(30, 15, None, {3: 10, 7: 5})


async def test_a_rehearsal_and_what_was_taken_back_count_nowhere(db: Database) -> None:
    event = await fair(db)
    await note(db, await fair(db, code="TRY", update_id=7, rehearsal=True), range(20))
    await note(db, event, range(10))
    assert (await figures.ours(db)).pledges == 10
    await db.run("UPDATE entries SET removed_at = 1 WHERE event_id = $1 AND id % 2 = 0", event.id)
    assert (await figures.ours(db)).pledges == 5


async def test_a_card_that_was_taken_over_counts_once(db: Database) -> None:
    event = await fair(db)
    await note(db, event, range(9))
    await carded(db, event, key="card")
    assert (await figures.ours(db)).pledges == 10
    await pledge(db, [1], objective=3)
    found = await cards.find_claimable(db, "C2", 1, now=NOON)
    assert found is not None
    async with db.transaction() as tx:
        assert await cards.claim(tx, found, 1, now=NOON)
    assert (await figures.ours(db)).pledges == 10
    await note(db, event, range(9, 13))
    assert (await figures.ours(db)).pledges == 10  # 14, and not 15
    await note(db, event, [13])
    assert (await figures.ours(db)).pledges == 15
