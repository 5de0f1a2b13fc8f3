"""The actions as they stand in `content/actions`, read without our own loader."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.every import every

HERE: Final = Path(__file__)
CONTENT: Final = HERE.parents[2] / "content"
FACTS: Final = HERE.parents[3] / "shared" / "facts"

FIELDS: Final = (
    *("id", "title", "pledge", "how", "effort", "frequency", "months", "needs", "cost"),
    *("impact", "counts", "source"),
)
KINDS: Final = {"physique": "physical", "social": "social"}
# actions.md, rule 1: these words in the hypothesis ask for « jusqu'à » instead of « environ ».
AT_MOST: Final = re.compile(
    r"maximum|jusqu['’]à|écart entre « jamais » et « toujours »", re.IGNORECASE
)
GUILT: Final = re.compile(
    r"vous dev(?:ez|iez|riez)|vous auriez d|il (?:vous )?fau(?:t|drait)|culpab|mauvais élève"
    r"|honte|obligé|n'oubliez pas|faites un effort|évitez|cessez|arrêtez|trop de\b",
    re.IGNORECASE,
)
FAMILIAR: Final = re.compile(r"\b(?:tu|toi|ton|ta|tes|t'as)\b", re.IGNORECASE)
RHYTHM: Final = re.compile(r"\b(?:chaque|tous les|toutes les|par (?:jour|semaine|mois))\b")
PRICE: Final = re.compile(r"€|\beuros\b")
PHONE: Final = re.compile(r"\d(?:[ .]?\d){8,}")
# facts/local-facts.md calls these uncertain: people are sent to the body, without the name.
UNSURE: Final = re.compile(
    r"De nos fermes|Mov'ici|Covoit'ici|T2C|week-ends? gratuit|AMAP d(?:e|')"
    r"|Petits Frères|Gabriel-Montpied|QualiRépar.*\d+ ?€|28 novembre|\b23 espaces|Lionel|Chauvin"
)
LOCAL: Final = re.compile(r"L\d\d")
TYPED: Final = re.compile(r"[\u00a0\u202f’“”\"]")


def read(name: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = yaml.safe_load((CONTENT / name).read_text("utf-8"))
    return items


ACTIONS: Final = {
    action["id"]: {**action, "objective": number}
    for number in range(1, 11)
    for action in read(f"actions/objectif-{number}.yaml")
}
every_action = every(ACTIONS)


def facts(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


CHOSEN: Final = facts("actions.csv") if FACTS.is_dir() else []
SPARE: Final = facts("actions-reserve.csv") if FACTS.is_dir() else []
KNOWN: Final = CHOSEN + [row for row in SPARE if row["id"] in ACTIONS]
with_facts = pytest.mark.shared
every_fact = every({row["id"]: row for row in KNOWN})


def said(action: dict[str, Any]) -> str:
    """All that people read of an action."""
    impact = action["impact"] or {"basis": "", "source": ""}
    own = (action["title"], action["pledge"], action["how"], action["counts"] or "")
    return "\n".join((*own, impact["basis"]))


def after_verb(order: str) -> str:
    """« Buvez l’eau » and « Boire l'eau » differ by the verb alone: what follows is compared."""
    return order.replace("’", "'").partition(" ")[2].lower()


def test_there_are_at_least_sixty_of_all_ten_objectives() -> None:
    assert len(ACTIONS) >= 60
    for number in range(1, 11):
        assert len([a for a in ACTIONS.values() if a["objective"] == number]) >= 6


def test_no_id_is_there_twice() -> None:
    assert len(ACTIONS) == sum(len(read(f"actions/objectif-{n}.yaml")) for n in range(1, 11))


@every_action
def test_an_action_has_its_fields_and_a_short_id(action: dict[str, Any]) -> None:
    assert set(action) - {"local", "objective"} == set(FIELDS)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", action["id"])
    assert len(action["id"]) <= 31


@every_action
def test_a_title_fits_a_button_and_begins_with_what_to_do(action: dict[str, Any]) -> None:
    title = action["title"]

    assert len(title) <= 60
    assert re.match(r"\w+(?:er|ir|re)\b", title), "the infinitive first"
    assert not title.endswith(".")


@every_action
def test_a_pledge_goes_on_in_a_sentence(action: dict[str, Any]) -> None:
    pledge = action["pledge"]

    assert pledge.startswith(("je ", "j'"))
    assert pledge[-1].isalnum()
    assert not RHYTHM.search(pledge), "the bot adds the rhythm"


@every_action
def test_how_is_one_or_two_finished_sentences(action: dict[str, Any]) -> None:
    how = action["how"]

    assert 40 <= len(how) <= 260
    assert how.endswith((".", "?", "»"))
    assert "\n" not in how


@every_action
def test_nothing_blames_and_nobody_is_addressed_as_tu(action: dict[str, Any]) -> None:
    assert not GUILT.search(said(action))
    assert not FAMILIAR.search(said(action))
    assert not TYPED.search(said(action)), "plain marks: the program sets the typography"


