"""Events: opened by staff, open and closed for everybody together, with what is to be printed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from bot.rules.codes import show_code
from handlers import event_papers
from storage import cards, events, pledges
from tests.conversations.conftest import take
from tests.conversations.fair import makes_cards, opens_fair, prints_cards, stands_at

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


async def test_staff_open_an_event_in_four_answers(town: Town, sophie: Person) -> None:
    await sophie.says("/evenement")
    assert "Aucun événement" in sophie.sees
    await sophie.presses("Nouvel événement")
    await sophie.says("Marché <b>d'Ambert</b>")
    await sophie.says("ambert")
    assert "Quel jour" in sophie.sees
    await sophie.says("samedi")
    assert "Jusqu'à quelle heure, samedi 16 mai" in sophie.sees
    await sophie.says("12h30")

    assert "Marché <b>d'Ambert</b>" in sophie.sees
    assert "16 mai 2026, jusqu'à 12 h 30" in sophie.sees
    assert "S'ouvre samedi 16 mai" in sophie.sees
    (event,) = await events.latest(town.colibris.services.db, 5)
    assert f"https://t.me/colibris63_bot?start=e_{event.code}" in sophie.sees
    assert 6 <= len(event.shortlist) <= 8
    assert event.commune == "63003"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (["Fête", "Atlantide"], "Je ne trouve pas cette commune"),
        (["Fête", "63000 Clermont", "le 31 février"], "Je n'ai pas compris ce jour"),
        (["Fête", "Ambert", "aujourd'hui", "9 h"], "Cette heure est passée"),
        (["Fête", "Ambert", "aujourd'hui", "bientôt"], "Je n'ai pas compris cette heure"),
        (["x" * 4000, "Ambert"], "Quel jour"),
    ],
)
async def test_an_answer_that_is_not_understood_is_asked_again(
    sophie: Person, answers: list[str], words: str
) -> None:
    await sophie.says("/evenement")
    await sophie.presses("Nouvel événement")
    for answer in answers:
        await sophie.says(answer)

    assert words in sophie.sees
    await sophie.says("annuler")
    assert "on laisse cela" in sophie.sees


async def test_a_postal_code_with_many_communes_lets_choose(sophie: Person) -> None:
    await sophie.says("/evenement")
    await sophie.presses("Nouvelle répétition")
    await sophie.says("Essai")
    await sophie.says("63600")
    assert "Laquelle" in sophie.sees
    await sophie.presses("Ambert")
    assert "Quel jour" in sophie.sees


async def test_it_closes_by_its_end_for_all_and_opens_again_by_hand(
    town: Town, sophie: Person, ines: Person
) -> None:
    event = await opens_fair(town, sophie, until="12h")
    await stands_at(ines)
    assert "Marché d'Ambert, ouvert jusqu'à midi" in ines.sees

    await town.goes_to("2026-05-12", "12:00")
    await ines.says("/inscrire")
    assert "Aucun événement n'est ouvert" in ines.sees
    await sophie.says("/evenement")
    await sophie.presses("Marché d'Ambert (terminé)")
    await sophie.presses("Ouvrir maintenant")
    await sophie.says("18")
    assert "Ouvert, jusqu'à 18 h" in sophie.sees
    await ines.says("/inscrire")
    assert "ouvert jusqu'à 18 h" in ines.sees

    await sophie.presses("Fermer maintenant")
    await ines.presses("La personne est d'accord")  # begun before the end: may be finished
    assert "À lire à voix haute" in ines.sees
    assert "fermé" in ines.sees
    await ines.says("/inscrire")
    assert "Aucun événement n'est ouvert" in ines.sees
    assert event.id == 1


async def test_staff_choose_six_to_eight_actions(town: Town, sophie: Person) -> None:
    event = await opens_fair(town, sophie)
    db = town.colibris.services.db
    before = event.shortlist
    title = town.colibris.services.content.actions[before[0]].title
    await sophie.presses("Choisir les actions")
    await sophie.presses(f"✓ {title}")
    changed = await events.find(db, event.id)
    assert changed is not None
    assert before[0] not in changed.shortlist

    for action_id in changed.shortlist:
        await sophie.presses_data(f"evt:{event.id}:0:{action_id}")
    fewest = await events.find(db, event.id)
    assert fewest is not None
    assert len(fewest.shortlist) == 6
    assert "c'est le moins" in sophie.toast

    await sophie.presses("3")
    for action in town.colibris.services.content.actions_of(3):
        if action.id not in fewest.shortlist:
            await sophie.presses_data(f"evt:{event.id}:3:{action.id}")
    most = await events.find(db, event.id)
    assert most is not None
    assert len(most.shortlist) == 8
    assert "Huit actions au plus" in sophie.toast


async def test_the_poster_the_cards_and_the_list_are_handed_out_and_read_back(
    town: Town, sophie: Person
) -> None:
    event = await opens_fair(town, sophie)
    await sophie.presses("Affiche")
    name, pdf = sophie.received_file("affiche")
    assert name == f"affiche-{event.code}.pdf"
    (sheet,) = pypdfium2.PdfDocument(pdf)
    assert "Ambert · mardi 12 mai 2026, jusqu’à 18\u00a0h" in sheet.get_textpage().get_text_range()
    page = sheet.render(scale=3).to_pil()
    link = f"https://t.me/colibris63_bot?start=e_{event.code}"
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [link]
    _, png = sophie.received_file("photo")
    assert [c.text for c in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))] == [link]

    printed = await prints_cards(town, sophie, event)
    assert [card.number for card in printed] == list(range(1, 41))
    _, pdf = sophie.received_file("cartes")
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 10
    read = {code.text for code in zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())}
    assert read == {f"https://t.me/colibris63_bot?start=p_{c.code}" for c in printed[:4]}
    text = document[0].get_textpage().get_text_range()
    assert "Marché d’Ambert, 12 mai 2026" in text
    assert "Pour arrêter" in text
    assert "Ce qui est gardé" in text
    assert "puy-de-dome.fr" in text

    await sophie.presses("Réimprimer les cartes (n° 1 à 40)")
    assert sophie.received_file("cartes")[1] == pdf
    await sophie.presses("Liste papier")
    _, pdf = sophie.received_file("liste")
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert show_code(printed[0].code) in text
    assert "À lire à voix haute" in text
    await sophie.presses("Modèle pour tableur")
    _, csv = sophie.received_file("modele")
    assert csv.startswith(b"\xef\xbb\xbf")
    assert csv.decode("utf-8-sig").splitlines()[1].split(";")[1] == show_code(printed[0].code)


async def test_a_citizen_who_scans_pledges_for_the_event(
    town: Town, sophie: Person, camille: Person
) -> None:
    event = await opens_fair(town, sophie)
    db = town.colibris.services.db
    await camille.says(f"/start e_{event.code}")
    assert "Bienvenue : Marché d'Ambert" in camille.sees
    await camille.presses("Choisir des fruits et légumes de saison")
    await camille.presses("Je m'engage")
    await camille.presses("Sans rappel")

    assert (await events.tally(db, event.id)).pledges == 1
    await camille.presses("Annuler")
    assert (await events.tally(db, event.id)).pledges == 0
    await town.goes_to("2026-05-12", "18:00")
    await take(camille, "stop-pub", "Sans rappel")
    assert (await events.tally(db, event.id)).pledges == 0
    assert len(await pledges.active(db, camille.id)) == 1


@pytest.mark.parametrize("payload", ["e_KTRWX2", "e_x", "e_" + "9" * 60])
async def test_an_unknown_event_leads_on(camille: Person, payload: str) -> None:
    await camille.says(f"/start {payload}")
    assert "Je ne connais pas cet événement" in camille.sees


async def test_events_are_for_staff(town: Town, sophie: Person, ines: Person) -> None:
    event = await opens_fair(town, sophie)
    await ines.says("/evenement")
    assert "Je ne connais pas cette commande" in ines.sees
    await ines.presses_data(f"evx:{event.id}")
    assert (await events.open_ones(town.colibris.services.db, now=town.now)) == [event]


async def test_many_cards_come_in_several_files_and_none_is_left_out(
    town: Town, sophie: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_papers, "_MOST_IN_A_FILE", 4)
    event = await opens_fair(town, sophie)
    printed = await makes_cards(town, event, 10)
    await sophie.says("/evenement")
    await sophie.presses_data(f"eve:{event.id}")
    await sophie.presses("Réimprimer les cartes (n° 1 à 10)")
    for first, last in ((1, 4), (5, 8), (9, 10)):
        _, pdf = sophie.received_file(f"-{first}-{last}.pdf")
        text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
        for card in printed[first - 1 : last]:
            assert show_code(card.code) in text
    await sophie.presses_data(f"evc:{event.id}:1:999999999")
    assert len(await cards.of_event(town.colibris.services.db, event.id)) == 10
