"""The 43 answers as they stand in `content/topics`, read without our own loader."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.every import every

HERE: Final = Path(__file__)
CONTENT: Final = HERE.parents[2] / "content"
SEED: Final = HERE.parents[3] / "shared" / "seeds" / "master-plan-puy-de-dome.txt"

TITLES: Final = {
    1: "Produire, transformer et consommer local et durable",
    2: "Être un Département à énergie positive",
    3: "Protéger et partager l'eau, bien commun",
    4: "Protéger et valoriser notre patrimoine naturel et culturel",
    5: "Favoriser la solidarité et les services essentiels",
    6: "Développer de nouvelles mobilités",
    7: "Des Puydômois « colibris » : chacun prend sa part et chacun trouve sa place",
    8: "Les citoyens co-construisent les politiques publiques avec les élus",
    9: "Un Département « ouvert », exemplaire, qui ose, qui teste, expérimente, innove",
    10: "Un Département qui alimente la création d'emplois par la transition écologique",
}
IDS: Final = frozenset(
    {f"{kind}-{number}" for kind in ("objectif", "agir") for number in TITLES}
    | {"plan", "plan-nom", "plan-adoption", "plan-genese", "plan-experts", "plan-etoiles"}
    | {"plan-objectifs", "plan-methode", "agir", "engagement", "mes-engagements", "progression"}
    | {"rappels", "annonces", "benevole", "donnees", "contact", "aide"}
    | {"bonjour", "merci", "au-revoir", "urgence", "hors-sujet"}
)
NO_NEXT_STEP: Final = {"bonjour", "merci", "au-revoir", "urgence", "contact", "hors-sujet"}
EMERGENCY: Final = {"112", "15", "17", "18", "114", "3114", "3919", "119", "115", "3977", "3018"}
FRANCE_RENOV: Final = "0 808 800 700"
HOSTS: Final = {
    "www.puy-de-dome.fr",
    "budgetecocitoyen.puy-de-dome.fr",
    "vigieau.gouv.fr",
    "telegram.org",
    "www.cnil.fr",
}
GUILT: Final = re.compile(
    r"vous dev(?:ez|iez|riez)|vous auriez d|il (?:vous )?fau(?:t|drait)|culpab|mauvais élève"
    r"|honte|obligé de|n'oubliez pas|faites un effort",
    re.IGNORECASE,
)
OFFICIAL: Final = re.compile(r"\bChauvin\b|\b(?:M\.|Mme|Mlle) [A-Z]|[Pp]résident")
FAMILIAR: Final = re.compile(r"\b(?:tu|toi|ton|tes|t'as)\b", re.IGNORECASE)
RUN: Final = 8


@dataclass(frozen=True, slots=True)
class Page:
    """One file: its fields, its three parts, and all its words for people."""

    fields: dict[str, Any]
    short: str
    more: str
    department: str

    @property
    def said(self) -> str:
        spoken = (self.fields["title"], self.short, self.more, self.department)
        return "\n".join((*spoken, self.fields.get("next_step", ""), self.fields["source"]))


def read(path: Path) -> Page:
    _, fields, body = re.split(r"^---$", path.read_text("utf-8"), maxsplit=2, flags=re.MULTILINE)
    body, _, _ = body.partition("<!-- simple -->")  # looked at in test_simple.py
    short, more = body.split("<!-- more -->")
    more, _, department = more.partition("<!-- department -->")
    return Page(yaml.safe_load(fields), short.strip(), more.strip(), department.strip())


PAGES: Final = {path.stem: read(path) for path in sorted((CONTENT / "topics").iterdir())}
ORGANISATION: Final = yaml.safe_load((CONTENT / "organisation.yaml").read_text("utf-8"))
every_page = every({name: name for name in PAGES})


def words(text: str) -> list[str]:
    """Return the words of `text` as a reader hears them: no case, no accents, no marks."""
    bare = unicodedata.normalize("NFKD", re.sub(r"\]\([^)]*\)", "]", text).lower())
    return re.findall(r"[a-z0-9]+", re.sub(r"[\u0300-\u036f]", "", bare))


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


def without_titles(text: str) -> str:
    for title in TITLES.values():
        text = text.replace(title, " titre officiel ")
    return text


def test_every_topic_has_its_answer_and_there_is_no_other() -> None:
    assert len(IDS) == 43
    assert set(PAGES) == IDS
    assert all(path.suffix == ".md" for path in (CONTENT / "topics").iterdir())


@every_page
def test_an_answer_has_all_its_fields(name: str) -> None:
    fields = PAGES[name].fields
    expected = {"id", "title", "owner", "source", "reviewed", "related"}
    assert set(fields) - {"next_step"} == expected
    assert fields["id"] == name
    assert fields["title"].strip()
    assert fields["source"].strip()
    assert isinstance(fields["reviewed"], date)
    assert ("next_step" in fields) == (name not in NO_NEXT_STEP)
    assert 1 <= len(fields["related"]) <= 4
    assert set(fields["related"]) <= IDS - {name}


def test_every_owner_is_a_function_of_the_organisation_and_none_is_idle() -> None:
    functions = ORGANISATION["functions"]
    assert {page.fields["owner"] for page in PAGES.values()} == set(functions)
    assert all(function["title"] and function["note"] for function in functions.values())


def test_only_what_is_confirmed_has_a_value_in_the_organisation_file() -> None:
    leaves = leaves_of({key: ORGANISATION[key] for key in ORGANISATION if key != "functions"})
    assert len(leaves) > 10
    assert all(bool(leaf["value"]) == leaf["confirmed"] for leaf in leaves)
    assert all(leaf["note"] for leaf in leaves)


def leaves_of(node: dict[str, Any]) -> list[dict[str, Any]]:
    if "confirmed" in node:
        return [node]
    return [leaf for child in node.values() for leaf in leaves_of(child)]


@every_page
def test_an_answer_is_short_enough_to_be_read_on_a_telephone(name: str) -> None:
    page = PAGES[name]
    assert len(page.fields["title"]) <= 60
    assert 0 < len(page.short) <= 600
    assert 0 < len(page.more) <= 2000
    assert len(page.fields.get("next_step", "")) <= 140
    assert len(page.department) <= 600


@every({str(number): number for number in TITLES})
def test_an_objective_opens_with_its_official_title_and_says_both_parts(number: int) -> None:
    page = PAGES[f"objectif-{number}"]
    first = page.short.split("\n")[0]
    assert first.startswith(f"L'objectif {number} s'appelle **« {TITLES[number]} »**.")
    assert page.department
    assert f"agir-{number}" in page.fields["related"]
    assert f"**Objectif {number}** : {TITLES[number]}\n" in PAGES["plan-objectifs"].more + "\n"


def test_only_objectives_tell_the_part_of_the_department() -> None:
    assert {name for name, page in PAGES.items() if page.department} == {
        f"objectif-{n}" for n in TITLES
    }


@every({str(number): number for number in TITLES})
def test_what_can_i_do_names_several_actions_and_the_way_to_suggestions(number: int) -> None:
    page = PAGES[f"agir-{number}"]
    assert page.short.startswith("Vous pouvez **")
    assert page.short.split("\n")[0].count(",") >= 2
    assert "/agir" in page.short
    assert page.fields["related"][0] == f"objectif-{number}"


@every_page
def test_no_answer_blames_is_familiar_or_names_an_official(name: str) -> None:
    said = PAGES[name].said
    assert not GUILT.search(said)
    assert not FAMILIAR.search(said)
    assert not OFFICIAL.search(said)


def test_the_words_to_avoid_would_be_noticed() -> None:
    assert GUILT.search("Vous devriez trier davantage.")
    assert GUILT.search("Il faut fermer le robinet.")
    assert FAMILIAR.search("Ferme ton robinet.")
    assert OFFICIAL.search("Mme Durand, présidente")
    assert not OFFICIAL.search("M'écrire, c'est simple.")


def test_the_people_behind_the_plan_are_named_only_where_they_are_asked_for() -> None:
    assert [name for name, page in PAGES.items() if "Rifkin" in page.said] == ["plan-nom"]
    assert [name for name, page in PAGES.items() if "Caron" in page.said] == ["plan-experts"]
    assert "à l'époque, il était maire" in PAGES["plan-experts"].short.lower()


@pytest.mark.shared
@every_page
def test_no_sentence_is_copied_from_the_page_of_the_department(name: str) -> None:
    seed = runs(SEED.read_text("utf-8"))
    assert len(seed) > 300
    assert not runs(without_titles(PAGES[name].said)) & seed


@pytest.mark.shared
def test_the_official_titles_are_those_of_the_page_of_the_department() -> None:
    seed = " ".join(words(SEED.read_text("utf-8")))
    assert all(" ".join(words(title)) in seed for title in TITLES.values())


def test_danger_gives_the_numbers_at_once_and_no_other() -> None:
    page = PAGES["urgence"]
    assert page.short.startswith("**En danger, appelez le 112**")
    assert "Je suis un programme, personne ne lit en direct." in page.short
    assert set(re.findall(r"\d{2,}", page.short)) == EMERGENCY
    assert set(re.findall(r"\*\*(\d+)\*\*|\b(\d{3,})\b", page.more)) <= {
        pair for number in EMERGENCY for pair in ((number, ""), ("", number))
    }


@pytest.mark.parametrize(
    ("number", "purpose"),
    [
        ("15", "blessure"),
        ("17", "violence en cours"),
        ("18", "feu"),
        ("114", "SMS"),
        ("3114", "suicide"),
        ("3919", "femmes"),
        ("119", "enfant"),
        ("115", "sans abri"),
        ("3977", "âgée ou handicapée"),
        ("3018", "en ligne"),
    ],
)
def test_each_number_stands_beside_its_purpose(number: str, purpose: str) -> None:
    line = next(
        li for li in PAGES["urgence"].short.split("\n") if li.startswith(f"- **{number}**")
    )
    assert purpose in line


@every_page
def test_no_answer_gives_a_telephone_number_that_is_not_confirmed(name: str) -> None:
    said = PAGES[name].said.replace(FRANCE_RENOV, "")
    for leaf in leaves_of(ORGANISATION["contact"]):
        said = said.replace(leaf["value"] or FRANCE_RENOV, "")
    assert not re.search(r"\b0\d(?:[ .]?\d\d){4}\b", said)
    assert not re.search(r"\b0 \d{3} \d{3} \d{3}\b", said)


@every_page
def test_links_lead_to_addresses_that_we_know(name: str) -> None:
    for address in re.findall(r"\]\(([^)]*)\)", PAGES[name].said):
        scheme, _, rest = address.partition("://")
        assert scheme == "https"
        assert rest.partition("/")[0] in HOSTS


@every_page
def test_an_answer_uses_only_the_marks_that_telegram_shows(name: str) -> None:
    page = PAGES[name]
    for text in (page.short, page.more, page.department):
        assert text.count("**") % 2 == 0
        assert not re.search(r"^#|^\d+\. |[`<>]|__|!\[", text, re.MULTILINE)
        assert not re.search(r"^[^-\n].*\n- ", text, re.MULTILINE), "a list follows a blank line"


def test_services_that_are_not_ours_get_a_kind_way_on() -> None:
    contact = PAGES["contact"]
    assert "N'écrivez rien de personnel ici" in contact.short
    assert "puy-de-dome.fr" in contact.short
    for service in ("RSA", "APA", "routes", "collèges"):
        assert service in contact.short


def test_what_is_kept_is_said_with_the_words_that_delete_it() -> None:
    data = PAGES["donnees"].short
    assert "ni votre nom" in data
    assert "numéro de votre compte Telegram" in data
    assert "« supprimer mes données »" in data
    assert "/donnees" in data


def test_the_service_says_that_it_is_a_program_and_on_trial_until_it_is_validated() -> None:
    about = PAGES["aide"]
    validated = ORGANISATION["opening"]["validated_by"]["confirmed"]
    assert "Je suis un programme" in about.short
    assert ("Version d'essai" in about.short) is not validated
    assert "jamais d'argent" in about.more
