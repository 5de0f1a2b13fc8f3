"""The first words, whatever they are; danger; and everything that is not text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.demo.attachments import KINDS
from bot.demo.people import Human
from handlers import COMMANDS
from storage import people
from tests.conversations.conftest import take
from tests.hostile.test_closed_doors import role_of

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town

WEEK_S = 7 * 86_400
OPEN = [name for name, handle in COMMANDS.items() if not role_of(handle)]
LINKS = ("start o_3", "start a_stop-pub", "start e_ABCDEF", "start p_ABCDEF", "start d_ABCDEF")


@pytest.mark.parametrize(
    "first", ["bonjour", "c'est quoi le master plan", "/agir", "/progression", "zzzz qqqq", "👍"]
)
async def test_the_first_words_are_answered_and_welcomed(camille: Person, first: str) -> None:
    await camille.says(first)

    assert "ienvenue" in camille.sees
    assert "/donnees" in camille.sees


async def test_whatever_the_first_act_is_it_is_answered_and_welcomed(town: Town) -> None:
    """Every command that is open to all, every kind of message, links, and an edit."""
    for number, name in enumerate((*OPEN, *LINKS)):
        stranger = somebody_new(town, 6000 + number)
        await stranger.says(f"/{name}")
        assert "ienvenue" in stranger.sees, name
        assert "/donnees" in stranger.sees, name
    for number, kind in enumerate(sorted(KINDS)):
        stranger = somebody_new(town, 6100 + number)
        await stranger.attaches(kind)
        assert "ienvenue" in stranger.sees, kind


def somebody_new(town: Town, number: int) -> Person:
    town.world.add_person(Human(number, f"habitant {number}", "Paul"))
    return town.person(number)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("voice", "Je ne sais pas encore écouter"),
        ("photo", "Je ne sais pas regarder les images"),
        ("sticker", "Je comprends mieux les mots"),
        ("location", "j'oublie aussitôt votre position"),
        ("contact", "je ne garde aucun numéro"),
        ("document", "Je ne sais pas lire les documents"),
    ],
)
async def test_everything_that_is_not_text_gets_a_useful_reply(
    camille: Person, kind: str, words: str
) -> None:
    await camille.attaches(kind)

    assert words in camille.sees
    assert camille.buttons


async def test_an_edit_is_not_answered_as_a_new_question(camille: Person) -> None:
    await camille.says("bonjour")
    await camille.edits("c'est quoi l'objectif 3")

    assert "renvoyez-le moi" in camille.sees
    assert "Protéger" not in camille.sees


async def test_an_unknown_command_leads_somewhere(camille: Person) -> None:
    await camille.says("/tralala")

    assert "Je ne connais pas cette commande" in camille.sees
    assert "Les dix objectifs" in camille.buttons


@pytest.mark.parametrize(
    "data", ["zz:1", "done:1:2026-05-12", "done:x:y", "t:nope", "w:no:none", "lat:1"]
)
async def test_old_or_forged_buttons_lead_to_a_current_screen(camille: Person, data: str) -> None:
    await camille.says("/aide")
    await camille.presses_data(data)

    assert camille.screen.text
    await camille.says("/aide")
    assert "Je réponds à vos questions" in camille.sees


async def test_nobody_can_press_the_buttons_of_somebody_else(
    town: Town, camille: Person, bruno: Person
) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await bruno.says("bonjour")

    await bruno.presses_data("px:1")
    await bruno.presses_data("done:1:2026-05-12")

    assert "pas d'engagement en cours" in bruno.sees
    await town.goes_to("2026-05-12", "18:31")
    assert "Est-ce fait ?" in camille.sees


@pytest.mark.parametrize("how", ["says", "edits", "caption", "command", "while waiting"])
async def test_danger_comes_before_everything(town: Town, camille: Person, how: str) -> None:
    words = "mon voisin frappe sa femme"
    if how == "says":
        await camille.says(words)
    elif how == "edits":
        await camille.says("bonjour")
        await camille.edits(words)
    elif how == "caption":
        await camille.attaches("photo", caption=words)
    elif how == "command":
        await camille.says(f"/agir {words}")
    else:
        await take(camille, "eau-du-robinet", "Un autre moment")
        await camille.says(words)

    assert "17" in camille.sees
    assert "Je suis un programme, personne ne lit en direct" in camille.sees
    person = await people.find(town.colibris.services.db, camille.id)
    assert person is not None
    assert person.quiet_until == town.now + WEEK_S


async def test_after_danger_nothing_starts_by_itself_for_a_week(
    town: Town, camille: Person
) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("je veux mourir")
    assert "3114" in camille.sees

    await town.goes_to("2026-05-19", "09:00")
    assert not any("Est-ce fait" in m.text for m in camille.messages)
    await town.goes_to("2026-05-19", "18:31")
    assert "Est-ce fait ?" in camille.sees


async def test_in_a_group_it_answers_when_called_and_changes_nothing(town: Town) -> None:
    chat_id = town.world.add_group("Marché", [1001, 1002])
    camille = type(town.person())(town.world, 1001, chat_id=chat_id)
    await camille.says("qui vient samedi ?")
    assert not camille.messages

    await camille.says("@colibris63_bot c'est quoi l'objectif 3 ?")

    assert "Me parler en privé" not in camille.sees
    assert "eau" in camille.sees
