from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.load import load, read
from content.model import ContentError, Impact
from tests.content.sample import (
    ACTIONS,
    COMMUNES,
    FORMER_NAMES,
    INTERFACE,
    ORGANISATION,
    TOPIC,
    write_content,
)

if TYPE_CHECKING:
    from pathlib import Path


def faults(tmp_path: Path, file: str, text: str | bytes | None) -> list[str]:
    root = write_content(tmp_path, {file: text})
    with pytest.raises(ContentError) as caught:
        load(root)
    assert str(caught.value) == "\n".join(map(str, caught.value.faults))
    return [str(fault) for fault in caught.value.faults]


def test_a_good_folder_is_read_whole(tmp_path: Path) -> None:
    content = load(write_content(tmp_path))
    topic = content.topics["objectif-3"]
    assert topic.title == "L’eau, bien commun (objectif 3)"
    assert topic.reviewed == date(2026, 11, 23)
    assert topic.short.startswith("L'eau est **un bien commun** :")
    assert topic.more.endswith("au jardin.")
    assert topic.department.startswith("Nous n'avons pas")
    assert topic.related == ("agir-3",)
    assert topic.file == "content/topics/objectif-3.md"
    assert content.topics["bonjour"].next_step == ""
    assert content.topics["bonjour"].department == ""
    assert content.phrasings == {
        "objectif-3": ("parlez-moi de l'eau", "l'eau potable", "c koi l objectif 3")
    }


def test_actions_keep_their_order_and_their_conditions(tmp_path: Path) -> None:
    content = load(write_content(tmp_path))
    water, rain = content.actions_of(3)
    assert (water.id, water.pledge) == ("eau-du-robinet", "je bois l’eau du robinet")
    assert water.impact == Impact(
        value=0.32,
        unit="kg CO2e",
        per="litre",
        basis="un litre en bouteille évité",
        source="ADEME",
        confidence="high",
        at_most=False,
        kind="physical",
    )
    assert rain.months == frozenset({3, 4, 5})
    assert rain.needs == frozenset({"garden", "owner"})
    assert (rain.cost, rain.impact, rain.counts, rain.local) == ("€€", None, "arrosage", "L11")
    assert content.exclusions[0].actions == {"eau-du-robinet", "eau-de-pluie"}
    assert content.held_back == {"eau-de-pluie": "à valider"}


def test_places_sentences_and_the_organisation_are_read(tmp_path: Path) -> None:
    content = load(write_content(tmp_path))
    assert content.communes["63113"].postal_codes == ("63000", "63100")
    assert content.communes["63226"].population == 3111
    assert content.former_names == {"Dallet": "63226"}
    assert content.organisation["contact.phone"].value == "04 73 00 00 00"
    assert not content.organisation["functions.eau"].confirmed
    assert content.sentences["pledge.taken"] == "C’est noté\u00a0: {title}"
    assert content.sentences["pledge.rhythms.1"] == "chaque semaine"
    assert content.sentences["demo.title"] == "Démonstration"


