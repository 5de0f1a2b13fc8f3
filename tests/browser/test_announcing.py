"""An announcement in the chat, in Chromium, from its first word to its recall; what people see.

One of the two readers cannot be reached for a while, so that there is something to pause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.test_desk import reads
from tests.browser.test_stand import Walk
from tests.browser.test_whole_loop import PHONE, button, demo, opens

if TYPE_CHECKING:
    from playwright.async_api import Page

__all__ = ["demo"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PATIENCE_MS = 30_000
FAULT = """async (fault) => fetch("/demo/faults", {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(fault)})"""
AWAY = {"method": "sendMessage", "kind": "500", "count": 0, "chat_id": 1002}
BACK = {"method": "sendMessage", "kind": "none"}
SUBJECT = "Événements près de chez moi"
CONSENTS = (
    ("@citoyenne", "> /annonces", "Rien n’arrive sans votre accord"),
    (f"⬜ {SUBJECT}", "Rien n’arrive sans votre accord"),
    ("@voisin", "> /annonces", "Rien n’arrive sans votre accord"),
    (f"⬜ {SUBJECT}", "Rien n’arrive sans votre accord"),
    ("@administratrice", "> /start", "bienvenue"),
)
COMPOSING = (
    ("@agent", "> /annoncer", "Nouvelle annonce.*Rien ne part avant"),
    ("> Fête du vélo samedi à Riom", "Annonce n° 1, brouillon"),
    ("M’envoyer un test", "Vous seul l’avez reçu"),
    ("Voir l’annonce", "Annonce n° 1, brouillon"),
    ("Sujet", "Annonce n° 1 :"),
    (SUBJECT, f"Sujet : {SUBJECT}"),
    ("Destinataires", "Annonce n° 1 :"),
    ("Tout le monde", "Recevront l’annonce : moins de 5 personnes"),
    ("Préparer l’envoi", "Une deuxième personne devra donc la relire"),
    ("Envoyer", "attend une deuxième personne"),
)
CONFIRMING = (("@administratrice", "Confirmer l’envoi", "Annonce n° 1|est programmée"),)
FOLLOWING = (
    ("@agent", "> /annoncer", "Nouvelle annonce"),
    ("n° 1", "~ envoi en cours.*Remis : 1.*À faire : 1"),
    ("Mettre en pause", "~ en pause.*Reste 1"),
    ("Reprendre", "~ envoi en cours"),
    ("Arrêter l’envoi", "~ pour de bon"),
    ("Oui, arrêter l’envoi", "~ envoi arrêté.*Remis : 1.*Arrêtée avant l’envoi : 1"),
)
AFTERWARDS = (
    (r"Rapport \(CSV\)", "Le rapport de l’annonce n° 1, sans aucun nom"),
    ("Qui n’a pas été joint \\?", "~ qui n’a pas été joint.*Arrêtée avant l’envoi : 1"),
    ("Voir l’annonce", "~ envoi arrêté"),
    ("Corriger le texte", "Envoyez le texte corrigé"),
    ("> Fête du vélo dimanche à Riom", "C’est corrigé"),
)
RECALLING = (
    ("@agent", "Voir l’annonce", "~ Corrections faites : 1 sur 1"),
    ("Retirer l’annonce", "~ chez tous ceux qui l’ont reçue"),
    ("Oui, la retirer partout", "~ C’est en cours"),
)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=["phone"])
async def test_an_announcement_from_the_first_word_to_its_recall(page: Page, demo: str) -> None:
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    await opens(page, demo)
    await page.get_by_test_id("clock-morning").click()  # announcements rest at night
    await expect(page.get_by_test_id("clock-morning")).to_be_enabled()
    chat, walk = page.get_by_test_id("chat"), Walk(page)
    await walk.goes((*CONSENTS, *COMPOSING))
    await page.evaluate(FAULT, AWAY)
    await page.get_by_test_id("person-administratrice").click()
    await expect(button(page, "Confirmer l’envoi")).to_be_visible()
    await walk.goes(CONFIRMING)

    await page.get_by_test_id("person-citoyenne").click()
    await expect(chat).to_contain_text("Fête du vélo samedi à Riom")
    await expect(button(page, "Moins de ce sujet")).to_be_visible()
    await walk.goes(FOLLOWING)
    assert await reads(page) == []
    await page.evaluate(FAULT, BACK)
    await walk.goes(AFTERWARDS)

    await page.get_by_test_id("person-citoyenne").click()
    await expect(chat).to_contain_text("Fête du vélo dimanche à Riom")
    await walk.goes(RECALLING)
    await page.get_by_test_id("person-citoyenne").click()
    await expect(chat).not_to_contain_text("Fête du vélo")
    await page.get_by_test_id("person-voisin").click()
    await expect(chat).not_to_contain_text("Fête du vélo")
