"""Rows 24 to 31: deciding on something, in what rhythm, with whom, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import check_ins, pledges
from tests.browser.scenes import scene

if TYPE_CHECKING:
    from storage.pledges import Pledge
    from tests.browser.hands import Hands

OWN = "Je répare mon vélo avec mes voisins"


@scene(24, 25, 26, 30, 31, 32)
async def pledges_pauses_and_stops(her: Hands) -> None:
    await her.says("/start a_eau-du-robinet")
    await her.presses("Je m'engage")
    await her.presses("Un autre moment")
    await her.says("mardi et jeudi à 7 h")
    assert "Je bois l'eau du robinet, les mardi et jeudi à 7 h, jusqu'au 8 juin." in her.sees
    her.shows(26, 32)
    await her.presses("Changer le moment")
    await her.presses("Chaque soir")
    assert "chaque jour à 18 h 30" in her.sees
    assert len(await in_hand(her)) == 1

    await her.says("/engagements")
    await her.presses_like("1. ")
    await her.presses("Combien êtes-vous ?")
    await her.presses("4")
    assert "vous êtes 4" in her.sees
    (pledge,) = await in_hand(her)
    assert pledge.people_count == 4
    her.shows(31)

    await her.chooses("/engagements")
    await her.presses_like("1. ")
    await her.presses("Mettre en pause")
    assert "est en pause" in her.sees
    await her.presses("Reprendre")
    assert "Prochain rappel : aujourd'hui, à 18 h 30" in her.sees
    await her.goes_to("2026-05-12", "18:31")
    await her.presses("C'est fait", times=2)
    assert await counts(her) == (1, 0)
    her.shows(30)

    await her.chooses("/engagements")
    await her.presses_like("1. ")
    await her.presses("Arrêter cet engagement")
    assert "Merci pour le chemin parcouru : 1 fois" in her.sees
    await her.presses("Pas le temps")
    assert "Merci, c'est noté" in her.sees
    await her.presses("Reprendre cet engagement")
    assert "À 4, je bois l'eau du robinet" in her.sees
    (again,) = await in_hand(her)
    assert again.state == "active"
    her.shows(25)

    for action in ("fermer-robinet", "stop-pub", "fruits-legumes-de-saison"):
        await her.says(f"/start a_{action}")
        await her.presses("Je m'engage")
        await her.presses("Sans rappel")
    assert "déjà trois engagements" in her.sees
    await her.presses("En prendre un de plus")
    await her.presses("Sans rappel")
    assert "Sans rappel, comme vous le souhaitez" in her.sees
    assert len(await in_hand(her)) == 4
    her.shows(24)


@scene(27, 28, 29)
async def pledges_in_her_own_words_and_counts_kilometres(her: Hands) -> None:
    await her.chooses("/agir")
    await her.presses("Avec mes mots")
    await her.presses_like("7. ")
    await her.says(OWN)
    assert "pour vous seul" in her.sees
    await her.presses("Sans rappel")
    assert OWN in her.sees
    await her.becomes("voisin")
    await her.chooses("/progression")
    assert "vélo" not in her.sees
    await her.becomes("citoyenne")
    her.shows(28)

    await her.says("/start a_velo-trajet-court")
    await her.presses("Je m'engage")
    await her.presses("Sans rappel")
    await her.chooses("/engagements")
    await her.presses_like("2. ")
    await her.presses("C'est fait aujourd'hui")
    assert "Combien de kilomètres" in her.sees
    await her.presses("5 km")
    assert "5 km" in her.sees
    await her.says("12,5 km")
    assert "12,5 km" in her.sees
    her.shows(27)

    await her.chooses("/engagements")
    await her.presses_like("1. ")
    await her.presses("C'est fait aujourd'hui")
    await her.presses("C'était hier")
    assert "C'est noté pour hier" in her.sees
    await her.presses("Annuler")
    assert "C'est annulé pour hier" in her.sees
    assert await counts(her) == (0, 0)
    her.shows(29)


async def in_hand(her: Hands) -> list[Pledge]:
    """The pledges of whoever acts."""
    return list(await pledges.active(her.town.colibris.services.db, her.person.id))


async def counts(her: Hands) -> tuple[int, int]:
    """How often the first pledge was done, and was not."""
    (first, *_) = await in_hand(her)
    found = await check_ins.counts(her.town.colibris.services.db, her.person.id)
    return found.get(first.id, (0, 0))