def test_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "unix").mkdir()
    (tmp_path / "windows").mkdir()
    unix = load(write_content(tmp_path / "unix"))
    dos = TOPIC.replace("\n", "\r\n")
    windows = load(write_content(tmp_path / "windows", {"topics/objectif-3.md": dos}))
    assert windows.topics == unix.topics


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("interface.fr.yaml", b"\xef\xbb\xbfa: b\n", "content/interface.fr.yaml:1: marque invi"),
        (
            "interface.fr.yaml",
            b"a: b\nc: \xe9t\xe9\n",
            "content/interface.fr.yaml:2: ce fichier n",
        ),
        ("interface.fr.yaml", "a: b\nc: d\x00\n", "content/interface.fr.yaml:2: caractère invisi"),
        ("interface.fr.yaml", "", "content/interface.fr.yaml:1: ce fichier est vide"),
        ("interface.fr.yaml", "a: b\nc: d : e: f\n", "content/interface.fr.yaml:2: un « : » se"),
        ("interface.fr.yaml", 'a: b\nc: "d\ne: f\n', "content/interface.fr.yaml:2: un guillemet"),
        ("interface.fr.yaml", "a: b\n\tc: d\n", "content/interface.fr.yaml:2: "),
        ("interface.fr.yaml", "a: b\nc: d\na: e\n", "content/interface.fr.yaml:3: le champ « a »"),
        ("interface.fr.yaml", "a: &x b\nc: *x\n", "content/interface.fr.yaml:2: les renvois"),
        (
            "interface.fr.yaml",
            "a: b\nc: !!python/none\n",
            "content/interface.fr.yaml:2: la valeur",
        ),
        ("interface.fr.yaml", "a: b\nc:\n", "content/interface.fr.yaml:2: la phrase « c » est"),
        ("interface.fr.yaml", "a: b\nc: '{x'\n", "content/interface.fr.yaml:2: « c » : une accol"),
        ("interface.fr.yaml", "- a\n", "content/interface.fr.yaml:1: des champs"),
        ("demo.fr.yaml", "\nstart: x\n", "content/interface.fr.yaml:4: la phrase « start » exi"),
        ("held-back.yaml", None, "content/held-back.yaml:1: ce fichier est absent"),
        ("held-back.yaml", "a: b\n", "content/held-back.yaml:1: ce fichier doit être une liste"),
        ("exclusions.yaml", "\n- [a]\n", "content/exclusions.yaml:2: des champs"),
        ("topics/bonjour.md", "Bonjour\n", "content/topics/bonjour.md:1: ce fichier commence"),
        ("topics/bonjour.md", "---\nid: x\n", "content/topics/bonjour.md:1: ce fichier commence"),
    ],
)
def test_a_broken_file_is_named_with_its_line(
    tmp_path: Path, file: str, text: str | bytes | None, expected: str
) -> None:
    found = faults(tmp_path, file, text)
    assert any(fault.startswith(expected) for fault in found), found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: objectif-3", "id: objectif-4", "2: l'id doit être celui du fichier : objectif-3"),
        ("owner: eau", "ownr: eau", "4: champ inconnu « ownr » ; connus : id, title"),
        ("owner: eau\n", "", "2: le champ « owner » manque"),
        ("owner: eau", "owner:", "4: le champ « owner » est vide"),
        ("owner: eau", "owner: [eau]", "4: le champ « owner » doit être un texte"),
        ("2026-11-23", "2026-02-30", "6: la valeur « 2026-02-30 » n'est pas possible"),
        ("2026-11-23", "23/11/2026", "6: le champ « reviewed » doit être une date écrite"),
        ("2026-11-23", "2026-11-23 10:00:00", "6: le champ « reviewed » doit être une date"),
        ("[agir-3]", "agir-3", "7: le champ « related » doit être une liste"),
        ("[agir-3]", "[agir-3, agir-3]", "7: « agir-3 » figure deux fois"),
        ("[agir-3]", "[agir-3, [x]]", "7: « related » est une liste de mots"),
        ("<!-- department -->", "<!-- more -->", "23: la marque « <!-- more --> » figure deux"),
        ("<!-- more -->", "<!-- suite -->", "12: marque inconnue « <!-- suite --> »"),
        ("L'eau est **un bien commun** : le plan veut la préserver.", "", "10: la partie « shor"),
    ],
)
def test_a_fault_in_an_answer_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in TOPIC
    found = faults(tmp_path, "topics/objectif-3.md", TOPIC.replace(old, new, 1))
    start = f"content/topics/objectif-3.md:{expected}"
    assert any(fault.startswith(start) for fault in found), found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: eau-de-pluie", "id: Eau de pluie", "« Eau de pluie » : minuscules"),
        ("id: eau-de-pluie", f"id: {'a' * 32}", "« aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa » est tr"),
        ("id: eau-de-pluie", "id: eau-du-robinet", "l'id « eau-du-robinet » figure deux fois"),
        ("effort: 2 h", "effort: 2 jours", "« 2 jours » : choisissez parmi 5 min"),
        ("frequency: once", "frequency: often", "« often » : choisissez parmi once"),
        ("months: [3, 4, 5]", "months: [3, 13]", "un mois est un nombre de 1 à 12"),
        ("months: [3, 4, 5]", "months: 3", "le champ « months » doit être une liste"),
        ("[garden, owner]", "[garden, pool]", "« pool » : choisissez parmi garden"),
        ("cost: €€", "cost: cher", "« cher » : choisissez parmi gratuit"),
        ("value: 0.32", 'value: "0,32"', "le champ « value » doit être un nombre"),
        ("value: 0.32", "value: -1", "le champ « value » doit être plus grand que zéro"),
        ("value: 0.32", "value: .inf", "le champ « value » doit être plus grand que zéro"),
        ("value: 0.32", "value: true", "le champ « value » doit être un nombre"),
        ("per: litre", "per: seau", "« seau » : choisissez parmi occurrence"),
        ("at_most: false", "at_most: peut-être", "le champ « at_most » vaut true ou false"),
    ],
)
def test_a_fault_in_an_action_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in ACTIONS
    line = ACTIONS.count("\n", 0, ACTIONS.index(old)) + 1
    found = faults(tmp_path, "actions/objectif-3.yaml", ACTIONS.replace(old, new, 1))
    start = f"content/actions/objectif-3.yaml:{line}: {expected}"
    assert any(fault.startswith(start) for fault in found), found


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("territory/communes.csv", "63226,Mur", "75056,Mur", "3: insee « 75056 »"),
        ("territory/communes.csv", "63226,Mur", "63113,Mur", "3: le code 63113 figure deux fois"),
        ("territory/communes.csv", "63111 63115", "63111;63115", "3: codes_postaux « 63111;"),
        ("territory/communes.csv", ",3111", ",environ", "3: population_municipale « environ »"),
        ("territory/communes.csv", "insee,nom", "code,nom", "1: colonnes absentes : insee"),
        ("territory/communes.csv", "63226,Mur", '63226,"Mur', "3: ligne illisible"),
        ("territory/former-names.yaml", "insee", "code", "1: champ inconnu « code »"),
        ("organisation.yaml", "confirmed: true", "confirmed: oui", "3: le champ « confirmed »"),
        ("organisation.yaml", '"04 73 00 00 00"', '""', "3: « contact.phone » est confirmé mais"),
        ("organisation.yaml", "functions:", "mairie: Riom\nfunctions:", "4: « mairie » : écrivez"),
    ],
)
def test_a_fault_in_places_or_organisation_is_named_with_its_line(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    before = {
        "territory/communes.csv": COMMUNES,
        "territory/former-names.yaml": FORMER_NAMES,
        "organisation.yaml": ORGANISATION,
    }[file]
    assert old in before
    found = faults(tmp_path, file, before.replace(old, new, 1))
    assert any(fault.startswith(f"content/{file}:{expected}") for fault in found), found


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    root = write_content(
        tmp_path,
        {
            "held-back.yaml": None,
            "topics/objectif-3.md": TOPIC.replace("2026-11-23", "hier"),
            "interface.fr.yaml": INTERFACE + "a: '{'\n",
        },
    )
    with pytest.raises(ContentError) as caught:
        load(root)
    assert [fault.file.split("/")[-1] for fault in caught.value.faults] == [
        "held-back.yaml",
        "interface.fr.yaml",
        "objectif-3.md",
    ]


def test_a_number_or_a_date_where_a_text_belongs_is_taken_as_it_was_written(
    tmp_path: Path,
) -> None:
    text = "a: 0640\nb: 2026-11-23\nc: no\nd: 1_000\n"
    sentences = load(write_content(tmp_path, {"interface.fr.yaml": text})).sentences
    assert [sentences[key] for key in "abcd"] == ["0640", "2026-11-23", "no", "1_000"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(
        ["topics/objectif-3.md", "interface.fr.yaml", "territory/communes.csv",
         "actions/objectif-3.yaml", "organisation.yaml"]
    ),
    st.binary(max_size=40) | st.text("-:[]{}\"'&*!|>%@`#\n\t ae1", max_size=40).map(str.encode),
)  # fmt: skip
def test_no_file_however_broken_ends_in_a_traceback(tmp_path: Path, file: str, raw: bytes) -> None:
    root = write_content(tmp_path, {file: raw})
    reading = read(root)
    assert all(fault.line >= 1 and fault.message for fault in reading.sheet.faults)


def test_the_cost_of_reading_grows_with_the_lines_alone(tmp_path: Path) -> None:
    few, many = (_seconds_to_read(tmp_path / str(count), count) for count in (1000, 4000))
    assert many < 6 * few


def _seconds_to_read(folder: Path, count: int) -> float:
    """Seconds of this process alone, the best of three."""
    lines = "\n".join(f"une question numéro {n} sur l'eau" for n in range(count))
    topics = {
        f"topics/sujet-{n}.md": TOPIC.replace("objectif-3", f"sujet-{n}", 1) for n in range(43)
    }
    folder.mkdir()
    root = write_content(folder, {"phrasings/objectif-3/older.txt": lines, **topics})
    taken = []
    for _ in range(3):
        start = time.process_time()
        content = load(root)
        taken.append(time.process_time() - start)
        assert len(content.phrasings["objectif-3"]) == count + 1
    return min(taken)
