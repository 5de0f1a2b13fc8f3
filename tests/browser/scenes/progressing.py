"""Rows 43 to 50: seeing how far one has come, alone and with others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.scenes import scene
from tests.browser.scenes.reminding import takes
from tests.conversations.test_path import many_take_part

if TYPE_CHECKING:
    from tests.browser.hands import Hands


@scene(22, 43, 44, 45, 50)
async def lays_stones_and_sees_her_path(her: Hands) -> None:
    await takes(her, "douche-plus-courte", "Chaque matin")
    for day in (13, 14, 15, 16):
        await her.goes_to(f"2026-05-{day}", "09:01")
        await her.presses("C'est fait")
        if day == 13:
            assert "premier caillou blanc" in her.sees
    assert "le chemin se dessine" in her.sees
    await her.goes_to("2026-05-17", "09:01")
    await her.presses("Pas cette fois")
    assert "Le chemin parcouru reste entier" in her.sees
    her.shows(44)
    await her.chooses("/engagements")
    assert re.search("Bien parti|Installé dans vos habitudes", her.sees)
    her.shows(43)

    await her.chooses("/progression")
    assert her.newest().kind == "photo"
    assert "4 cailloux blancs" in her.sees
    assert re.search(r"Vers l'étoile \d+ \(.+\) : 4 cailloux", her.sees)
    await her.enlarges_picture()
    her.shows(45)
    await her.presses("D'où viennent ces chiffres ?")
    assert "ordres de grandeur" in her.sees
    assert "(4 fois)" in her.sees
    her.shows(22)

    await her.says("je pars jusqu'au 20 juillet")
    await her.goes_to("2026-07-21", "10:00")
    await her.chooses("/engagements")
    her.shows(50)


@scene(46)
async def sees_what_all_do_together(her: Hands) -> None:
    await many_take_part(her.town, 12, "63003")
    await her.says("/profil")
    await her.presses("Commune")
    await her.says("Ambert")
    await her.chooses("/progression")
    assert "Ambert : au moins 10 personnes" in her.sees
    await her.presses("Le chemin de tous")
    assert "Au moins 10 engagements" in her.sees
    await her.presses("Mon chemin")
    assert "Le chemin commence" in her.sees
    her.shows(46)


@scene(49)
async def takes_up_a_challenge_with_others(her: Hands) -> None:
    await her.chooses("/progression")
    await her.presses("Un défi à plusieurs")
    await her.presses("Avec ma classe")
    assert "Les élèves n'ont besoin d'aucun compte" in her.sees
    found = re.search(r"start=(d_\w{6})", her.sees)
    assert found
    await her.presses("Nous sommes plusieurs")
    await her.presses("25")
    await her.presses("Le chemin du défi")
    assert "25 personnes prennent part" in her.sees

    await her.becomes("voisin")
    await her.says(f"/start {found[1]}")
    assert "On vous propose" in her.sees
    await her.presses("Je participe")
    assert "vos prochains cailloux comptent" in her.sees
    await her.presses("Le chemin du défi")
    await her.presses("Quitter le défi")
    assert "Vous ne participez plus" in her.sees
    await her.becomes("citoyenne")
    await her.goes_to("2026-06-02", "18:05")
    assert "est arrivé à son terme" in her.sees
    her.shows(49)
