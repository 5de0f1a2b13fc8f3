"""Announcements as staff and citizens live them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.demo.faults import Fault
from storage import announcements, audit, batches, consents, people, profiles

if TYPE_CHECKING:
    from bot.demo.person import Person
    from storage.announcements import Announcement
    from tests.conversations.conftest import Town

TEXT = (
    '<b>Fête du vélo</b> samedi à Riom.\n<i>Venez <a href="https://velo.example/">en train</a></i>'
)


@pytest.fixture
async def readers(camille: Person, bruno: Person) -> None:
    """Two people who asked for events."""
    for person in (camille, bruno):
        await person.says("/annonces")
        await person.presses("⬜ Événements près de chez moi")
        assert "✅ Événements près de chez moi" in person.buttons


async def compose(sophie: Person, text: str = TEXT, *, segment: str = "Tout le monde") -> None:
    await sophie.says("/annoncer")
    await sophie.says(text, html=True)
    await sophie.presses("Sujet")
    await sophie.presses("Événements près de chez moi")
    await sophie.presses("Destinataires")
    await sophie.presses(segment)


async def ask(town: Town, sophie: Person) -> None:
    await sophie.presses("Préparer l'envoi")
    await sophie.presses("Envoyer")
    await town.colibris.ticks.tick_now()


async def let_go(town: Town, sophie: Person, helene: Person) -> None:
    """Ask, and have it confirmed by a colleague."""
    await helene.says("/start")
    await compose(sophie)
    await ask(town, sophie)
    await helene.presses("Confirmer l'envoi")


async def newest(town: Town) -> Announcement:
    (one,) = await announcements.recent(town.colibris.services.db, 1)
    return one


async def fates(town: Town, number: int = 1) -> dict[str, int]:
    found = await batches.counts(town.colibris.services.db, announcements.batch_of(number))
    return dict(found)


@pytest.mark.usefixtures("readers")
async def test_from_the_draft_to_the_report(
    town: Town, camille: Person, bruno: Person, sophie: Person, helene: Person
) -> None:
    await helene.says("/start")
    await sophie.says("/annoncer")
    assert "Envoyez-moi maintenant le message" in sophie.sees
    await sophie.says(TEXT, html=True)
    shown = sophie.messages[-2]
    assert list(shown.buttons) == ["Moins de ce sujet"]
    assert "brouillon" in sophie.screen.text

    await sophie.presses("Sujet")
    await sophie.presses("Événements près de chez moi")
    await sophie.presses("Destinataires")
    await sophie.presses("Tout le monde")
    assert "Recevront l'annonce : moins de 5 personnes" in sophie.screen.text
    await sophie.presses("M'envoyer un test")
    assert sophie.messages[-2].html == shown.html
    await sophie.presses("Voir l'annonce")
    await sophie.presses("Préparer l'envoi")
    assert "Une deuxième personne devra donc la relire" in sophie.screen.text
    await sophie.presses("Envoyer")
    assert "attend une deuxième personne" in sophie.screen.text
    assert not any("Fête" in m.text for m in camille.messages)

    await town.colibris.ticks.tick_now()
    assert helene.messages[-2].html == shown.html
    await helene.presses("Confirmer l'envoi")
    await town.colibris.ticks.tick_now()

    for person in (camille, bruno):
        assert person.screen.html == shown.html
        assert list(person.buttons) == ["Moins de ce sujet"]
    await town.colibris.ticks.tick_now()
    assert "est partie. Remis : 2" in sophie.sees
    report = next(m for m in sophie.messages if "envoi terminé" in m.text)
    assert "▓▓▓▓▓▓▓▓▓▓ 100 %" in report.text
    assert "Remis : 2" in report.text
    await sophie.presses("Rapport (CSV)")
    assert sophie.screen.kind == "document"
    acts = [line.act for line in await audit.latest(town.colibris.services.db, 5)]
    assert acts[:2] == ["announcement.confirmed", "announcement.requested"]


async def test_nobody_who_is_not_staff_gets_near(
    town: Town, camille: Person, ines: Person
) -> None:
    for person in (camille, ines):
        await person.says("/annoncer")
        assert "Envoyez-moi" not in person.sees
        for data in ("n:1:open", "n:1:go:abc", "n:1:ok:abc", "n:1:stop:yes", "st:csv", "sv:end"):
            await person.presses_data(data)
        await person.says("Bonjour à tous")
    assert await announcements.recent(town.colibris.services.db, 5) == []


@pytest.mark.usefixtures("readers")
async def test_the_author_cannot_confirm_and_a_changed_text_needs_it_anew(
    town: Town, sophie: Person, helene: Person, camille: Person
) -> None:
    await helene.says("/start")
    await compose(sophie)
    await ask(town, sophie)
    asked = helene.screen
    data = next(
        b["callback_data"]
        for m in town.world.chats[helene.id].newest(from_bot=True)
        for row in m.rows
        for b in row
        if ":ok:" in b.get("callback_data", "")
    )
    await sophie.presses_data(data)
    assert "Une autre personne doit confirmer" in sophie.sees

    await sophie.says("/annoncer")
    await sophie.presses("n° 1")
    await sophie.presses("Reprendre le brouillon")
    await sophie.presses("Changer le message")
    await sophie.says("Tout autre chose")
    await sophie.presses("Préparer l'envoi")
    await sophie.presses("Envoyer")
    await helene.presses_data(data, message_id=asked.id)

    assert "a changé depuis" in helene.sees
    assert (await newest(town)).state == "waiting"
    await town.colibris.ticks.tick_now()
    assert "Tout autre chose" in helene.sees
    await helene.presses("Confirmer l'envoi")
    await town.colibris.ticks.tick_now()
    assert camille.screen.text == "Tout autre chose"


@pytest.mark.usefixtures("readers")
async def test_a_colleague_may_say_no(town: Town, sophie: Person, helene: Person) -> None:
    await helene.says("/start")
    await compose(sophie)
    await ask(town, sophie)
    await helene.presses("Ne pas confirmer")
    await town.colibris.ticks.tick_now()
    assert "n'a pas été confirmée" in sophie.sees
    assert (await newest(town)).state == "draft"


@pytest.mark.usefixtures("readers")
async def test_alone_on_duty_it_leaves_after_half_an_hour_unless_called_off(
    town: Town, sophie: Person, camille: Person
) -> None:
    await compose(sophie)
    await sophie.presses("Préparer l'envoi")
    await sophie.presses("Envoyer")
    await sophie.presses("Je suis seul de service, partir dans 30 minutes")
    await town.goes_to("2026-05-12", "10:20")
    assert camille.screen.kind == "text"
    assert "Fête" not in camille.screen.text
    await town.goes_to("2026-05-12", "10:35")
    assert "Fête" in camille.screen.text

    await compose(sophie, "Encore une fête")
    await sophie.presses("Préparer l'envoi")
    await sophie.presses("Envoyer")
    await sophie.presses("Je suis seul de service, partir dans 30 minutes")
    await sophie.presses("Annuler l'annonce")
    await town.goes_to("2026-05-12", "11:35")
    assert "Encore" not in camille.screen.text


async def test_what_is_missing_is_said_and_what_is_odd_is_a_warning(
    sophie: Person,
) -> None:
    await sophie.says("/annoncer")
    await sophie.says("Vous devriez venir, voir [ici](https://a.example). " + "mot " * 140)
    card = sophie.screen.text
    assert "caractères" in card
    assert "peut être mal reçu" in card
    assert "Ce lien semble cassé : [ici](https://a.example)" in card
    assert "plus de 25 mots" in card
    await sophie.presses("Préparer l'envoi")
    assert "il manque le sujet" in sophie.screen.text
    assert "il manque les destinataires" in sophie.screen.text


@pytest.mark.usefixtures("readers")
async def test_a_picture_needs_its_rights_and_can_be_printed(
    town: Town, sophie: Person, helene: Person, camille: Person
) -> None:
    await helene.says("/start")
    await sophie.says("/annoncer")
    await sophie.attaches("photo", caption="La fête")
    assert sophie.messages[-2].kind == "photo"
    await sophie.presses("Sujet")
    await sophie.presses("Événements près de chez moi")
    await sophie.presses("Destinataires")
    await sophie.presses("Tout le monde")
    await sophie.presses("Préparer l'envoi")
    assert "J'ai les droits sur l'image" in sophie.screen.text
    await sophie.presses("Retour")
    await sophie.presses("J'ai les droits sur l'image")
    assert "droits vérifiés" in sophie.screen.text
    await sophie.presses("Aperçu à imprimer")
    assert sophie.screen.kind == "document"
    paper = next(iter(town.world.chats[sophie.id].newest(from_bot=True)))
    page = town.world.files.get(paper.media["document"]["file_id"])
    assert page is not None
    assert b"La f\xc3\xaate" in page.content
    assert b"data:image/png;base64," in page.content
    await ask(town, sophie)
    await helene.presses("Confirmer l'envoi")
    await town.colibris.ticks.tick_now()
    assert (camille.screen.kind, camille.screen.text) == ("photo", "La fête")


@pytest.mark.usefixtures("readers")
async def test_less_of_this_subject_counts_at_once_and_can_be_taken_back(
    town: Town, camille: Person, sophie: Person, helene: Person
) -> None:
    await let_go(town, sophie, helene)
    await town.colibris.ticks.tick_now()
    await camille.presses("Moins de ce sujet")
    assert "plus d'annonce sur « Événements près de chez moi »" in camille.sees
    db = town.colibris.services.db
    assert await consents.of(db, camille.id) == {"evenements": False}

    await camille.presses("Finalement, je garde ce sujet")
    assert await consents.of(db, camille.id) == {"evenements": True}


@pytest.mark.usefixtures("readers")
async def test_nothing_leaves_at_night_and_the_night_is_said(
    town: Town, camille: Person, sophie: Person, helene: Person
) -> None:
    await town.goes_to("2026-05-12", "21:00")
    await let_go(town, sophie, helene)
    await town.colibris.ticks.tick_now()
    assert "Fête" not in camille.screen.text
    await town.goes_to("2026-05-13", "09:01")
    assert "Fête" in camille.screen.text


@pytest.mark.usefixtures("readers")
async def test_a_pause_holds_the_rest_and_a_stop_is_for_good(
    town: Town, camille: Person, bruno: Person, sophie: Person, helene: Person
) -> None:
    town.world.faults.add(Fault("sendMessage", "500", count=0, chat_id=camille.id))
    await let_go(town, sophie, helene)
    await town.colibris.ticks.tick_now()
    assert "Fête" in bruno.screen.text
    await sophie.presses("Mettre en pause")
    assert "Reste 1. Personne ne la recevra deux fois." in sophie.sees
    town.world.faults.clear()
    await town.goes_to("2026-05-12", "10:30")
    assert "Fête" not in camille.screen.text

    await sophie.presses("Reprendre")
    await town.goes_to("2026-05-12", "10:31")
    assert "Fête" in camille.screen.text
    assert sum("Fête" in m.text for m in bruno.messages) == 1

    town.world.faults.add(Fault("sendMessage", "500", count=0, chat_id=camille.id))
    await let_go(town, sophie, helene)
    await town.colibris.ticks.tick_now()
    await sophie.presses("Arrêter l'envoi")
    assert "Reste 1." in sophie.sees
    await sophie.presses("Oui, arrêter l'envoi")
    town.world.faults.clear()
    await town.goes_to("2026-05-12", "11:30")
    assert sum("Fête" in m.text for m in camille.messages) == 1
    assert await fates(town, 2) == {"sent": 1, "cancelled": 1}


@pytest.mark.usefixtures("readers")
async def test_it_is_corrected_in_place_and_recalled(
    town: Town, camille: Person, bruno: Person, sophie: Person, helene: Person
) -> None:
    await let_go(town, sophie, helene)
    await town.colibris.ticks.tick_now()
    await sophie.presses("Corriger le texte")
    await sophie.says("<b>Fête du vélo</b> dimanche", html=True)
    assert "C'est corrigé" in sophie.sees
    await town.colibris.ticks.tick_now()
    assert camille.screen.text == "Fête du vélo dimanche"
    assert list(camille.buttons) == ["Moins de ce sujet"]

    await sophie.presses("Voir l'annonce")
    await sophie.presses("Retirer l'annonce")
    await sophie.presses("Oui, la retirer partout")
    await town.colibris.ticks.tick_now()
    for person in (camille, bruno):
        assert not any("Fête" in m.text for m in person.messages)
    assert (await newest(town)).state == "recalled"


@pytest.mark.usefixtures("readers")
async def test_the_fourth_of_a_week_waits_or_expires(
    town: Town, camille: Person, sophie: Person, helene: Person
) -> None:
    for _ in range(3):
        await let_go(town, sophie, helene)
        await town.colibris.ticks.tick_now()
    await compose(sophie)
    await sophie.presses("Valable jusqu'au")
    await sophie.presses("14 jours")
    await ask(town, sophie)
    await helene.presses("Confirmer l'envoi")
    await town.colibris.ticks.tick_now()
    assert sum("Fête" in m.text for m in camille.messages) == 3
    assert await fates(town, 4) == {"held": 2}
    await sophie.says("/annoncer")
    await sophie.presses("n° 4")
    assert "Dont attendent leur tour" in sophie.sees

    for day in range(13, 20):
        await town.goes_to(f"2026-05-{day}", "10:30")
    assert sum("Fête" in m.text for m in camille.messages) == 4
    assert await fates(town, 4) == {"sent": 2}


@pytest.mark.usefixtures("readers")
async def test_too_late_is_too_late_and_staff_see_how_many(
    town: Town, sophie: Person, helene: Person
) -> None:
    for _ in range(3):
        await let_go(town, sophie, helene)
        await town.colibris.ticks.tick_now()
    await helene.says("/start")
    await compose(sophie)
    await sophie.presses("Valable jusqu'au")
    await sophie.presses("24 heures")
    await ask(town, sophie)
    await helene.presses("Confirmer l'envoi")
    await town.colibris.ticks.tick_now()
    assert await fates(town, 4) == {"expired": 2}
    report = next(m for m in reversed(sophie.messages) if "envoi terminé" in m.text)
    assert "Périmée, pas envoyée : 2" in report.text


@pytest.mark.usefixtures("readers")
async def test_a_part_of_the_people_needs_five_and_no_second_person(
    town: Town, sophie: Person, camille: Person
) -> None:
    db = town.colibris.services.db
    await profiles.learn(db, camille.id, "commune", "63300", now=town.now)
    await compose(sophie, segment="Une commune")
    await sophie.says("riom")
    await sophie.presses("Riom")
    await sophie.presses("Préparer l'envoi")
    assert "moins de cinq personnes" in sophie.screen.text

    for person in range(5001, 5005):
        await people.arrive(db, person, language="fr", now=town.now)
        await profiles.learn(db, person, "commune", "63300", now=town.now)
        await consents.say(db, person, "evenements", wanted=True, now=town.now)
    await sophie.presses("Retour")
    assert "Recevront l'annonce : 5 personnes" in sophie.screen.text
    await sophie.presses("Préparer l'envoi")
    await sophie.presses("Envoyer")
    await town.colibris.ticks.tick_now()
    assert "Fête" in camille.screen.text


@pytest.mark.usefixtures("readers")
async def test_who_had_number_one_is_left_out(
    town: Town, camille: Person, ines: Person, sophie: Person, helene: Person
) -> None:
    await let_go(town, sophie, helene)
    await town.colibris.ticks.tick_now()
    await ines.says("/annonces")
    await ines.presses("⬜ Événements près de chez moi")
    await compose(sophie, "Deuxième essai")
    await sophie.presses("Destinataires")
    await sophie.presses("Sauf ceux qui ont reçu…")
    await sophie.presses("n° 1")
    assert "sauf ceux qui ont reçu l'annonce n° 1" in sophie.screen.text
    await ask(town, sophie)
    await helene.presses("Confirmer l'envoi")
    await town.colibris.ticks.tick_now()
    assert "Deuxième essai" in ines.screen.text
    assert "Deuxième essai" not in camille.screen.text
