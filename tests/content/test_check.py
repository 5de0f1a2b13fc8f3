from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from content.check import check
from content.vocabulary import TOPIC_IDS
from tests.content.sample import (
    ACTIONS,
    EXCLUSIONS,
    FORMER_NAMES,
    HELD_BACK,
    INTERFACE,
    TOPIC,
    write_content,
)

TODAY = date(2026, 11, 23)
SPEC = Path(__file__).parents[3] / "shared" / "spec" / "topics.md"


def found(tmp_path: Path, file: str, text: str) -> list[str]:
    """Return what is wrong in `file` once it holds `text`."""
    root = write_content(tmp_path, {file: text})
    return [str(f) for f in check(root, TODAY) if f.file == f"content/{file}"]


@pytest.mark.shared
def test_the_vocabulary_is_that_of_the_specification() -> None:
    ids: list[str] = []
    for line in SPEC.read_text().splitlines():
        if line.startswith("| `"):
            cell = line.split("|")[1]
            span = re.fullmatch(r" `(\w+)-1` … `\1-10` ", cell)
            ids += (
                [f"{span[1]}-{n}" for n in range(1, 11)] if span else re.findall("`(.*?)`", cell)
            )
    assert sorted(ids) == sorted(TOPIC_IDS)
    assert len(TOPIC_IDS) == 43


def test_a_good_answer_good_actions_and_good_sentences_have_no_fault(tmp_path: Path) -> None:
    faults = [str(f) for f in check(write_content(tmp_path), TODAY)]
    whole = ("n'a pas de réponse", "n'a pas de formulations", "promis", "attendues", "d'action")
    assert [fault for fault in faults if not fault.endswith(whole) and "promis" not in fault] == []


def test_what_is_missing_as_a_whole_is_named(tmp_path: Path) -> None:
    faults = [str(f) for f in check(write_content(tmp_path), TODAY)]
    assert "content/topics/plan.md:1: ce sujet n'a pas de réponse" in faults
    assert "content/phrasings/bonjour:1: ce sujet n'a pas de formulations" in faults
    assert "content/actions:1: 2 actions ; il en est promis 60 au moins" in faults
    assert "content/actions/objectif-1.yaml:1: cet objectif n'a pas d'action" in faults
    assert "content/territory/communes.csv:1: 2 communes lisibles, 463 attendues" in faults


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("L'eau, bien commun (objectif 3)", "x" * 61, "3: le titre a 61 caractères, 60 au plus"),
        ("owner: eau", "owner: mer", "4: la fonction « mer » n'existe pas"),
        ("2026-11-23", "2026-11-24", "6: la date de relecture 2026-11-24 est dans le futur"),
        ("[agir-3]", "[agir-33]", "7: le sujet « agir-33 » n'existe pas"),
        ("[agir-3]", "[objectif-3]", "7: un sujet ne renvoie pas à lui-même"),
        ("[agir-3]", "[]", "7: le champ « related » cite 1 à 4 sujets"),
        ("next_step: ", "# ", "2: le champ « next_step » manque"),
        ("la préserver.", "x" * 600, "10: la réponse courte a 640 caractères, 600 au plus"),
        ("une douche plus courte", "x" * 2001, "14: la réponse longue a "),
        ("Nous n'avons", "x" * 3500, "2: la réponse entière a "),
        ("la préserver.", "la\nvous devez agir.", "11: « vous devez » peut culpabiliser"),
        ("une douche", "il faut prendre une douche", "16: « il faut prendre » peut culp"),
        ("une douche", "tu peux", "16: « tu peux » : le bot vouvoie"),
        ("un bien commun", 'un "bien" commun', '10: le guillemet " : écrivez « et »'),
        ("une douche", "écrivez à a@b.fr", "16: « a@b.fr » n'est pas confirmé"),
        ("une douche", "04 73 11 11 11", "16: « 04 73 11 11 11 » n'est pas confirmé"),
        ("- une douche", "1. une douche", "16: la réponse contient une liste numérotée"),
        ("https://exemple", "http://exemple", "17: la réponse contient un lien qui ne"),
    ],
)
def test_a_weak_answer_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in TOPIC
    faults = found(tmp_path, "topics/objectif-3.md", TOPIC.replace(old, new, 1))
    start = f"content/topics/objectif-3.md:{expected}"
    assert any(fault.startswith(start) for fault in faults), faults


