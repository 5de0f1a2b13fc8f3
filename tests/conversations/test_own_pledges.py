"""Pledges in one's own words, with several people, beyond three, and why they are stopped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from storage import personal, pledges
from tests.conversations.conftest import take

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town

WORDS = "Je répare mon vélo <b>moi-même</b> & je roule"
HOSTILE = ("🙂", "..", "a" * 201, "\x00\x1b[31m", "1234")


async def write_own(person: Person, objective: int, words: str) -> None:
    await person.says("/agir")
    await person.presses("Avec mes mots")
    await person.presses(next(n for n in person.buttons if n.startswith(f"{objective}. ")))
    await person.says(words)


async def test_a_pledge_in_ones_own_words_is_reminded_and_counted_by_its_objective_alone(
    town: Town, camille: Person, bruno: Person
) -> None:
    await write_own(camille, 9, WORDS)
    assert "pour vous seul" in camille.sees
    assert "Je répare mon vélo <b>moi-même</b> & je roule" in camille.sees
    await camille.presses("Chaque soir")
    assert "chaque jour à 18 h 30" in camille.sees

    await town.goes_to("2026-05-12", "18:31")
    assert "Je répare mon vélo" in camille.screen.text
    await camille.presses("C'est fait")
    assert "C'est noté pour aujourd'hui" in camille.sees
    await camille.says("/engagements")
    assert "Je répare mon vélo" in camille.sees

    # In her own data, and nowhere else: not a word of it leaves the pledge.
    db = town.colibris.services.db
    mine = await personal.of(db, camille.id)
    assert [row["own_words"] for row in mine["pledges"]] == [WORDS]
    others = {table: rows for table, rows in mine.items() if table not in ("pledges", "outbox")}
    assert "répare" not in json.dumps(others, ensure_ascii=False)
    await bruno.says("/progression")
    assert "répare" not in bruno.sees
    (pledge,) = await pledges.active(db, camille.id)
    assert pledge.objective == 9


@pytest.mark.parametrize("words", HOSTILE)
async def test_what_is_no_pledge_is_asked_for_again(
    town: Town, camille: Person, words: str
) -> None:
    await write_own(camille, 3, words)

    assert "une phrase courte" in camille.sees or "pas vu de mots" in camille.sees
    assert not await pledges.active(town.colibris.services.db, camille.id)


async def test_danger_comes_before_ones_own_words(town: Town, camille: Person) -> None:
    await write_own(camille, 3, "je veux mourir")

    assert "3114" in camille.sees
    assert not await pledges.active(town.colibris.services.db, camille.id)


async def test_own_words_can_be_undone_changed_in_words_and_taken_up_again(
    town: Town, camille: Person
) -> None:
    await write_own(camille, 7, "J'invite mes voisins")
    await camille.presses("Un autre moment")
    await camille.says("mardi et jeudi à 7 h")
    assert "J'invite mes voisins, les mardi et jeudi à 7 h" in camille.sees
    await camille.presses("Annuler")
    assert not await pledges.active(town.colibris.services.db, camille.id)

    await write_own(camille, 7, "J'invite mes voisins")
    await camille.presses("Le dimanche soir")
    await camille.says("/engagements")
    await camille.presses("1. J'invite mes voisins")
    await camille.presses("Arrêter cet engagement")
    await camille.presses("C'est une habitude")
    assert "Merci, c'est noté" in camille.sees
    await camille.presses("Reprendre cet engagement")
    assert "J'invite mes voisins, chaque dimanche à 18 h 30" in camille.sees


async def test_we_are_four_is_one_pledge_for_four_people(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("Nous sommes quatre")
    assert "vous êtes 4" in camille.sees
    assert "À 4, je bois l'eau du robinet" in camille.sees
    (pledge,) = await pledges.active(town.colibris.services.db, camille.id)
    assert pledge.people_count == 4

    # By buttons as well, where a number is itself and not the number of a button.
    await camille.presses("Changer le nombre")
    await camille.says("25")
    assert "vous êtes 25" in camille.sees
    await camille.presses("Changer le nombre")
    await camille.presses("1")
    assert "une personne" in camille.sees

    # Hostile sizes change nothing.
    await camille.presses_data(f"pn:{pledge.id}:999999")
    await camille.says("nous sommes 4000")
    (pledge,) = await pledges.active(town.colibris.services.db, camille.id)
    assert pledge.people_count == 1


async def test_three_at_a_time_unless_more_is_asked_for(town: Town, camille: Person) -> None:
    for action in ("eau-du-robinet", "fermer-robinet", "stop-pub"):
        await take(camille, action, "Sans rappel")
    await take(camille, "fruits-legumes-de-saison", "Sans rappel")
    assert "déjà trois engagements" in camille.sees

    await camille.presses("En prendre un de plus")
    await camille.presses("Sans rappel")

    assert "caillou blanc vous attend" in camille.sees
    assert len(await pledges.active(town.colibris.services.db, camille.id)) == 4


async def test_a_stop_may_say_why_and_is_thanked(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("/engagements")
    await camille.presses("1. Boire l'eau du robinet")
    await camille.presses("Arrêter cet engagement")
    assert "C'est arrêté. Vous pourrez reprendre" in camille.sees
    await camille.says("pas le temps")

    (ended,) = await pledges.history(town.colibris.services.db, camille.id, limit=5)
    assert (ended.state, ended.end_reason) == ("stopped", "temps")
