"""The figures on the page: those of /stats, and never one about fewer than five people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.insight import tables

if TYPE_CHECKING:
    from tests.page.conftest import Office


async def test_the_page_shows_what_the_chat_and_the_table_say(office: Office) -> None:
    camille = office.town.person("citoyenne")
    await camille.says("/start a_eau-du-robinet")
    await camille.presses("Je m'engage")
    browser = await office.enter()
    await browser.opens("/bureau/chiffres")
    services = office.town.colibris.services
    found = await tables.read(services)
    for table in tables.tables(services, found):
        assert not table.rows or table.title.replace("’", "'") in browser.sees
    assert "moins de 5" in browser.sees
    assert 'class="ground"' in browser.html
    assert "style=" not in browser.html

    async with browser.http.get(f"{browser.root}/bureau/chiffres/tableau") as answer:
        assert "attachment" in answer.headers["Content-Disposition"]
        assert await answer.read() == tables.to_sheet(services, found)
