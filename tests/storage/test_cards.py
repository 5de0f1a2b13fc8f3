"""Cards and the entries they stand for: found, handed out, taken back, on both engines."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from storage import cards, entries, events
from tests.storage.conftest import NOON
from tests.storage.test_events import DAY, HOUR, SORT, TAP, carded, fair

if TYPE_CHECKING:
    from storage.database import Database


async def test_a_card_is_found_by_its_code_while_it_has_its_time(db: Database) -> None:
    event = await fair(db)
    await cards.add(db, event.id, ["AA", "BB"], first=7, ends_at=NOON + DAY)

    for find in (cards.find, cards.find_blank):
        found = await find(db, "BB", now=NOON)
        assert found is not None
        assert (found.event_id, found.number, found.entry_id) == (event.id, 8, None)
        assert await find(db, "BB", now=NOON + DAY) is None
    late = await cards.find_any(db, "BB")
    assert late is not None
    assert late.number == 8
    for nothing in ("", "CC", "bb", "BB\0", "'; DROP TABLE cards; --", "é" * 500):
        assert await cards.find(db, nothing, now=NOON) == await cards.find_any(db, nothing)


async def test_a_card_that_was_handed_out_is_blank_no_more(db: Database) -> None:
    event = await fair(db)
    entry_id = await carded(db, event)

    assert await cards.find_blank(db, "C2", now=NOON) is None
    for found in (await cards.find(db, "C2", now=NOON), await cards.find_any(db, "C2")):
        assert found is not None
        assert found.entry_id == entry_id
    await cards.purge(db, now=NOON + 90 * DAY)
    assert await cards.find_any(db, "C2") is None


async def test_a_code_that_exists_anywhere_makes_no_second_card(db: Database) -> None:
    event, other = await fair(db), await fair(db, code="TWO", update_id=2)
    assert await cards.add(db, event.id, ["AA", "BB"], first=1, ends_at=NOON + DAY) == 2
    assert await cards.add(db, event.id, ["CC", "DD"], first=1, ends_at=NOON + DAY) == 0
    assert await cards.add(db, other.id, ["AA", "EE"], first=1, ends_at=NOON + DAY) == 1
    assert [card.code for card in await cards.of_event(db, event.id)] == ["AA", "BB"]
    assert [card.number for card in await cards.of_event(db, other.id)] == [2]


async def test_the_next_card_passes_over_those_that_are_gone(db: Database) -> None:
    event = await fair(db)
    await cards.add(db, event.id, list("ABCDEF"), first=1, ends_at=NOON + DAY)
    made = [
        (await entries.add(db, event.id, TAP, key=f"k{n}", by=None, now=NOON))[0].id
        for n in range(4)
    ]

    async def hand_out(entry_id: int, start: int) -> int | None:
        async with db.transaction() as tx:
            card = await cards.issue_next(tx, event.id, entry_id, start=start, ends_at=NOON + HOUR)
            return card.number if card is not None else None

    assert await hand_out(made[0], 3) == 3
    assert await hand_out(made[1], 2) == 2
    assert await hand_out(made[2], 2) == 4
    assert await hand_out(made[3], 7) is None
    assert await cards.find(db, "B", now=NOON + HOUR) is None  # its time begins anew


async def test_one_card_goes_to_one_entry(db: Database) -> None:
    event = await fair(db)
    await cards.add(db, event.id, ["AA"], first=1, ends_at=NOON + DAY)
    (card,) = await cards.of_event(db, event.id)
    made = [
        (await entries.add(db, event.id, TAP, key=f"k{n}", by=None, now=NOON))[0].id
        for n in range(3)
    ]

    async def issue(entry_id: int) -> bool:
        async with db.transaction() as tx:
            return await cards.issue(tx, card, entry_id, ends_at=NOON + DAY)

    went = await asyncio.gather(*(issue(one) for one in made))
    assert went.count(True) == 1
    assert not await issue(made[went.index(True)])  # delivered twice


async def test_a_card_that_is_released_is_blank_again_unless_it_was_taken_over(
    db: Database, camille: int
) -> None:
    event = await fair(db)
    entry_id = await carded(db, event)
    for _ in range(2):
        async with db.transaction() as tx:
            await cards.release(tx, entry_id)
    (card,) = await cards.of_event(db, event.id)
    assert card.entry_id is None
    assert await cards.find_claimable(db, "C2", camille, now=NOON) is None

    async with db.transaction() as tx:
        assert await cards.issue(tx, card, entry_id, ends_at=NOON + DAY)
        found = await cards.find_claimable(tx, "C2", camille, now=NOON)
        assert found is not None
        assert await cards.claim(tx, found, camille, now=NOON)
        await cards.release(tx, entry_id)
    kept = await cards.find_any(db, "C2")
    assert kept is not None
    assert kept.entry_id == entry_id


async def test_an_entry_is_read_by_its_number_and_by_its_key(db: Database, camille: int) -> None:
    event = await fair(db)
    entry_id = await carded(db, event, key="stand:1:a")
    other, _ = await entries.add(db, event.id, SORT, key="stand:1:b", by=camille, now=NOON + 1)

    entry = await entries.of_id(db, entry_id)
    assert entry is not None
    assert (entry.code, entry.card, entry.entered_by) == ("C2", 1, None)
    assert await entries.by_key(db, "stand:1:a") == entry
    assert await entries.of_id(db, other.id) == other
    assert (other.code, other.card, other.people_count) == (None, None, 4)
    assert await entries.of_id(db, 404) is None
    assert await entries.by_key(db, "stand:1:'c") is None

    assert await entries.remove(db, other.id, camille, now=NOON + 2)
    gone = await entries.by_key(db, "stand:1:b")
    assert gone is not None
    assert gone.removed_at == NOON + 2
    again, created = await entries.add(
        db, event.id, SORT, key="stand:1:b", by=camille, now=NOON + 3
    )
    assert (again, created) == (gone, False)  # delivered late, after it was taken back


async def test_what_was_taken_over_is_corrected_no_more(
    db: Database, camille: int, bruno: int
) -> None:
    event = await fair(db)
    entry_id = await carded(db, event)
    await db.run("UPDATE entries SET entered_by = $1", camille)
    found = await cards.find_claimable(db, "C2", bruno, now=NOON)
    assert found is not None
    async with db.transaction() as tx:
        assert await cards.claim(tx, found, bruno, now=NOON)

    assert not await entries.remove(db, entry_id, camille, now=NOON)
    assert not await entries.change(db, entry_id, camille, "people_count", 3)
    assert not await entries.change(db, entry_id, camille, "rhythm", "once")
    assert not await entries.change_action(db, entry_id, camille, SORT)
    assert (await events.tally(db, event.id)).by_action == {"eau-du-robinet": 1}


async def test_of_many_events_the_last_ones_are_shown(db: Database) -> None:
    made = [await fair(db, code=f"E{n}", update_id=n) for n in range(1, 5)]
    await events.set_times(db, made[0].id, closes_at=NOON + DAY, opens_at=NOON + HOUR)

    assert [one.id for one in await events.latest(db, 3)] == [made[i].id for i in (0, 3, 2)]
    assert await events.find(db, 404) is None
    assert made[0].id not in {one.id for one in await events.open_ones(db, now=NOON)}
