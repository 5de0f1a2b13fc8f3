from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from storage import check_ins
from storage.check_ins import CheckIn, Recorded
from storage.database import Conflict
from tests.storage.conftest import NOON
from tests.storage.test_pledges import taken

if TYPE_CHECKING:
    from storage.database import Database

MONDAY, TUESDAY = "2026-03-23", "2026-03-24"


async def test_the_same_tap_twice_counts_once(db: Database, camille: int) -> None:
    pledge = await taken(db, camille, "velo")
    first = await check_ins.record(db, pledge.id, MONDAY, "done", now=NOON)
    second = await check_ins.record(db, pledge.id, MONDAY, "done", now=NOON + 1)

    assert first == Recorded(previous=None, changed=True)
    assert second == Recorded(previous="done", changed=False)
    assert await check_ins.counts(db, camille) == {pledge.id: (1, 0)}


async def test_taps_at_the_same_moment_count_once(db: Database, camille: int) -> None:
    pledge = await taken(db, camille, "velo")
    answers = await asyncio.gather(
        *(check_ins.record(db, pledge.id, MONDAY, "done", now=NOON) for _ in range(8))
    )
    assert sum(answer.changed for answer in answers) == 1


async def test_an_answer_is_corrected(db: Database, camille: int) -> None:
    pledge = await taken(db, camille, "velo")
    await check_ins.record(db, pledge.id, MONDAY, "skipped", now=NOON)
    corrected = await check_ins.record(db, pledge.id, MONDAY, "done", quantity=12.3, now=NOON + 1)
    more = await check_ins.record(db, pledge.id, MONDAY, "done", quantity=15, now=NOON + 2)

    assert corrected == Recorded(previous="skipped", changed=True)
    assert more == Recorded(previous="done", changed=True)
    assert await check_ins.of(db, pledge.id) == [
        CheckIn(pledge.id, MONDAY, "done", 15.0, NOON + 2)
    ]


async def test_a_quantity_comes_back_exactly(db: Database, camille: int) -> None:
    pledge = await taken(db, camille, "velo")
    await check_ins.record(db, pledge.id, MONDAY, "done", quantity=12.3, now=NOON)
    again = await check_ins.record(db, pledge.id, MONDAY, "done", quantity=12.3, now=NOON)
    (kept,) = await check_ins.of(db, pledge.id)
    assert kept.quantity == 12.3
    assert not again.changed


async def test_an_answer_is_taken_back_once(db: Database, camille: int) -> None:
    pledge = await taken(db, camille, "velo")
    await check_ins.record(db, pledge.id, MONDAY, "done", now=NOON)
    assert await check_ins.undo(db, pledge.id, MONDAY)
    assert not await check_ins.undo(db, pledge.id, MONDAY)
    assert await check_ins.of(db, pledge.id) == []


async def test_answers_come_in_the_order_of_the_days(db: Database, camille: int) -> None:
    pledge = await taken(db, camille, "velo")
    await check_ins.record(db, pledge.id, TUESDAY, "skipped", now=NOON)
    await check_ins.record(db, pledge.id, MONDAY, "done", now=NOON + 1)  # « c'était hier »

    assert [c.occurrence for c in await check_ins.of(db, pledge.id)] == [MONDAY, TUESDAY]
    assert [c.occurrence for c in await check_ins.of(db, pledge.id, since=TUESDAY)] == [TUESDAY]


async def test_counts_are_those_of_the_person(db: Database, camille: int, bruno: int) -> None:
    velo, compost = await taken(db, camille, "velo"), await taken(db, camille, "compost")
    await check_ins.record(db, velo.id, MONDAY, "done", now=NOON)
    await check_ins.record(db, velo.id, TUESDAY, "done", now=NOON)
    await check_ins.record(db, compost.id, MONDAY, "skipped", now=NOON)
    await check_ins.record(db, (await taken(db, bruno, "velo")).id, MONDAY, "done", now=NOON)

    assert await check_ins.counts(db, camille) == {velo.id: (2, 0), compost.id: (0, 1)}


async def test_a_pledge_that_is_gone_takes_no_answer(db: Database) -> None:
    with pytest.raises(Conflict):
        await check_ins.record(db, 404, MONDAY, "done", now=NOON)


async def test_the_answer_of_one_day_is_found(db: Database, camille: int) -> None:
    pledge = await taken(db, camille, "velo")
    assert await check_ins.find(db, pledge.id, MONDAY) is None
    await check_ins.record(db, pledge.id, MONDAY, "done", now=NOON)

    found = await check_ins.find(db, pledge.id, MONDAY)

    assert found == CheckIn(pledge.id, MONDAY, "done", None, NOON)


async def test_how_much_it_was_stays_when_the_same_answer_comes_again(
    db: Database, camille: int, bruno: int
) -> None:
    pledge = await taken(db, camille, "velo")
    assert not await check_ins.measure(db, pledge.id, MONDAY, 5)  # nothing was done then
    await check_ins.record(db, pledge.id, MONDAY, "done", now=NOON)
    for _ in range(2):
        assert await check_ins.measure(db, pledge.id, MONDAY, 12.5)
    again = await check_ins.record(db, pledge.id, MONDAY, "done", now=NOON + 1)

    assert not again.changed
    (kept,) = await check_ins.of(db, pledge.id)
    assert kept.quantity == 12.5
    assert await check_ins.last_done(db, camille, before=TUESDAY) == MONDAY
    assert await check_ins.last_done(db, camille, before=MONDAY) is None
    assert await check_ins.last_done(db, bruno, before=TUESDAY) is None
