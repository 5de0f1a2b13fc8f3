from __future__ import annotations

from typing import TYPE_CHECKING

from storage import announcements, check_ins, people, pledges, statistics, tallies
from storage.statistics import Statistics, few_or
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database

MONDAYS = ("2026-03-09", "2026-03-16", "2026-03-23")


async def gather(db: Database) -> Statistics:
    return await statistics.gather(
        db, month="2026-02-22", mondays=MONDAYS, since=NOON - 1000, lately=NOON - 1000
    )


async def pledge(db: Database, person_id: int, action: str, objective: int) -> int:
    await people.arrive(db, person_id, language="fr", now=NOON)
    found = await pledges.take(
        db, person_id, action, objective=objective, rhythm={}, update_id=1, now=NOON
    )
    assert found.pledge is not None
    return found.pledge.id


async def test_nobody_is_nothing(db: Database) -> None:
    found = await gather(db)

    assert set(found.people.values()) == {0}
    assert (found.states, found.cells, found.handed, found.sent) == ({}, {}, {}, [])
    assert [week.done for week in found.weeks] == [0, 0, 0]


async def test_people_are_told_apart_only_where_nobody_shows_through(db: Database) -> None:
    for person_id in range(1, 21):
        await people.arrive(db, person_id, language="fr", now=NOON)
        if person_id <= 2:
            await people.block(db, person_id, now=NOON)
        elif person_id <= 9:
            await people.stop(db, person_id, now=NOON)

    found = (await gather(db)).people
    assert (found["known"], found["seen"]) == (20, 20)
    assert (found["blocked"], found["silent"]) == (None, None)  # the 2 hide with the 7
    assert found["listening"] == 10


async def test_a_small_cell_takes_another_of_its_row_and_its_column_along(db: Database) -> None:
    for person_id in range(1, 34):
        number = await pledge(db, person_id, "velo", 1 if person_id <= 14 else 2)
        if person_id <= 3:
            await pledges.end(db, number, person_id, state="stopped", reason=None, now=NOON)
        elif person_id > 27:
            await pledges.end(db, number, person_id, state="kept", reason=None, now=NOON)

    found = await gather(db)
    assert found.cells == {
        (1, "stopped"): None,
        (1, "active"): None,
        (2, "active"): 10,
        (2, "kept"): 5,
    }
    assert found.states == {"stopped": None, "kept": None, "active": 20}


async def test_weeks_count_check_ins_and_questions(db: Database) -> None:
    for person_id in range(1, 8):
        number = await pledge(db, person_id, "velo", 1)
        for day in ("2026-03-16", "2026-03-22"):
            await check_ins.record(db, number, day, "done", now=NOON)
        if person_id <= 4:
            await check_ins.record(db, number, "2026-03-23", "done", now=NOON)
    await tallies.add(db, "2026-03-15", {"asked": 40, "missed": 3})
    await tallies.add(db, "2026-03-22", {"asked": 11})
    await tallies.add(db, "2026-03-22", {"asked": 11, "missed": 8})

    weeks = (await gather(db)).weeks
    assert [week.start for week in weeks] == list(MONDAYS)
    assert [week.done for week in weeks] == [0, 10, None]
    assert [(week.asked, week.missed) for week in weeks] == [(40, None), (20, 5), (0, 0)]


async def test_announcements_are_counted_by_what_became_of_them(db: Database) -> None:
    for person_id in range(1, 8):
        await people.arrive(db, person_id, language="fr", now=NOON)
    number = await announcements.draft(
        db, 1, kind="text", html="x", file_id="", update_id=1, now=NOON
    )
    for state in ("scheduled", "running"):
        await announcements.move(db, number, state, now=NOON)
    for person_id in range(1, 8):
        await db.run(
            "INSERT INTO outbox (dedupe_key, lane, person_id, kind, payload, due_at, status,"
            " batch) VALUES ($1, 2, $2, 'announcement', '{}', 0, $3, $4)",
            f"k{person_id}",
            person_id,
            "sent" if person_id <= 6 else "blocked",
            announcements.batch_of(number),
        )

    (one,) = (await gather(db)).sent
    assert (one.number, one.state, one.fates) == (number, "running", {"sent": 5, "blocked": None})


def test_few_is_never_a_number() -> None:
    assert [few_or(n) for n in (0, 1, 4, 5, 9, 10)] == [0, None, None, 5, 5, 10]
