"""Every screen of a volunteer in Chromium, on a telephone: from the charter to a correction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.test_desk import reads
from tests.browser.test_whole_loop import PHONE, button, demo, newest, opens, says

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page

__all__ = ["demo"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PATIENCE_MS = 30_000


@pytest.mark.timeout(300)
@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=["phone"])
async def test_every_screen_of_a_volunteer(page: Page, demo: str, tmp_path: Path) -> None:
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    await opens(page, demo)
    code = await opens_a_fair(page)
    await page.get_by_test_id("person-benevole").click()
    for number, (does, shows) in enumerate(SCREENS):
        words = does.replace("CODE", code)
        if words.startswith("> "):
            await says(page, words.removeprefix("> "))
        else:
            await button(page, words).last.click()
        await expect(newest(page)).to_contain_text(re.compile(shows))
        await page.screenshot(path=tmp_path / f"{number:02}.png")
    assert await reads(page) == []


# What she does (a press, or « > » words), and what she sees then.
SCREENS = (
    ("> /inscrire", "La charte du bénévole"),
    ("J’ai lu, je commence", "À lire à voix haute"),
    ("Ma pile de cartes", "code"),
    ("> CODE", "Prochaine carte|n° 1"),
    ("Personne suivante", "vous êtes d’accord|Vous êtes d’accord"),
    ("La personne est d’accord", "touchez l’action choisie"),
    ("Choisir des fruits et légumes de saison", "Combien de fois"),
    ("Plusieurs personnes", "Combien de personnes"),
    ("> 4", "C’est noté"),
    ("D’accord, le même encore", "4 personnes"),
    ("Un enfant, sans adulte", "Un enfant compte"),
    ("Choisir des fruits et légumes de saison", "Pas de carte pour un enfant seul"),
    ("Le compte du stand", "Moins de cinq"),
    ("Personne suivante", "À lire à voix haute"),
    ("Mes saisies du jour", "Vos saisies du jour"),
    (".*4 personnes", "Carte à remettre"),
    ("Changer l’action", "Carte à remettre"),
    ("Préférer une douche de cinq minutes au bain", "Préférer une douche"),
    ("Effacer cette saisie", "C’est effacé"),
)


async def opens_a_fair(page: Page) -> str:
    """Sophie makes an event and prints its cards; give the code of the first one."""
    await page.get_by_test_id("person-agent").click()
    await says(page, "/evenement")
    await button(page, "Nouvel événement").last.click()
    await expect(newest(page)).to_contain_text("Quel est son nom")
    for words in ("Marché d'Ambert", "Ambert", "demain", "18 h"):
        await says(page, words)
    await button(page, "Ouvrir maintenant").last.click()
    await expect(newest(page)).to_contain_text("Ouvert, jusqu’à 18")
    await button(page, r"Imprimer 40 cartes \(n° 1 à 40\)").last.click()
    await button(page, "Modèle pour tableur").last.click()
    link = page.get_by_test_id("chat").get_by_role("link", name=re.compile("modele")).last
    address = await link.get_attribute("href")
    assert address is not None
    text = await page.evaluate("async (url) => await (await fetch(url)).text()", address)
    return str(text).splitlines()[1].split(";")[1]
