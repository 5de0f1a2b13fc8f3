"""The opening checklist on the page: the same lines as `colibris check --live`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content import opening

if TYPE_CHECKING:
    from tests.page.conftest import Office


async def test_every_line_that_is_missing_is_named_in_words(office: Office) -> None:
    content = office.town.colibris.services.content
    lines = opening.checklist(content.organisation)
    left = [key for key, why in lines if why]
    assert left == [fault.message.split(" :")[0] for fault in opening.missing(content.root)]

    browser = await office.enter()
    await browser.opens("/bureau/ouverture")
    assert f"{len(lines) - len(left)} lignes prêtes sur {len(lines)}" in browser.sees
    assert "Le délégué à la protection des données" in browser.sees
    assert "à remplir" in browser.sees
    assert "publisher" not in browser.sees
    assert "Personne n'administre encore" in browser.sees
    await office.town.person("administratrice").says("bonjour")
    await browser.opens("/bureau/ouverture")
    assert "Une seule personne administre" in browser.sees


async def test_the_first_page_says_what_waits(office: Office) -> None:
    browser = await office.enter()
    assert "Aucune question n'attend" in browser.sees
    assert "Aucune annonce n'est en route" in browser.sees
    assert "avant l'ouverture" in browser.sees
