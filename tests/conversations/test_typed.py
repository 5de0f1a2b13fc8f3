"""Without buttons: whoever only types reaches every screen (row 74)."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pytest

from bot.rules.presses import Press, Verb
from handlers import announced, announcing, audience, presses
from tests.conversations.coming import ALONE, ON_ITS_WAY
from tests.conversations.conftest import take
from tests.conversations.test_desk import ODD
from tests.conversations.test_feedback import UNSURE
from tests.conversations.test_typed_alone import RETIRED
from tests.conversations.walking import THEN, Walk, done

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town

__all__ = ["done"]  # a fixture
PLEDGE = "/start a_eau-du-robinet > je m'engage > chaque soir"
CITIZEN = (
    "/start",
    "/agir",
    PLEDGE,
    "/start a_stop-pub",
    "/objectifs",
    "/engagements > 1 > c'est fait aujourd'hui > /progression",
    "/engagements > 1 > c'est fait aujourd'hui",
    "annuler",
    "/rappels > reprendre les rappels > /rappels",
    "/profil",
    f"{PLEDGE} > /engagements > 1 > c'est fait aujourd'hui > /progression",
    "/annonces",
    "/donnees",
    "/simple",
    "/quisommesnous",
    "/aide",
    "/contact",
    "/benevole",
    "c'est quoi l'objectif 3 ?",
    "au revoir",
    "quel est le prix du pain à Tokyo ?",
    UNSURE,
    f"{UNSURE} > 1",
    "/stop",
)
ANSWER = "Oui, le lundi matin."
MORE_ODD = ("zorglub ou pas zorglub", "saperlipopette gratuite", "patati et patata mardi")
EVENT = "/evenement > nouvel événement > Marché > Ambert > 30 mai > 18 h"
TODAY = EVENT.replace("30 mai", "aujourd'hui")
STAFF = (
    "/annoncer > Fête du vélo samedi à Riom",
    "/annoncer > n° 1 : Fête du vélo samedi à Riom",
    f"/questions > 1 > répondre > {ANSWER}",
    "ajouter au contenu > chercher une réponse > objectif 6",
    "/questions",
    "/questions > 1",
    "/contenu > compost > 1",
    "/contenu > objectif 3 > 1",
    "/contenu > objectif 3 > 1 > Changer : Réponse courte > L'eau est à tous.",
    "/page",
    "/stats",
    EVENT,
    "/evenement > 1",
    "/evenement > nouvel événement > Fête > saint > 1 > annuler",
)
VOLUNTEER = (
    "/inscrire > j'ai lu, je commence > ma pile de cartes",
    "/inscrire",
    "/inscrire > la personne est d'accord > 1 > 1",
    "/inscrire > la personne est d'accord > 1 > plusieurs personnes > 12",
    "/inscrire > mes saisies du jour > 1",
)
ADMINISTRATOR = ("/equipe", "/equipe > 1", "/equipe", "/demission")
ERASED, LESS, GONE, LEFT = (
    (Verb.ERASE, "1"),
    (Verb.LESS, ""),
    (Verb.DISMISS, ""),
    (Verb.RESIGN, ""),
)
STOP = (Verb.STOP_ALL, "")  # its words stop before any button is looked for


async def test_every_screen_is_reached_by_typing_only(
    town: Town,
    camille: Person,
    bruno: Person,
    ines: Person,
    sophie: Person,
    helene: Person,
    done: list[Press],
) -> None:
    await helene.says("bonjour")
    citizen = Walk(town, camille, done, last=frozenset({ERASED, STOP}), fresh=PLEDGE)
    assert await citizen.everywhere(CITIZEN) == set()
    for person, words in ((camille, ODD), (bruno, ODD), *((bruno, odd) for odd in MORE_ODD)):
        await person.says(words)
        await person.says("je la transmets")
    for words in (UNSURE, "2", "gardez ma formulation"):
        await bruno.says(words)

    staff = Walk(town, sophie, done, last=frozenset({LESS}), typed=citizen.typed)
    assert await staff.everywhere(STAFF) == set()
    await town.goes_to("2026-05-19", "12:00")
    assert ANSWER in camille.sees
    neighbour = Walk(town, bruno, done, typed=citizen.typed)
    assert await neighbour.everywhere(("pas tout à fait",)) == set()
    assert await citizen.everywhere(("ça répond",)) == set()

    for words in TODAY.split(THEN):
        await sophie.says(words)
    volunteer = Walk(town, ines, done, typed=citizen.typed)
    assert await volunteer.everywhere(VOLUNTEER) == set()
    boss = Walk(town, helene, done, last=frozenset({GONE, LEFT}), typed=citizen.typed)
    assert await boss.everywhere(ADMINISTRATOR) == set()
    await boss.types_last("/equipe > 1", GONE)
    await boss.types_last("/demission", LEFT)
    await citizen.types_last("/donnees > supprimer mes données", ERASED)
    reached = {verb for verb, _ in citizen.typed}
    alone = ALONE.keys() | {Verb.STOP_ALL}  # test_typed_alone.py
    left = set(presses.PRESSES) - reached - alone - RETIRED
    assert left == set(), left
    acts = {do for verb, do in citizen.typed if verb == Verb.ANNOUNCE} | ON_ITS_WAY
    assert acts >= set(chain(announcing._DRAFTING, audience._ACTS, announced._ACTS))


@pytest.mark.parametrize("how", ["C'est fait", "Pas cette fois", "Plus tard"])
async def test_a_reminder_is_answered_by_typing(
    town: Town, camille: Person, done: list[Press], how: str
) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await town.goes_to("2026-05-12", "18:31")
    done.clear()
    await camille.says(how)

    expected = {"C'est fait": Verb.DONE, "Pas cette fois": Verb.SKIP, "Plus tard": Verb.LATER}
    assert [said.verb for said in done] == [expected[how]]


async def test_a_number_stands_for_a_button_too(camille: Person, done: list[Press]) -> None:
    await camille.says("/objectifs")
    done.clear()
    await camille.says("3")
    assert [said.verb for said in done] == [Verb.TOPIC]


async def test_words_that_stand_on_three_cards_ask_which(
    camille: Person, done: list[Press]
) -> None:
    await camille.says("/agir")
    await camille.says("déjà fait")
    assert done == []
    assert "Laquelle ?" in camille.sees
    assert list(camille.buttons) == ["Déjà fait 1", "Déjà fait 2", "Déjà fait 3"]

    await camille.says("déjà fait 2")
    assert [said.verb for said in done] == [Verb.ALREADY]


async def test_an_amount_is_no_place_in_the_list(camille: Person, done: list[Press]) -> None:
    await camille.says("/progression")
    await camille.says("un défi à plusieurs")
    await camille.says("dans mon association")
    await camille.says("nous sommes plusieurs")
    done.clear()
    await camille.says("10")
    assert done[0].text(2) == "10"
