from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from storage import cards, entries, events, people, pledges, sheets, stands
from storage.entries import Wish
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database
    from storage.events import Event

HOUR, DAY = 3600, 86_400
TAP = Wish("eau-du-robinet", 3, "daily", 1)
SORT = Wish("stop-pub", 2, "once", 4)


async def fair(
    db: Database, *, code: str = "KTRW", update_id: int = 1, rehearsal: bool = False
) -> Event:
    event = await events.make(
        db,
        code=code,
        name="Marché d'Ambert",
        commune="63003",
        opens_at=NOON,
        closes_at=NOON + 3 * HOUR,
        rehearsal=rehearsal,
        shortlist=["eau-du-robinet", "stop-pub"],
        by=1004,
        update_id=update_id,
        now=NOON,
    )
    assert event is not None
    return event


async def carded(db: Database, event: Event, codes: str = "C2", *, key: str = "k") -> int:
    """One entry with a card."""
    await cards.add(db, event.id, [codes], first=1, ends_at=NOON + 90 * DAY)
    entry, _ = await entries.add(db, event.id, TAP, key=key, by=None, now=NOON)
    async with db.transaction() as tx:
        card = await cards.issue_next(tx, event.id, entry.id, start=1, ends_at=NOON + 90 * DAY)
    assert card is not None
    return entry.id


async def test_an_event_is_made_once_and_is_open_between_its_two_moments(db: Database) -> None:
    first = await fair(db)
    assert await fair(db, code="OTHER") == first
    assert await events.find(db, first.id) == first
    assert await events.by_code(db, "KTRW") == first
    assert await events.by_code(db, "nothing\0") is None

    assert await events.open_ones(db, now=NOON - 1) == []
    assert await events.open_ones(db, now=NOON) == [first]
    assert await events.open_ones(db, now=NOON + 3 * HOUR) == []
    for _ in range(2):
        await events.set_times(db, first.id, closes_at=NOON + HOUR)
    assert await events.open_ones(db, now=NOON + HOUR) == []
    await events.set_shortlist(db, first.id, ["stop-pub"])
    (kept,) = await events.latest(db, 5)
    assert kept.shortlist == ("stop-pub",)


async def test_a_code_that_is_taken_makes_nothing(db: Database) -> None:
    await fair(db)
    again = await events.make(
        db, code="KTRW", name="x", commune="63003", opens_at=1, closes_at=2, rehearsal=False,
        shortlist=[], by=1, update_id=2, now=NOON,
    )  # fmt: skip
    assert again is None


async def test_an_entry_counts_once_however_often_it_arrives(db: Database, camille: int) -> None:
    event = await fair(db)

    made = await asyncio.gather(
        *(entries.add(db, event.id, TAP, key="same", by=camille, now=NOON) for _ in range(5))
    )

    assert [created for _, created in made].count(True) == 1
    assert len({entry.id for entry, _ in made}) == 1
    tally = await events.tally(db, event.id)
    assert (tally.pledges, tally.people) == (1, 1)


async def test_a_volunteer_sees_and_corrects_only_what_they_entered(
    db: Database, camille: int, bruno: int
) -> None:
    event = await fair(db)
    entry, _ = await entries.add(db, event.id, TAP, key="a", by=camille, now=NOON)

    assert [e.id for e in await entries.mine(db, camille, since=NOON, limit=9)] == [entry.id]
    assert await entries.mine(db, bruno, since=NOON, limit=9) == []
    assert await entries.get(db, entry.id, bruno, since=NOON) is None
    assert await entries.get(db, entry.id, camille, since=NOON + 1) is None
    assert not await entries.remove(db, entry.id, bruno, now=NOON)
    assert not await entries.change(db, entry.id, bruno, "people_count", 3)

    for _ in range(2):
        assert await entries.change(db, entry.id, camille, "people_count", 3)
        assert await entries.change(db, entry.id, camille, "rhythm", "weekly")
        assert await entries.change_action(db, entry.id, camille, SORT)
    changed = await entries.get(db, entry.id, camille, since=NOON)
    assert changed is not None
    assert (changed.action_id, changed.rhythm, changed.people_count) == ("stop-pub", "once", 3)
    assert await entries.remove(db, entry.id, camille, now=NOON)
    assert not await entries.remove(db, entry.id, camille, now=NOON)
    assert await entries.was_removed(db, entry.id, camille)
    assert not await entries.was_removed(db, entry.id, bruno)
    assert (await events.tally(db, event.id)).pledges == 0


