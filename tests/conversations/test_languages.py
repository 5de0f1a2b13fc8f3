"""The simple version for whoever wants it (row 74), and English for who asks in it (row 75)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage import people

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


async def test_simple_texts_are_chosen_once_and_kept_until_changed(
    town: Town, camille: Person
) -> None:
    await camille.says("c'est quoi l'objectif 3 ?")
    long = camille.sees
    await camille.says("/simple")
    assert "version simple" in camille.sees
    await camille.says("/start o_3")
    assert camille.sees != long
    short = camille.sees

    await camille.says("/simple")
    assert "textes complets" in camille.sees
    await camille.presses("Version simple")
    person = await people.find(town.colibris.services.db, camille.id)
    assert person is not None
    assert person.simple == 1
    await camille.says("/start o_3")
    assert camille.sees == short


async def test_danger_is_told_simply_too(camille: Person) -> None:
    await camille.says("/simple")
    await camille.says("mon voisin frappe sa femme")

    assert "17" in camille.sees
    assert "Je suis un programme, personne ne lit en direct" in camille.sees


async def test_a_question_in_english_is_answered_in_english(camille: Person) -> None:
    await camille.says("what is objective 3 about?")
    assert "Objective 3 is called" in camille.sees
    assert "Welcome!" in camille.sees

    await camille.says("what is the weather in Paris?")
    assert "I cannot answer this question" in camille.sees
    await camille.says("someone please help, my husband hits me")
    assert "17" in camille.sees
    assert "I am a program, nobody is reading live" in camille.sees
    await camille.says("c'est quoi l'objectif 3 ?")
    assert "L'objectif 3" in camille.sees


async def test_a_question_is_handed_on_in_english_too(camille: Person) -> None:
    await camille.says("what is the weather in Paris tomorrow, can you call me on 06 12 34 56 78?")

    assert "Shall I pass it on to the team?" in camille.sees
    assert "[number hidden]" in camille.sees
    assert {"Pass it on", "The ten objectives"} <= set(camille.buttons)
    await camille.presses("Pass it on")
    assert "It has been passed on to the team" in camille.sees


async def test_what_exists_only_in_french_says_so(camille: Person) -> None:
    await camille.says("what are the adoption date and the vote of the plan?")
    await camille.says("/start o_3")
    await camille.says("how can I save water at home with my family?")

    assert "This answer exists only in French so far" in camille.sees


async def test_somebody_new_is_greeted_in_the_language_of_their_telegram(town: Town) -> None:
    people_there = town.world.people
    people_there[1001] = replace(people_there[1001], language="es")
    camille = town.person("citoyenne")

    await camille.says("/start")

    assert "¡Hola!" in camille.sees
    assert "assistant du Master Plan" in camille.sees
    await camille.says("/start")
    assert "¡Hola!" not in camille.sees
