"""The state of the service on the page: the same decision as /statut, for everybody at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.announce import service
from storage import audit

if TYPE_CHECKING:
    from tests.page.conftest import Office


async def acts(office: Office) -> int:
    db = office.town.colibris.services.db
    return [line.act for line in await audit.latest(db, 20)].count("service")


async def test_standby_is_chosen_here_and_told_in_the_chat(office: Office) -> None:
    browser, camille = await office.enter(), office.town.person("citoyenne")
    await browser.opens("/bureau/service")
    assert "Le service est ouvert" in browser.sees
    for _ in range(2):
        await browser.presses("Mettre en veille")
    assert "Le service est en veille" in browser.sees
    assert await acts(office) == 1
    await camille.says("c'est quoi l'objectif 3 ?")
    assert "Le service est en veille" in camille.sees

    await browser.presses("Service ouvert")
    await camille.says("c'est quoi l'objectif 3 ?")
    assert "en veille" not in camille.sees
    await browser.presses("Congé de 7 jours")
    assert "congé jusqu'au 19/05/2026" in browser.sees


async def test_the_end_is_asked_about_first(office: Office) -> None:
    browser = await office.enter()
    await browser.opens("/bureau/service")
    await browser.presses("Annoncer la fin du service")
    assert "s'arrête dans 30 jours" in browser.sees
    assert (await service.read(office.town.colibris.services.db)).mode == "open"
    await browser.presses("Oui, la fin dans 30 jours")
    assert "s'arrête le 11/06/2026" in browser.sees


async def test_the_days_before_an_election_are_set_here_with_a_banner_everywhere(
    office: Office,
) -> None:
    browser, camille = await office.enter(), office.town.person("citoyenne")
    await browser.opens("/bureau/service")
    assert "du 01/09/2027 au 31/03/2028" in browser.sees
    await browser.presses("Enregistrer ces dates", debut="2026-05-01", fin="2026-06-30")
    assert "C'est enregistré" in browser.sees
    for place in ("", "/annonces", "/questions", "/contenu", "/chiffres", "/ouverture"):
        await browser.opens(f"/bureau{place}")
        assert "Période électorale jusqu'au 30/06/2026" in browser.sees, place
    await camille.says("/start o_3")
    await camille.presses("La part du Département")
    assert "période électorale" in camille.sees

    await browser.opens("/bureau/service")
    await browser.presses("Pas de période électorale")
    assert "Aucune période électorale" in browser.sees
    await camille.presses("Retour")
    await camille.presses("La part du Département")
    assert "période électorale" not in camille.sees


NONSENSE = [
    ("2026-06-30", "2026-05-01"),
    ("2026-06-30", ""),
    ("", "2026-06-30"),
    ("2026-05-01", "2036-05-01"),
    ("<b>", "2026-06-30"),
    ("2026-02-30", "2026-06-30"),
]


async def test_days_that_make_no_sense_change_nothing(office: Office) -> None:
    browser = await office.enter()
    for first, last in NONSENSE:
        await browser.opens("/bureau/service")
        assert await browser.presses("Enregistrer ces dates", debut=first, fin=last) == 422
        assert "Il faut deux dates" in browser.sees
        assert "du 01/09/2027 au 31/03/2028" in browser.sees
        assert "<b>" not in browser.html.split("<main")[1]
    assert await acts(office) == 0


async def test_no_other_choice_exists(office: Office) -> None:
    browser = await office.enter()
    mark = browser.forms[0].fields
    for odd in ("", "end:31", "standby:99", "holiday:-1", "holiday:٧", "x:0", "end:" + "9" * 50):
        await browser.posts("/bureau/service", mark | {"etat": odd})
        assert "Ce choix n'existe pas" in browser.sees, odd
    assert await acts(office) == 0