async def test_the_next_day_nobody_knows_who_entered_what(db: Database, camille: int) -> None:
    event = await fair(db)
    await entries.add(db, event.id, TAP, key="a", by=camille, now=NOON)

    assert await entries.forget_who(db, before=NOON + 1) == 1
    assert await entries.mine(db, camille, since=0, limit=9) == []
    assert (await events.tally(db, event.id)).pledges == 1


async def test_entries_outlive_the_volunteer_who_leaves(db: Database, camille: int) -> None:
    event = await fair(db)
    await entries.add(db, event.id, TAP, key="a", by=camille, now=NOON)
    await stands.read_charter(db, camille, now=NOON)
    await people.forget(db, camille)

    assert (await events.tally(db, event.id)).pledges == 1
    assert await stands.of(db, camille) == stands.Stand()


async def test_cards_are_handed_out_in_order_and_never_twice(db: Database) -> None:
    event = await fair(db)
    codes = [f"C{number}" for number in range(1, 9)]
    for _ in range(2):
        await cards.add(db, event.id, codes, first=1, ends_at=NOON + DAY)
    made = [
        (await entries.add(db, event.id, TAP, key=f"k{n}", by=None, now=NOON))[0] for n in range(9)
    ]

    async def hand_out(entry_id: int) -> int | None:
        async with db.transaction() as tx:
            card = await cards.issue_next(tx, event.id, entry_id, start=1, ends_at=NOON + DAY)
            return card.number if card is not None else None

    numbers = await asyncio.gather(*(hand_out(entry.id) for entry in made))

    assert sorted(n for n in numbers if n) == list(range(1, 9))
    assert numbers.count(None) == 1
    assert await cards.find_blank(db, "C1", now=NOON) is None
    assert len(await cards.of_event(db, event.id, after=4)) == 4


async def test_a_card_is_claimed_once_by_one_person(
    db: Database, camille: int, bruno: int
) -> None:
    event = await fair(db)
    await carded(db, event)

    async def claims(person_id: int) -> bool:
        found = await cards.find_claimable(db, "C2", person_id, now=NOON)
        if found is None:
            return False
        async with db.transaction() as tx:
            return await cards.claim(tx, found, person_id, now=NOON)

    both = await asyncio.gather(claims(camille), claims(bruno))

    assert sorted(both) == [False, True]
    winner, loser = (camille, bruno) if both[0] else (bruno, camille)
    mine = await cards.find_claimable(db, "C2", winner, now=NOON)
    assert mine is not None
    assert mine.mine
    assert await cards.find_claimable(db, "C2", loser, now=NOON) is None


async def test_a_card_can_be_given_back_in_the_transaction_that_took_it(
    db: Database, camille: int, bruno: int
) -> None:
    event = await fair(db)
    await carded(db, event)
    found = await cards.find_claimable(db, "C2", camille, now=NOON)
    assert found is not None
    async with db.transaction() as tx:
        assert await cards.claim(tx, found, camille, now=NOON)
        await cards.unclaim(tx, found, camille)

    assert await cards.find_claimable(db, "C2", bruno, now=NOON) is not None