def test_a_confirmed_number_may_be_shown(tmp_path: Path) -> None:
    text = TOPIC.replace("une douche", "appelez le 04 73 00 00 00")
    assert found(tmp_path, "topics/objectif-3.md", text) == []


def test_without_a_date_of_today_no_review_is_in_the_future(tmp_path: Path) -> None:
    text = TOPIC.replace("2026-11-23", "2099-01-01")
    root = write_content(tmp_path, {"topics/objectif-3.md": text})
    assert not any("futur" in fault.message for fault in check(root))


def test_only_the_objectives_show_the_part_of_the_department(tmp_path: Path) -> None:
    without = TOPIC.split("<!-- department")[0]
    assert "« department » manque" in found(tmp_path, "topics/objectif-3.md", without)[0]
    other = TOPIC.replace("id: objectif-3", "id: plan")
    assert "n'a pas sa place ici" in found(tmp_path, "topics/plan.md", other)[0]


def test_small_talk_proposes_nothing_to_do(tmp_path: Path) -> None:
    text = TOPIC.split("<!-- department")[0].replace("id: objectif-3", "id: merci")
    faults = found(tmp_path, "topics/merci.md", text)
    assert faults == ["content/topics/merci.md:8: ce sujet ne propose pas de petite chose à faire"]


def test_a_topic_outside_the_vocabulary_is_named(tmp_path: Path) -> None:
    text = TOPIC.split("<!-- department")[0].replace("id: objectif-3", "id: meteo")
    faults = found(tmp_path, "topics/meteo.md", text)
    assert faults == ["content/topics/meteo.md:2: le sujet « meteo » n'est pas prévu"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Boire l'eau du robinet", "x" * 61, "2: le titre a 61 caractères"),
        ("je bois l'eau du robinet", "Boire", "3: l'engagement commence par « je »"),
        ("je bois l'eau du robinet", "je bois.", "3: l'engagement se termine sans ponctuation"),
        ("je bois l'eau", "je bois chaque jour l'eau", "3: l'engagement ne dit pas son rythme"),
        ("counts: null", "counts: verre", "13: une action est soit chiffrée"),
        ("Une carafe au frais", "Vous auriez dû", "4: « Vous auriez dû » peut culpabiliser"),
    ],
)
def test_a_weak_action_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in ACTIONS
    faults = found(tmp_path, "actions/objectif-3.yaml", ACTIONS.replace(old, new, 1))
    start = f"content/actions/objectif-3.yaml:{expected}"
    assert any(fault.startswith(start) for fault in faults), faults


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("exclusions.yaml", EXCLUSIONS.replace("pluie", "mer"), "1: l'action « eau-de-mer » n'"),
        ("held-back.yaml", HELD_BACK.replace("pluie", "mer"), "1: l'action « eau-de-mer » n'exi"),
        ("territory/former-names.yaml", FORMER_NAMES.replace("63226", "63999"), "1: aucune comm"),
        ("danger.yaml", "a: b\nc: d: e\n", "2: un « : » se trouve"),
        ("interface.fr.yaml", INTERFACE + "x: <div>a</div>\n", "5: « <div> » : Telegram ne"),
        ("interface.fr.yaml", INTERFACE + "x: <b>a\n", "5: « <b> » n'est pas refermé"),
        ("interface.fr.yaml", INTERFACE + "x: <b><i>a</b></i>\n", "5: « </b> » ne ferme rien"),
        ("interface.fr.yaml", INTERFACE + "x: il vous faut agir\n", "5: « il vous faut » peut"),
        ("phrasings/plan/x.txt", "c quoi\n\nL'EAU potable ?\n", "3: formulation déjà donnée : "),
        (
            "phrasings/plan/x.txt",
            "où trouver des légumes de saison\noù trouver les légumes de saison\n",
            "2: formulation presque déjà donnée : content/phrasings/plan/x.txt:1",
        ),
        ("phrasings/inconnu/x.txt", "bla\n", "1: le dossier « inconnu » ne porte le nom"),
    ],
)
def test_other_faults_are_named_with_their_line(
    tmp_path: Path, file: str, text: str, expected: str
) -> None:
    faults = found(tmp_path, file, text)
    assert any(fault.startswith(f"content/{file}:{expected}") for fault in faults), faults


def test_a_link_in_a_sentence_may_have_straight_quotes_around_its_address(tmp_path: Path) -> None:
    text = INTERFACE + "x: '<a href=\"https://exemple.fr\">ici</a>'\n"
    assert found(tmp_path, "interface.fr.yaml", text) == []
