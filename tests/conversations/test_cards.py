"""A card hands its pledge over to one person, once; whoever guesses finds nothing."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from bot.demo.people import Human
from bot.rules.codes import show_code
from storage import cards, pledges
from tests.conversations.conftest import take
from tests.conversations.fair import REFUSED, registers, stand, tally
from tests.proof import write_proof

if TYPE_CHECKING:
    from bot.demo.person import Person
    from storage.pledges import Pledge
    from tests.conversations.conftest import Town

PROOF = 10_000


async def test_a_card_passes_to_one_person_once(
    town: Town, sophie: Person, ines: Person, camille: Person, bruno: Person
) -> None:
    event, printed = await stand(town, sophie, ines)
    await registers(ines)
    code = show_code(printed[0].code)
    await camille.says(code.lower())
    assert "C'est à vous, maintenant" in camille.sees
    await camille.presses("Sans rappel")
    await camille.says(f"/start p_{printed[0].code}")
    assert "déjà à vous" in camille.sees
    await bruno.says(code)
    used = bruno.screen.text
    for wrong in (show_code(printed[9].code), "KTR WX2"):
        await bruno.says(wrong)
        assert bruno.screen.text.endswith(used[used.index(REFUSED) :])
    assert await tally(town, event) == 1


async def test_a_card_waits_for_whoever_has_three_pledges_and_joins_one_they_have(
    town: Town, sophie: Person, ines: Person, camille: Person, bruno: Person
) -> None:
    event, printed = await stand(town, sophie, ines)
    await registers(ines)
    await ines.presses("D'accord, le même encore")
    waiting, joining = (show_code(card.code) for card in printed[:2])

    for action in ("stop-pub", "eau-du-robinet", "douche-au-lieu-bain"):
        await take(camille, action, "Sans rappel")
    for _ in range(2):
        await camille.says(waiting)
        assert "elle vous attend" in camille.sees
    await camille.presses("Annuler")  # of the third pledge
    await camille.says(waiting)
    assert "C'est à vous, maintenant" in camille.sees

    await take(bruno, "fruits-legumes-de-saison", "Sans rappel")
    await bruno.says(joining)
    assert "Vous aviez déjà cet engagement" in bruno.sees
    assert len(await active(town, bruno)) == 1
    assert await tally(town, event) == 2


async def active(town: Town, person: Person) -> list[Pledge]:
    return await pledges.active(town.colibris.services.db, person.id)


async def test_the_volunteer_who_types_a_card_again_takes_nothing_over(
    town: Town, sophie: Person, ines: Person
) -> None:
    _, printed = await stand(town, sophie, ines)
    await registers(ines)
    await ines.says("/aide")
    await ines.says(show_code(printed[0].code))
    assert "Changer l'action" in ines.buttons
    assert await town.colibris.services.db.value("SELECT count(*) FROM pledges") == 0


async def test_after_ninety_days_a_card_opens_nothing_and_still_counts(
    town: Town, sophie: Person, ines: Person, camille: Person
) -> None:
    event, printed = await stand(town, sophie, ines)
    await registers(ines)
    await town.goes_to("2026-08-11", "10:00")
    await town.colibris.ticks.keep_house()
    await camille.says(show_code(printed[0].code))
    assert REFUSED in camille.sees
    db = town.colibris.services.db
    assert await cards.find_any(db, printed[0].code) is None
    assert await tally(town, event) == 1


def add(town: Town, number: int) -> int:
    """Let somebody more live in the town."""
    return town.world.add_person(Human(number, f"guesser-{number}", "Alix")).id


@pytest.mark.parametrize(
    ("accounts", "guesses"), [(10, 12), pytest.param(100, 100, marks=pytest.mark.proof)]
)
async def test_guesses_find_nothing_and_are_slowed(
    town: Town, sophie: Person, ines: Person, accounts: int, guesses: int
) -> None:
    """Of all guesses only five an hour and account are looked at; the rest never can be right."""
    _, printed = await stand(town, sophie, ines)
    await registers(ines)
    right = printed[0].code
    chance = random.Random(63)
    signs = "23456789ABCDEFGHJKMNPQRTVWXY"
    people = [town.person(add(town, 5000 + n)) for n in range(accounts)]
    for _ in range(guesses):
        town.now += 10  # faster would be a flood, answered by silence
        codes = ["".join(chance.choices(signs, k=6)) for _ in people]
        told = zip(people, codes, strict=True)
        await asyncio.gather(*(person.says(f"/start p_{code}") for person, code in told))
    town.now += 60
    await asyncio.gather(*(person.says(f"/start p_{right}") for person in people))
    db = town.colibris.services.db
    assert [REFUSED in person.sees for person in people] == [True] * accounts
    assert await db.value("SELECT count(*) FROM pledges") == 0
    assert await db.value("SELECT count(*) FROM cards WHERE claimed_at IS NOT NULL") == 0
    tries = [row["tries"] for row in await db.all("SELECT tries FROM card_tries")]
    assert sum(min(one, cards.TRIES) for one in tries) == accounts * cards.TRIES

    town.now += 3600
    for person in people[:3]:
        await person.says(f"/start p_{right}")
    assert await db.value("SELECT count(*) FROM cards WHERE claimed_at IS NOT NULL") == 1
    if accounts * guesses >= PROOF:
        lines = [
            f"guesses at a card code, from {accounts} accounts: {accounts * guesses}",
            f"looked at: {accounts * cards.TRIES}, five an hour and account; found: 0",
            f"the right code, told to all of them within that hour: {accounts} times refused",
            "an hour later, told to three of them: taken over by exactly one",
        ]
        await asyncio.to_thread(write_proof, "Guessing the codes of cards", lines)