async def test_blank_removed_rehearsed_and_old_cards_hand_over_nothing(
    db: Database, camille: int, bruno: int
) -> None:
    event = await fair(db)
    await cards.add(db, event.id, ["BLANK"], first=50, ends_at=NOON + DAY)
    assert await cards.find_claimable(db, "BLANK", camille, now=NOON) is None
    await carded(db, event)
    assert await cards.find_claimable(db, "C2", camille, now=NOON + 90 * DAY) is None
    await db.run("UPDATE entries SET removed_at = 1")
    assert await cards.find_claimable(db, "C2", camille, now=NOON) is None
    rehearsal = await fair(db, code="TRY", update_id=7, rehearsal=True)
    await carded(db, rehearsal, "R2", key="r")
    assert await cards.find_claimable(db, "R2", bruno, now=NOON) is None


async def test_five_tries_an_hour_and_erasing_ones_data_buys_no_more(
    db: Database, camille: int
) -> None:
    tried = [await cards.try_one(db, camille, now=NOON + n) for n in range(7)]
    assert tried == [True] * 5 + [False] * 2

    await people.forget(db, camille)
    assert not await cards.try_one(db, camille, now=NOON + 10)
    assert await cards.try_one(db, camille, now=NOON + HOUR)


async def test_after_ninety_days_a_card_is_a_mere_count(db: Database, camille: int) -> None:
    event = await fair(db)
    await carded(db, event)
    for _ in range(2):
        await cards.purge(db, now=NOON + 90 * DAY)

    assert await cards.find_claimable(db, "C2", camille, now=NOON) is None
    assert await cards.of_event(db, event.id) == []
    assert (await events.tally(db, event.id)).pledges == 1


async def test_the_pledge_of_a_citizen_who_scanned_counts_while_the_event_is_open(
    db: Database, camille: int, bruno: int
) -> None:
    event = await fair(db)
    for _ in range(2):
        await events.come(db, event.id, camille, now=NOON)
    taken = await pledges.take(
        db, camille, "stop-pub", objective=2, rhythm={}, update_id=1, now=NOON
    )
    other = await pledges.take(
        db, bruno, "stop-pub", objective=2, rhythm={}, update_id=2, now=NOON
    )
    assert taken.pledge is not None
    assert other.pledge is not None

    assert await events.count_pledge(db, camille, taken.pledge.id, now=NOON)
    assert not await events.count_pledge(db, camille, taken.pledge.id, now=NOON)
    assert not await events.count_pledge(db, bruno, other.pledge.id, now=NOON)
    assert not await events.count_pledge(db, camille, other.pledge.id, now=NOON + 3 * HOUR)
    assert (await events.tally(db, event.id)).by_action == {"stop-pub": 1}

    await pledges.end(db, taken.pledge.id, camille, state="stopped", reason="undone", now=NOON)
    assert (await events.tally(db, event.id)).pledges == 0


async def test_a_volunteer_goes_on_where_they_were(db: Database, camille: int) -> None:
    one, two = await fair(db), await fair(db, code="TWO", update_id=2)
    for moment in (NOON, NOON + 5):
        await stands.read_charter(db, camille, now=moment)
    await stands.stand_at(db, camille, one.id, "sk:1")
    await stands.take_pile(db, camille, one.id, 9)
    await stands.stand_at(db, camille, one.id, "sk:2")
    assert await stands.of(db, camille) == stands.Stand(NOON, one.id, 9, "sk:2")

    await stands.stand_at(db, camille, two.id, "st:2")
    assert (await stands.of(db, camille)).next_card is None


async def test_a_list_is_kept_once_and_taken_once(db: Database) -> None:
    event = await fair(db)
    numbers = [
        await sheets.keep(db, event.id, "print", [["C2", "stop-pub"]], now=NOON) for _ in range(2)
    ]
    assert numbers[0] == numbers[1]

    assert await sheets.finish(db, numbers[0], now=NOON)
    assert not await sheets.finish(db, numbers[0], now=NOON)
    kept = await sheets.find(db, numbers[0])
    assert kept is not None
    assert kept.lines == (["C2", "stop-pub"],)
    assert await sheets.purge(db, before=NOON + 1) == 1
    assert await sheets.find(db, 404) is None
