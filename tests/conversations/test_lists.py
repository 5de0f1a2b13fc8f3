"""A list from paper comes back as a file: shown with every fault, taken whole, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.rules.codes import show_code
from tests.conversations.fair import stand, tally
from tests.paper.test_tables import bomb, excel

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


async def test_the_model_is_filled_in_shown_and_taken_once(
    town: Town, sophie: Person, ines: Person, camille: Person
) -> None:
    event, printed = await stand(town, sophie, ines)
    await sophie.says("/evenement")
    await sophie.presses_data(f"eve:{event.id}")
    await sophie.presses("Modèle pour tableur")
    head, *lines = sophie.received_file("modele")[1].decode("utf-8-sig").splitlines()
    number, code, *_ = lines[0].split(";")
    filled = [head, f"{number};{code};2;semaine;4", *(f"{line[:-3]};1;;" for line in lines[1:3])]
    sheet = ("\r\n".join(filled) + "\r\n").encode("cp1252")  # as an old Excel saves it

    await ines.sends_file("liste.csv", sheet)
    assert "J'ai lu 3 lignes pour" in ines.sees
    assert "« Marché d'Ambert », 6 personnes en tout" in ines.sees
    assert "3 engagements nouveaux. Aucune ligne déjà notée." in ines.sees
    assert await tally(town, event) == 0
    await ines.presses("Prendre cette liste")
    assert "C'est pris : 3 engagements nouveaux" in ines.sees
    assert await tally(town, event) == 3

    await sophie.sends_file("la même.csv", sheet)
    assert "3 lignes étaient déjà notées" in sophie.sees
    await sophie.presses("Prendre cette liste")
    assert "Rien n'a été ajouté" in sophie.sees
    assert await tally(town, event) == 3
    await camille.says(show_code(printed[1].code))
    assert "C'est à vous, maintenant" in camille.sees


async def test_every_faulty_line_is_named_and_nothing_is_taken(
    town: Town, sophie: Person, ines: Person
) -> None:
    event, printed = await stand(town, sophie, ines)
    codes = [show_code(card.code) for card in printed]
    sheet = excel(
        ["Carte", "Action", "Combien de fois", "Combien"],
        [codes[0], 1, "semaine", 1],
        ["KTR WX2", 1, "semaine", 1],
        [codes[1], "<b>voler</b>", "semaine", 1],
        [codes[2], 1, "parfois", 1],
        [codes[3], 1, "jour", 61],
        [codes[0], 1, "semaine", 1],
        [codes[4], "=1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(1)"],
    )
    await ines.sends_file("../../etc/passwd.xlsx", sheet)
    assert "Rien n'a été pris" in ines.sees
    for row in (3, 4, 5, 6, 7):
        assert f"Ligne {row} : " in ines.sees
    assert "Ligne 2 : " not in ines.sees
    assert "<b>voler</b>" in ines.sees
    assert "Prendre cette liste" not in ines.buttons
    assert await tally(town, event) == 0


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (bomb(), "trop lourd"),
        (b"%PDF-1.7\0\0binary", "CSV et Excel"),
        (b"PK\x03\x04 and then nothing", "pas à ouvrir"),
        (b"a;b\n" * 3000, "dépasse mille lignes"),
    ],
    ids=["bomb", "kind", "broken", "long"],
)
async def test_a_hostile_file_gets_a_kind_answer(ines: Person, sent: bytes, words: str) -> None:
    await ines.sends_file("liste.xlsx", sent)
    assert words in ines.sees


async def test_what_a_list_says_may_have_changed_before_it_is_taken(
    town: Town, sophie: Person, ines: Person
) -> None:
    event, printed = await stand(town, sophie, ines)
    lines = "".join(f"{card.code};1;;\n" for card in printed[:2])
    await sophie.sends_file("liste.csv", f"Carte;Action;Combien de fois;Combien\n{lines}".encode())
    await ines.presses("La personne est d'accord")
    await ines.presses("Préférer une douche de cinq minutes au bain")
    await ines.presses(ines.buttons[0])  # the first card went to somebody else
    await sophie.presses("Prendre cette liste")
    assert "n'est plus là" in sophie.sees
    assert await tally(town, event) == 1
