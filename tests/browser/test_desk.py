"""The staff page in Chromium: opened from the chat page of the demo, read by an engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.test_site import ENGINE
from tests.browser.test_whole_loop import demo, opens

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.browser.conftest import Watch

__all__ = ["demo"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PATIENCE_MS = 30_000
# The page lets no script of others in; the engine is put in by the tool, past the page's policy.
RUN = """axe.run(document, {preload: false, resultTypes: ["violations"]})
    .then((found) => found.violations.map(({id, nodes}) => id + " " + nodes[0].html))"""


async def reads(page: Page) -> list[str]:
    """What the engine complains about, and whether the page is wider than its window."""
    await page.evaluate(ENGINE)
    found: list[str] = await page.evaluate(RUN)
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return found + ["wider than the window"] * wide


@pytest.mark.timeout(600)  # thirty pages, each read by the engine
async def test_the_page_opens_from_the_chat_and_an_engine_finds_no_fault(
    page: Page, demo: str, watch: Watch
) -> None:
    watch.allowed.append("status of 403")
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    await opens(page, demo)
    await page.get_by_test_id("clock-morning").click()  # announcements rest at night
    await expect(page.get_by_test_id("clock-morning")).to_be_enabled()
    await ask_a_question(page)
    await expect(page.get_by_test_id("desk")).to_be_hidden()
    await sign_in(page, demo, "agent")
    await answer_it(page, demo)
    await announce_it(page, demo)
    await change_it(page, demo)
    await look_around(page, demo)
    await stay_on(page, demo)


async def look_around(page: Page, demo: str) -> None:
    """Every place of the menu, on a telephone in the dark."""
    await page.emulate_media(color_scheme="dark")
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(f"{demo}/bureau")
    links = await page.get_by_role("navigation").get_by_role("link").all()
    places = [await place.get_attribute("href") for place in links]
    for place in (*places, "/bureau/annonces/1", "/bureau/contenu/topic/objectif-3"):
        await page.goto(f"{demo}{place}")
        assert await reads(page) == [], place


async def sign_in(page: Page, demo: str, who: str) -> None:
    """Get a code in the chat, mistype it once, and come in."""
    await opens(page, demo)
    await page.get_by_test_id(f"person-{who}").click()
    await page.get_by_test_id("composer").fill("/bureau")
    await page.get_by_test_id("send").click()
    code = page.get_by_test_id("chat").locator("code").last
    await expect(code).to_have_text(re.compile(r"^\w{4} \w{4}$"))
    words = await code.text_content() or ""

    await page.goto(f"{demo}/bureau")
    await page.get_by_label("Votre code").fill("K7P3 RX2M")
    await page.get_by_role("button", name="Entrer").click()
    await expect(page.get_by_role("alert")).to_contain_text("n’ouvre pas")
    assert await reads(page) == []
    await page.get_by_label("Votre code").fill(words)
    await page.get_by_role("button", name="Entrer").click()
    await expect(page.get_by_role("button", name="Me déconnecter")).to_be_visible()


async def ask_a_question(page: Page) -> None:
    await page.get_by_test_id("composer").fill("les trotinettes du tram sont gratuites ?")
    await page.get_by_test_id("send").click()
    await page.get_by_role("button", name="Je la transmets").click()
    await expect(page.get_by_test_id("chat")).to_contain_text("C’est transmis à l’équipe")


async def answer_it(page: Page, demo: str) -> None:
    """Take, write, look, send, learn: each step read by the engine."""
    await page.goto(f"{demo}/bureau/questions")
    await page.get_by_role("link", name="trotinettes").click()
    assert await reads(page) == []
    await page.get_by_role("button", name="Répondre").click()
    assert await reads(page) == []
    await page.get_by_label("Votre réponse").fill("Oui, le lundi.")
    await page.get_by_role("button", name="Voir l’aperçu").click()
    assert await reads(page) == []
    await page.get_by_role("button", name="Envoyer").click()
    await expect(page.get_by_role("status")).to_contain_text("envoyé à 1 personne")
    assert await reads(page) == []
    await page.goto(f"{demo}/bureau/questions/closes")
    assert await reads(page) == []


async def announce_it(page: Page, demo: str) -> None:
    """Write, choose, ask, let go alone, look: each step read by the engine."""
    await page.goto(f"{demo}/bureau/annonces/nouvelle")
    field = page.get_by_label("Le message")
    await field.fill("La fête de l'eau, vous auriez dû venir. ")
    await page.get_by_role("button", name="Gras").click()
    await page.keyboard.type("samedi")
    await expect(field).to_have_value(re.compile(r"\*\*samedi\*\*$"))
    assert await reads(page) == []
    await page.get_by_role("button", name="Voir l’aperçu").click()
    await expect(page.locator(".bubble b")).to_have_text("samedi")
    assert await reads(page) == []
    await page.get_by_label("Sujet").select_option("pratique")
    await page.get_by_label("Destinataires").select_option("all")
    await page.get_by_role("button", name="Enregistrer les choix").click()
    assert await reads(page) == []
    await page.get_by_role("link", name="Préparer l’envoi").click()
    assert await reads(page) == []
    await page.get_by_role("button", name="Envoyer").click()
    await expect(page.get_by_text("La page se met à jour toute seule")).to_be_visible()
    assert await reads(page) == []

    # Her colleague confirms at another desk; this page finds out by itself.
    browser = page.context.browser
    assert browser is not None
    other = await browser.new_context()
    second = await other.new_page()
    await sign_in(second, demo, "administratrice")
    await second.goto(f"{demo}/bureau/annonces/1")
    await second.get_by_role("button", name="Confirmer l’envoi").click()
    await other.close()
    await expect(page.locator("h1 .tag")).to_have_text("envoyée", timeout=30_000)
    assert await reads(page) == []


async def change_it(page: Page, demo: str) -> None:
    """Look at an answer, change it, see its history: each step read by the engine."""
    await page.goto(f"{demo}/bureau/contenu?q=eau")
    assert await reads(page) == []
    await page.goto(f"{demo}/bureau/contenu/topic/objectif-3")
    assert await reads(page) == []
    await page.get_by_role("link", name="Changer : Réponse courte").click()
    await page.get_by_label("Réponse courte").fill("Vous pouvez **fermer** le robinet.")
    assert await reads(page) == []
    await page.get_by_role("button", name="Voir l’aperçu").click()
    await expect(page.locator(".bubble")).to_contain_text("fermer")
    assert await reads(page) == []
    await page.get_by_role("button", name="Publier").click()
    await expect(page.get_by_role("status")).to_contain_text("publié")
    await page.get_by_role("link", name="Historique").click()
    assert await reads(page) == []


async def stay_on(page: Page, demo: str) -> None:
    """Whoever writes for long is told in time, and goes on at a press."""
    await page.clock.install()
    await page.goto(f"{demo}/bureau/annonces/nouvelle")
    await page.get_by_label("Le message").fill("Un long texte")
    await page.clock.fast_forward("25:00")
    stay = page.get_by_role("button", name="Rester connecté")
    await expect(stay).to_be_visible()
    assert await reads(page) == []
    await stay.click()
    await expect(stay).to_be_hidden()
    await expect(page.get_by_label("Le message")).to_have_value("Un long texte")
