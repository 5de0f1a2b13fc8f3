"""Without buttons: whoever only types reaches every screen (row 74)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.rules.presses import Press, Verb
from handlers import presses
from tests.conversations.conftest import take
from tests.conversations.walking import Walk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.demo.person import Person
    from handlers.visit import Visit
    from tests.conversations.conftest import Town

PLEDGE = "/start a_eau-du-robinet > je m'engage > chaque soir"
CITIZEN = (
    "/start",
    "/agir",
    PLEDGE,
    "/start a_stop-pub",
    "/objectifs",
    "/engagements > 1 > c'est fait aujourd'hui",
    "annuler",
    "/rappels > reprendre",
    "/profil",
    "/progression",
    "/annonces",
    "/donnees",
    "/simple",
    "/quisommesnous",
    "/aide",
    "/contact",
    "/benevole",
    "c'est quoi l'objectif 3 ?",
    "et pour l'eau",
    "quel est le prix du pain à Tokyo ?",
    "/stop",
)
ERASED = (Verb.ERASE, "1")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Press]:
    """What was done, by whatever way it was asked for."""
    found: list[Press] = []

    def noting(
        handle: Callable[[Visit, Press], Awaitable[None]],
    ) -> Callable[[Visit, Press], Awaitable[None]]:
        async def handler(visit: Visit, said: Press) -> None:
            found.append(said)
            await handle(visit, said)

        return handler

    for verb, handle in list(presses.PRESSES.items()):
        monkeypatch.setitem(presses.PRESSES, verb, noting(handle))
    return found


async def test_every_screen_of_a_citizen_is_reached_by_typing_only(
    town: Town, camille: Person, done: list[Press]
) -> None:
    walk = Walk(town, camille, done, last=frozenset({ERASED}), fresh=PLEDGE)

    assert await walk.everywhere(CITIZEN) == set()

    assert len(walk.typed) > 40
    await walk.types_last("/donnees > supprimer mes données", ERASED)


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
