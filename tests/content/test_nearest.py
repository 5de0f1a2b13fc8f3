"""The phrasings that are most like a question are those that a plain count finds."""

from __future__ import annotations

import random

import pytest

from content.lexical import Ranking
from content.model import OUT
from content.nearest import Nearest, index, rarest

STEMS = [f"s{number}" for number in range(60)]


@pytest.mark.parametrize("seed", range(20))
def test_the_best_forty_are_found_whatever_the_words(seed: int) -> None:
    chance = random.Random(seed)
    # Some stems are common, most are rare.
    common = [1 / (1 + place) for place in range(len(STEMS))]
    said = [
        tuple(dict.fromkeys(chance.choices(STEMS, common, k=chance.randint(1, 6))))
        for _ in range(chance.choice((1, 30, 39, 40, 41, 900)))
    ]
    phrasings = index([(f"t{number % 7}", stems) for number, stems in enumerate(said)])
    asked = list(dict.fromkeys(chance.choices(STEMS, common, k=chance.randint(1, 8))))

    held = [phrasings.held(stem) for stem in asked]
    found = list(phrasings.neighbours(held))

    totals = dict.fromkeys(range(len(said)), 0.0)
    for _, _, places, weights in rarest(held):
        for place, weight in zip(places.tolist(), weights.tolist(), strict=True):
            totals[place] += weight
    best = sorted((-total, place) for place, total in totals.items() if total > 0)[:40]
    assert [value for _, value in found] == pytest.approx([-total for total, _ in best], rel=1e-5)
    assert len({place for place, _ in found}) == len(found)


def test_three_phrasings_of_a_topic_count_and_strangers_weigh_nothing() -> None:
    phrasings = index([("eau", ("a", "b"))] * 5 + [("air", ("a", "c"))])
    like = phrasings.likeness(["a", "b"])
    _, best = next(iter(phrasings.neighbours([phrasings.held(stem) for stem in ("a", "b")])))

    assert like["eau"] == pytest.approx(1.75 * best / (1.75 * _mass(phrasings, "a", "b")))
    assert like["air"] < like["eau"]
    assert phrasings.held("stranger")[1] == 0
    assert phrasings.likeness(["stranger"]) == {}


def _mass(phrasings: Nearest, *stems: str) -> float:
    return sum(phrasings.held(stem)[0] for stem in stems)


def test_the_best_topic_comes_first_and_equals_by_name() -> None:
    ranking = Ranking({"b": 1.0, OUT: 9.0, "c": 2.0, "a": 1.0}, {}, 1)

    assert ranking.best == ["c", "a", "b"]
