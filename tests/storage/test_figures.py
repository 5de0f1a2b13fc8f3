from __future__ import annotations

from typing import TYPE_CHECKING

from storage import check_ins, figures, people, pledges
from storage.figures import Figures, Mine
from tests.storage.conftest import NOON
from tests.storage.test_pledges import taken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.database import Database


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
