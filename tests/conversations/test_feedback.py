"""`Utile`, `Pas utile`, asking back, and wordings that are kept on a yes only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import conversations, feedback, wordings

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town

WEEK = "2026-W20"
UNSURE = "et pour l'eau"


async def test_a_vote_counts_once(town: Town, camille: Person) -> None:
    await camille.says("c'est quoi l'objectif 3 ?")
    assert {"Utile", "Pas utile"} <= set(camille.buttons)
    for _ in range(3):
        await camille.presses_data("uf:objectif-3")

    db = town.colibris.services.db
    assert await feedback.counts(db, "objectif-3", since=WEEK) == (1, 0)
    assert "Utile" not in camille.buttons
    assert "eau" in camille.screen.text


@pytest.mark.parametrize("words", ["bonjour", "merci", "au revoir", "mon voisin frappe sa femme"])
async def test_small_talk_and_danger_ask_for_no_vote(camille: Person, words: str) -> None:
    await camille.says(words)
    assert "Utile" not in camille.buttons


async def test_not_useful_opens_the_desk(town: Town, camille: Person) -> None:
    await camille.says("c'est quoi l'objectif 3 ?")
    await camille.presses("Pas utile")
    assert "c'est quoi l'objectif 3 ?" in camille.screen.text
    await camille.presses("Je la transmets")
    assert "C'est transmis" in camille.sees
    assert await feedback.counts(town.colibris.services.db, "objectif-3", since=WEEK) == (0, 1)


async def test_not_useful_under_an_answer_that_was_never_typed(camille: Person) -> None:
    await camille.says("/objectifs")
    await camille.presses("3")
    await camille.presses("Pas utile")
    assert "Écrivez votre question en un seul message" in camille.sees
    await camille.says("c'est quoi l'objectif 3, et les poissons ?")
    assert "et les poissons" in camille.screen.text
    assert "Je la transmets" in camille.buttons


async def test_a_forged_vote_counts_for_nothing(town: Town, camille: Person) -> None:
    await camille.says("bonjour")
    for data in ("uf:nope", "ul:", "uf"):
        await camille.presses_data(data)
    assert await town.colibris.services.db.value("SELECT count(*) FROM feedback") == 0


async def test_a_choice_answers_and_the_wording_stays_with_the_person(
    town: Town, camille: Person
) -> None:
    await camille.says(UNSURE)
    assert "Vouliez-vous dire" in camille.sees
    await camille.says("1")
    assert "sans votre nom" in camille.sees
    db = town.colibris.services.db
    assert await wordings.count(db) == 0

    await camille.presses("Gardez ma formulation")
    assert "est gardée, sans votre nom" in camille.toast
    (kept,) = await wordings.waiting(db, 5)
    assert kept.text == UNSURE
    await camille.presses_data(f"kw:{kept.topic}")
    assert await wordings.count(db) == 1


async def test_a_choice_that_was_pressed_keeps_too(town: Town, camille: Person) -> None:
    await camille.says(UNSURE)
    await camille.presses(camille.buttons[0])
    await camille.presses("Gardez ma formulation")
    assert await wordings.count(town.colibris.services.db) == 1


async def test_something_else_offers_the_desk(camille: Person) -> None:
    await camille.says(UNSURE)
    await camille.presses("Autre chose")
    assert UNSURE in camille.screen.text
    assert "Je la transmets" in camille.buttons


async def test_nothing_private_is_kept_as_a_wording(town: Town, camille: Person) -> None:
    await camille.says("mon médecin dit que l'eau")
    await camille.presses_data("kw:objectif-3")
    assert await wordings.count(town.colibris.services.db) == 0


async def test_the_topic_is_known_for_ten_minutes(town: Town, camille: Person) -> None:
    await camille.says("c'est quoi l'objectif 3 ?")
    db = town.colibris.services.db
    kept = await conversations.get(db, camille.id, now=town.now + 599)
    assert kept is not None
    assert kept.topic == "objectif-3"

    await town.goes_to("2026-05-12", "10:11")
    assert await db.value("SELECT topic FROM conversations") is None
    assert "objectif 3 ?" not in await db.value("SELECT data FROM conversations")


async def test_each_objective_shows_both_parts(camille: Person) -> None:
    for number in range(1, 11):
        await camille.says(f"/start o_{number}")
        await camille.presses("La part du Département")
        assert "Votre part" in camille.screen.text
        assert "La part du Département" in camille.screen.text
        words = camille.screen.text
        assert "fait vérifié" in words or "Département" in words.split("Département", 2)[2]
