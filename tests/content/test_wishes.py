"""What `colibris suggest` reads and writes, and the sentence that says why."""

from __future__ import annotations

import pytest

from content.suggest import Catalogue, suggest, why
from content.texts import Texts
from content.wishes import parse_wish, to_json
from tests import known
from tests.content.suggest_oracle import ACTIONS, HELD_BACK, TODAY, Given, wish

CONTENT = known.content()
CATALOGUE = Catalogue.of(CONTENT)
SAY = Texts(CONTENT.sentences).plain


def reasons(action: str, asked: Given) -> str:
    """The why of one action, whatever else is offered."""
    others = [{"id": name, "on": "2026-11-01"} for name in ACTIONS if name != action]
    (suggestion,) = suggest(CATALOGUE, parse_wish({**asked, "refused": others}))
    return why(suggestion, SAY).replace("’", "'").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("action", "given_", "sentence"),
    [
        (
            "recuperer-eau-pluie",
            {"month": 4, "profile": {"garden": True}},
            "parce que vous avez un jardin, et parce que c'est la bonne saison",
        ),
        ("chantier-nature", {"month": 10}, "parce que c'est la bonne saison"),
        ("stop-pub", {"objectives": [1]}, "parce que vous avez choisi l'objectif 1"),
        (
            "stop-pub",
            {"profile": {"budget": "free", "time": "1h"}},
            "parce que cela ne coûte rien, et parce que cela prend 5 minutes",
        ),
        ("don-du-sang", {"profile": {"time": "1h"}}, "parce que cela tient en une heure"),
        (
            "deposer-projet-citoyen",
            {"profile": {"time": "weekend"}},
            "parce que vous avez du temps devant vous",
        ),
        ("stop-pub", {"profile": {"time": "weekend"}}, "parce que c'est un premier pas simple"),
        (
            "isoler-combles",
            {"profile": {"dwelling": "house", "owner": True}},
            "parce que votre logement est à vous, et parce que vous vivez en maison",
        ),
        (
            "tram-ville",
            {"profile": {"commune": "63113"}},
            "parce que c'est dans votre agglomération",
        ),
        ("tram-ville", {"profile": {"commune": "63003"}}, "parce que c'est un premier pas simple"),
        ("stop-pub", {}, "parce que c'est un premier pas simple"),
        ("fresque-du-climat", {}, "parce que vous pouvez la prendre à votre rythme"),
    ],
)
def test_the_reason_is_what_the_person_said(action: str, given_: Given, sentence: str) -> None:
    assert reasons(action, wish(**given_)) == sentence


def test_every_reason_of_a_life_has_its_sentence() -> None:
    for need in ("garden", "owner", "car", "bike", "children", "worker"):
        action = next(n for n, a in ACTIONS.items() if need in a["needs"] and n not in HELD_BACK)
        month = (ACTIONS[action]["months"] or [11])[0]
        profile = dict.fromkeys(ACTIONS[action]["needs"], True) | {"dwelling": "house"}

        assert reasons(action, wish(month=month, profile=profile)).startswith("parce qu")


@pytest.mark.parametrize(
    ("given_", "named"),
    [
        ([], "la demande"),
        ("bonjour", "la demande"),
        ({"month": 13}, "month"),
        ({"month": "mai"}, "month"),
        ({"month": True}, "month"),
        ({"month": 5.0}, "month"),
        ({"profile": []}, "profile"),
        ({"profile": {"dwelling": "castle"}}, "dwelling"),
        ({"profile": {"garden": "oui"}}, "garden"),
        ({"profile": {"garden": 1}}, "garden"),
        ({"profile": {"time": "5 min"}}, "time"),
        ({"profile": {"budget": "cheap"}}, "budget"),
        ({"profile": {"commune": 63113}}, "commune"),
        ({"objectives": 3}, "objectives"),
        ({"objectives": [11]}, "objectives"),
        ({"objectives": [True]}, "objectives"),
        ({"objectives": [[3]]}, "objectives"),
        ({"done": ["stop-pub"]}, "done"),
        ({"done": [{"id": "stop-pub"}]}, "done.on"),
        ({"done": [{"id": 4, "on": "2026-01-01"}]}, "done.id"),
        ({"refused": [{"id": "stop-pub", "on": "hier"}]}, "refused.on"),
        ({"today": "23/11/2026"}, "today"),
        ({"seed": "x"}, "seed"),
        ({"count": -1}, "count"),
        ({"shown": "stop-pub"}, "shown"),
    ],
)
def test_a_wish_that_cannot_be_read_says_which_field_in_one_line(
    given_: object, named: str
) -> None:
    with pytest.raises(ValueError, match=named) as caught:
        parse_wish(given_, TODAY)

    assert "\n" not in str(caught.value)


def test_a_wish_may_leave_out_everything_but_the_day() -> None:
    bare = parse_wish({"nothing": "known"}, TODAY)
    named = parse_wish({"profile": None, "month": None, "done": None, "today": "2026-11-23"})

    assert bare == named
    assert (bare.month, bare.count, bare.seed) == (11, 3, 0)
    with pytest.raises(ValueError, match="today"):
        parse_wish({})


def test_a_why_and_its_reasons_come_with_every_suggestion() -> None:
    for number, month in enumerate([*range(1, 13)] * 20):
        profile = {"garden": True, "budget": "free"} if number % 2 else {}
        for found in suggest(
            CATALOGUE, parse_wish(wish(month=month, seed=number, profile=profile))
        ):
            told = to_json(found, SAY)
            assert told["why"].startswith(("parce que ", "parce qu’"))
            assert [(b["field"], b["value"]) for b in told["because"]] == [
                (b.field, b.value) for b in found.because
            ]


def test_a_suggestion_has_the_shape_of_the_contract() -> None:
    by_id = {
        s.action.id: to_json(s, SAY)
        for s in suggest(CATALOGUE, parse_wish(wish(objectives=[3, 4], count=99)))
    }

    assert list(by_id["fermer-robinet"]) == [
        *("id", "objective", "title", "why", "because", "cost", "effort", "impact")
    ]
    assert list(by_id["fermer-robinet"]["impact"]) == ["value", "unit", "per", "basis", "source"]
    assert by_id["fermer-robinet"]["because"] == [{"field": "objectives", "value": 3}]
    assert by_id["sac-dechets-en-balade"]["impact"] is None