@every_action
def test_nothing_uncertain_is_claimed(action: dict[str, Any]) -> None:
    assert not UNSURE.search(said(action))
    assert not PRICE.search(action["how"].replace("un euro", ""))
    assert not PHONE.search(action["how"].replace("0 808 800 700", "")), "France Rénov' alone"


@every_action
def test_an_effect_has_its_hypothesis_and_its_source(action: dict[str, Any]) -> None:
    impact = action["impact"]
    if impact is None:
        return
    assert impact["basis"].endswith(".")
    assert impact["source"]
    assert not action["counts"], "either a figure or a count"


def test_the_words_that_are_refused_are_found() -> None:
    assert GUILT.search("Vous devriez trier.")
    assert FAMILIAR.search("Ferme ton robinet.")
    assert RHYTHM.search("je marche chaque jour")
    assert PRICE.search("Une part de 50 €")


@with_facts
def test_every_chosen_action_is_there() -> None:
    assert {row["id"] for row in CHOSEN} <= set(ACTIONS)


@with_facts
@every_fact
def test_conditions_are_those_of_the_facts(fact: dict[str, str]) -> None:
    action = ACTIONS[fact["id"]]
    assert action["objective"] == int(fact["objectif"])
    assert action["effort"] == fact["effort"]
    assert action["frequency"] == fact["frequence"]
    assert action["cost"] == fact["cout"]
    assert action["months"] == [int(month) for month in fact["mois"].split()]
    assert action["needs"] == [need for need in fact["pour_qui"].split() if need != "none"]
    local = fact["repere_local"]
    assert action.get("local") == (local if LOCAL.fullmatch(local) else None)


@with_facts
@every_fact
def test_figures_are_those_of_the_facts(fact: dict[str, str]) -> None:
    action = ACTIONS[fact["id"]]
    impact = action["impact"]
    if fact["type_impact"] not in KINDS:
        assert impact is None
        assert bool(action["counts"]) == (fact["type_impact"] == "comptage")
        return
    assert impact["kind"] == KINDS[fact["type_impact"]]
    assert impact["value"] == float(fact["impact_valeur"])
    assert impact["unit"] == fact["impact_unite"]
    assert impact["per"] == fact["impact_par"]
    assert impact["confidence"] == fact["confiance"]
    if AT_MOST.search(fact["impact_base"]):
        assert impact["at_most"]


@with_facts
@every_fact
def test_counts_name_what_the_facts_count(fact: dict[str, str]) -> None:
    action = ACTIONS.get(fact["id"], {"counts": None})
    if fact["type_impact"] == "comptage" and action["counts"]:
        number = fact["impact_valeur"]
        unit = fact["impact_unite"]
        assert action["counts"] == (unit if number == "1" else f"{number} {unit}")


@with_facts
@every_fact
def test_the_words_are_our_own(fact: dict[str, str]) -> None:
    action = ACTIONS[fact["id"]]
    assert after_verb(action["title"]) != after_verb(fact["titre_fr"])
    if action["impact"]:
        hypothesis = fact["impact_base"].replace("’", "'").rstrip(".")
        assert action["impact"]["basis"].rstrip(".") != hypothesis


@with_facts
def test_exclusions_are_those_of_the_facts() -> None:
    expected = {(row["group"], row["kind"], row["id"]) for row in facts("exclusions.csv")}

    assert {
        (group["group"], group["kind"], action)
        for group in read("exclusions.yaml")
        for action in group["actions"]
    } == expected


@with_facts
def test_what_the_facts_hold_back_is_held_back() -> None:
    held = {item["id"] for item in read("held-back.yaml")}

    assert {row["id"] for row in facts("held-back.csv")} <= held


def test_exclusions_and_held_back_name_actions_that_exist() -> None:
    for group in read("exclusions.yaml"):
        assert set(group["actions"]) <= set(ACTIONS)
        assert group["kind"] in ("offer", "sum")
    for item in read("held-back.yaml"):
        assert item["id"] in ACTIONS
        assert item["why"].endswith(".")


@with_facts
def test_the_communes_are_those_of_the_facts() -> None:
    ours = (CONTENT / "territory" / "communes.csv").read_text("utf-8")

    assert ours == (FACTS / "communes-63.csv").read_text("utf-8")


def test_every_former_name_leads_to_a_commune_of_today() -> None:
    with (CONTENT / "territory" / "communes.csv").open(encoding="utf-8") as file:
        names = {row["insee"]: row["nom"] for row in csv.DictReader(file)}
    former = {item["name"]: names[item["insee"]] for item in read("territory/former-names.yaml")}

    assert len(names) == 463
    assert former["Dallet"] == former["Mezel"] == "Mur-sur-Allier"
    assert former["Saint-Avit"] == "Saint-Avit-d'Auvergne"
    assert former["Flat"] == "Aulhat-Flat"
    assert not set(former) & set(names.values())
