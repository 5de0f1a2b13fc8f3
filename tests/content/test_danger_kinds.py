"""Which kind of danger words speak for is learnt, and told only where it is likely."""

from __future__ import annotations

import pytest

from content.compact import Votes
from content.danger import Dangers
from content.danger_ear import ALWAYS, Ear
from content.danger_kinds import learn_kinds
from content.danger_training import UNTOLD, learn

FIRES = (
    "ça brûle au grenier",
    "la cave brûle",
    "une odeur de brûlé partout",
    "le toit a pris feu",
)
FALLS = ("il est tombé du toit", "elle a glissé, elle saigne", "il saigne de la tête", "mal tombé")
RULES = Dangers.read(ear=False)


def taught() -> Ear:
    """Make an ear that knows fires and falls."""
    examples = [(text, "fire") for text in FIRES * 2] + [(text, "hurt") for text in FALLS * 2]
    return Ear.of(learn(examples, ["quels légumes planter", "où est le marché"] * 4, RULES))


@pytest.mark.parametrize(
    ("text", "kind"),
    [("ça brûle au marché", "fire"), ("il saigne", "hurt"), ("elle a glissé et saigne", "hurt")],
)
def test_words_speak_for_the_kind_that_they_were_told_of(text: str, kind: str) -> None:
    shares = taught().shares(RULES.words(text))

    assert max(shares, key=shares.__getitem__) == kind
    assert sum(shares.values()) == pytest.approx(1)


def test_of_a_story_the_part_that_sounds_alarming_names_the_kind() -> None:
    calm = "quels légumes planter et où est le marché de la ville " * 6
    shares = taught().shares(RULES.words(f"{calm} ça brûle au grenier {calm}"))

    assert shares["fire"] > shares["hurt"]


@pytest.mark.parametrize(
    ("votes", "text", "named"),
    [
        ({"fire": 2.0, "hurt": 0.0}, "au secours il me frappe", "fire"),  # the rule: violence
        ({"fire": 2.0, "violence": 1.5}, "au secours il me frappe", "violence"),
        (
            dict.fromkeys(("child", "fire", "hurt", "lost", "elder", "police"), 0.5),
            "oh",
            "unclear",
        ),
        ({}, "oh là là", "unclear"),
    ],
)
def test_a_rule_names_the_kind_unless_the_ear_finds_another_far_likelier(
    votes: dict[str, float], text: str, named: str
) -> None:
    ear = Ear(9.0, {}, Votes.of({name: {ALWAYS: vote} for name, vote in votes.items()}))
    dangers = RULES.with_ear(ear)

    assert (dangers.detect(text) or dangers.guess(text)).id == named


def test_a_danger_of_which_nobody_said_the_kind_teaches_none() -> None:
    examples = [(text, UNTOLD) for text in FALLS] + [(text, "fire") for text in FIRES * 2]
    ear = Ear.of(learn(examples, ["quels légumes planter"] * 4, RULES))

    assert set(ear.kinds.names) == {"fire"}


def test_the_same_dangers_teach_the_same() -> None:
    said = [(frozenset(text.split()), "fire") for text in FIRES * 2]
    said += [(frozenset(text.split()), "hurt") for text in FALLS * 2]
    first = learn_kinds(said)

    assert first == learn_kinds(said)
    assert first["fire"]["brûle"] > 0 > first["hurt"]["brûle"]
