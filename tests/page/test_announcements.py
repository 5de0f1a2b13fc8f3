"""Announcements on the page: written, looked at, confirmed by another, followed, stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.announce import service
from bot.page.uploads import MOST
from bot.rules.service import Service
from storage import announcements, consents
from tests.browser.stage import PIXEL

if TYPE_CHECKING:
    from storage.announcements import Announcement
    from tests.page.conftest import Browser, Office

WORDS = "Bonjour,\n\nla **fête de l'eau** a lieu samedi. [Le programme](https://exemple.fr/eau)"


async def write(browser: Browser, text: str = WORDS, file: bytes = b"") -> int:
    await browser.opens("/bureau/annonces/nouvelle")
    await browser.uploads("Voir l'aperçu", {"texte": text}, file)
    return browser.status


async def found(office: Office, number: int = 1) -> Announcement:
    one = await announcements.find(office.town.colibris.services.db, number)
    assert one is not None
    return one


async def want(office: Office, *who: str, subject: str = "pratique") -> None:
    db, now = office.town.colibris.services.db, office.town.now
    for name in who:
        person = office.town.person(name)
        await person.says("bonjour")
        await consents.say(
            db, office.town.world.find_person(name).id, subject, wanted=True, now=now
        )


async def test_written_confirmed_by_another_sent_followed_and_taken_back(office: Office) -> None:
    await want(office, "citoyenne", "voisin")
    camille = office.town.person("citoyenne")
    sophie, helene = await office.enter(), await office.enter("administratrice")

    assert await write(sophie) == 200
    assert "Le brouillon est gardé" in sophie.sees
    assert "<b>fête de l&#x27;eau</b>" in sophie.html or "<b>fête de l'eau</b>" in sophie.html
    assert "Moins de ce sujet" in sophie.sees
    assert "il manque le sujet" in sophie.sees

    await sophie.presses("M'envoyer un test")
    assert "fête de l'eau" in office.town.person("agent").screen.text.replace("’", "'")
    await sophie.presses("Enregistrer les choix", sujet="pratique", pour="all")
    assert "moins de 5 personnes" in sophie.sees
    await sophie.follows("Préparer l'envoi")
    assert "Fin estimée" in sophie.sees
    await sophie.presses("Envoyer")
    assert "attend une deuxième personne" in sophie.sees
    assert "Confirmer l'envoi" not in sophie.html

    await helene.opens("/bureau/annonces")
    await helene.follows("Annonce n° 1")
    assert "attend votre relecture" in helene.sees
    confirm = next(form for form in helene.forms if form.action.endswith("/confirmer"))
    assert await sophie.posts(
        confirm.action, sophie.forms[0].fields | {"vu": confirm.fields["vu"]}
    )
    assert "Une autre personne doit confirmer" in sophie.sees
    await helene.presses("Confirmer l'envoi")
    assert "C'est confirmé" in helene.sees

    await office.town.colibris.ticks.tick_now()
    await office.town.goes_to("2026-05-12", "10:05")
    await camille.gets("la fête de l'eau")
    await sophie.opens("/bureau/annonces/1")
    assert "envoyée" in sophie.sees
    assert "100 %" in sophie.sees.replace("\u202f", " ")
    assert (await found(office)).state == "finished"

    await sophie.follows("Corriger le texte")
    assert "[Le programme](https://exemple.fr/eau)" in sophie.html
    await sophie.presses("Corriger partout", texte=WORDS.replace("samedi", "dimanche"))
    assert "C'est corrigé" in sophie.sees
    await office.town.goes_to("2026-05-12", "10:06")
    assert "dimanche" in camille.screen.text

    await sophie.opens("/bureau/annonces/1/rapport")
    assert sophie.html.startswith("\ufeff") or "Remis" in sophie.html
    await sophie.opens("/bureau/annonces/1/non-joints")
    assert "Tout le monde a été joint" in sophie.sees
    await sophie.opens("/bureau/annonces/1")
    await sophie.follows("Retirer l'annonce")
    await sophie.presses("Oui, la retirer partout")
    await office.town.goes_to("2026-05-12", "10:07")
    assert "fête de l'eau" not in camille.screen.text


async def test_paused_resumed_and_stopped(office: Office) -> None:
    await want(office, "citoyenne", "voisin")
    browser = await office.enter()
    await write(browser)
    await browser.presses(
        "Enregistrer les choix",
        sujet="pratique",
        pour="all",
        depart="plus-tard",
        moment="2026-05-12T10:30",
        valable="1",
    )
    await browser.follows("Préparer l'envoi")
    await browser.presses("Envoyer")
    await browser.presses("Je suis seul de service, partir dans 30 minutes")
    assert "programmée" in browser.sees
    db, now = office.town.colibris.services.db, office.town.now
    assert await announcements.move(db, 1, "running", now=now)

    await browser.opens("/bureau/annonces/1")
    await browser.presses("Mettre en pause")
    assert "L'envoi est en pause" in browser.sees
    assert "Mise en pause à la main" in browser.sees
    await browser.presses("Reprendre")
    assert "L'envoi reprend" in browser.sees
    await browser.follows("Arrêter l'envoi")
    assert "pour de bon" in browser.sees
    stop = browser.forms[-1]
    await browser.presses("Oui, arrêter l'envoi")
    assert "arrêtée" in browser.sees
    await browser.posts(stop.action, stop.fields)
    assert "a changé d'état" in browser.sees


async def test_what_was_not_looked_at_does_not_leave(office: Office) -> None:
    await want(office, "citoyenne")
    browser = await office.enter()
    await write(browser)
    await browser.presses("Enregistrer les choix", sujet="pratique", pour="all")
    await browser.follows("Préparer l'envoi")
    seen = browser.forms[-1]
    await browser.opens("/bureau/annonces/1/texte")
    await browser.uploads("Voir l'aperçu", {"texte": "Tout autre chose"})
    assert "Le message est changé" in browser.sees

    await browser.posts(seen.action, seen.fields)
    assert "a changé depuis que ce bouton a été montré" in browser.sees
    assert (await found(office)).state == "draft"
    await browser.follows("Abandonner l'annonce")
    await browser.presses("Oui, l'abandonner")
    assert "Personne ne l'a reçue" in browser.sees


async def test_the_same_form_sent_twice_is_one_draft(office: Office) -> None:
    browser = await office.enter()
    await browser.opens("/bureau/annonces/nouvelle")
    form = browser.forms[-1]
    for _ in range(2):
        await browser.send_file(form.action, form.fields | {"texte": "Une seule fois"}, b"")
    await browser.opens("/bureau/annonces")
    assert browser.sees.count("Une seule fois") == 1


async def test_a_picture_is_held_by_telegram_and_needs_its_rights(office: Office) -> None:
    browser = await office.enter()
    await write(browser, "Une photo de la Dore", PIXEL)
    assert "/bureau/annonces/1/image" in browser.html
    assert "J'ai les droits sur l'image" in browser.sees
    assert "droits sur l'image" in browser.sees
    assert office.town.person("agent").screen.text == "Une photo de la Dore"
    assert (await found(office)).kind == "photo"
    assert await browser.opens("/bureau/annonces/1/image") == 200
    await browser.opens("/bureau/annonces/1")
    await browser.presses("Enregistrer les choix", sujet="pratique", pour="all", droits="1")
    assert (await found(office)).rights == 1

    await browser.opens("/bureau/annonces/1/texte")
    await browser.uploads("Voir l'aperçu", {"texte": "Sans photo", "sans": "1"})
    assert (await found(office)).kind == "text"
    assert await browser.opens("/bureau/annonces/1/image") == 404


async def test_files_that_are_none_of_these_or_too_large_are_refused(office: Office) -> None:
    browser = await office.enter()
    for file in (b"MZ\x90\x00 a program", b"<svg onload=alert(1)>", b"GIF89a"):
        await write(browser, "Avec un fichier", file)
        assert "n'est ni une photo" in browser.sees
    assert await write(browser, "x", b"\xff\xd8\xff" + b"0" * (MOST + 10)) == 413
    await write(browser, "")
    assert "Écrivez un message" in browser.sees
    await write(browser, "x" * 4200)
    assert "trop long" in browser.sees
    assert await announcements.find(office.town.colibris.services.db, 1) is None


async def test_choices_that_make_no_sense_are_said_so(office: Office) -> None:
    browser = await office.enter()
    await write(browser)
    save = "Enregistrer les choix"
    for choices, words in (
        ({"pour": "commune", "commune": "Xyzzy"}, "Je ne reconnais pas cette commune"),
        ({"pour": "nobody.1"}, "Ces destinataires ne peuvent pas être choisis"),
        ({"pour": "objective.<b>"}, "Ces destinataires ne peuvent pas être choisis"),
        ({"depart": "plus-tard", "moment": "hier"}, "Choisissez un jour et une heure"),
        ({"depart": "plus-tard", "moment": "2020-01-01T10:00"}, "déjà passé"),
        ({"depart": "plus-tard", "moment": "9999-12-31T23:59"}, "trop lointain"),
    ):
        assert await browser.presses(save, **choices) == 200, choices
        assert words in browser.sees
    await browser.presses(save, pour="commune", commune="63530")
    assert "Laquelle de ces communes" in browser.sees
    await browser.presses("Volvic")
    assert "Volvic" in browser.sees
    assert "63470" in (await found(office)).segment


async def test_before_an_election_the_page_says_what_waits(office: Office) -> None:
    browser = await office.enter()
    await browser.opens("/bureau/annonces")
    assert "période électorale" not in browser.sees
    db = office.town.colibris.services.db
    await service.write(db, Service(reserve_from="2026-05-01", reserve_until="2026-06-30"))
    await browser.opens("/bureau/annonces")
    assert "période électorale" in browser.sees
    await write(browser)
    await browser.presses("Enregistrer les choix", sujet="resultats", pour="all")
    assert "ce sujet attend" in browser.sees
    assert "Préparer l'envoi" not in browser.links


async def test_hostile_words_stay_words(office: Office) -> None:
    browser = await office.enter()
    await write(browser, "<script>alert(1)</script> **gras** [x](javascript:alert(1)) {{ 7*7 }}")
    assert "<script>alert" not in browser.html
    assert 'href="javascript' not in browser.html
    assert "<b>gras</b>" in browser.html
    await browser.opens("/bureau/annonces/1/apercu")
    assert "<script>alert" not in browser.html
    assert 'href="javascript' not in browser.html


async def test_the_printed_page_carries_its_style_and_nothing_else(office: Office) -> None:
    browser = await office.enter()
    await write(browser)
    async with browser.http.get(f"{browser.root}/bureau/annonces/1/apercu") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "style-src 'sha256-" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
