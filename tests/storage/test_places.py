"""Figures of places: nothing about fewer than five, not by subtraction either."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from storage import figures, people, pledges, profiles
from storage.disclosure import hide, rounded
from storage.figures import Place
from tests.every import every
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database

EPCI_OF = {"63001": "E1", "63002": "E1", "63003": "E1", "63004": "E2"}


async def live(db: Database, commune: str | None, count: int, first: int) -> None:
    for person_id in range(first, first + count):
        await people.arrive(db, person_id, language="fr", now=NOON)
        if commune is not None:
            await profiles.learn(db, person_id, "commune", commune, now=NOON)
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


async def test_an_empty_database_shows_no_place(db: Database) -> None:
    assert await figures.places(db, EPCI_OF) == {}


async def test_a_small_commune_shows_its_community(db: Database) -> None:
    await live(db, "63001", 3, 100)
    await live(db, "63002", 4, 200)
    await live(db, None, 6, 300)

    assert await figures.places(db, EPCI_OF) == {"E1": Place(5, 5)}


async def test_one_hidden_commune_hides_the_smallest_of_the_others(db: Database) -> None:
    await live(db, "63001", 2, 100)
    await live(db, "63002", 9, 200)
    await live(db, "63003", 30, 300)
    await live(db, None, 6, 400)

    # E1 minus 63002 minus 63003 would be the two people of 63001.
    assert await figures.places(db, EPCI_OF) == {"E1": Place(40, 40), "63003": Place(30, 30)}


async def test_few_without_a_commune_do_not_come_to_light_either(db: Database) -> None:
    await live(db, "63001", 12, 100)
    await live(db, "63004", 7, 200)
    await live(db, "99999", 1, 300)  # nowhere in the Puy-de-Dôme

    shown = await figures.places(db, EPCI_OF)

    # All minus both communities would be that one person: the smaller community goes too.
    assert shown == {"E1": Place(10, 10), "63001": Place(10, 10)}


async def test_stopped_pledges_do_not_count(db: Database) -> None:
    await live(db, "63001", 5, 100)
    await live(db, None, 5, 300)
    (running,) = await pledges.active(db, 100)
    assert "63001" in await figures.places(db, EPCI_OF)
    await pledges.end(db, running.id, 100, state="stopped", now=NOON)
    assert await figures.places(db, EPCI_OF) == {}


@every({f"seed {seed}": seed for seed in range(300)})
def test_what_is_hidden_is_never_fewer_than_five_together(seed: int) -> None:
    chance = random.Random(seed)
    groups = {str(n): chance.choice((0, 1, 4, 5, 6, 40)) for n in range(chance.randint(0, 9))}

    hidden = hide(groups, never=("0",) if chance.random() < 0.5 else ())

    assert all(groups[g] >= 5 for g in groups if g not in hidden and groups[g])
    shown = {g for g in groups if groups[g] and g not in hidden}
    if hidden and shown:
        assert sum(groups[g] for g in hidden) >= 5


def test_rounding_goes_down() -> None:
    assert [rounded(n) for n in (0, 4, 5, 9, 10)] == [0, 0, 5, 5, 10]
