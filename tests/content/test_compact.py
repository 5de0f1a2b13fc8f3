"""Learnt features are found without their texts, and nothing else is."""

from __future__ import annotations

import random

import pytest

from content.compact import Few, Lines, Names, Places, Votes, Weights

CHANCE = random.Random(63)
TEXTS = [f"{CHANCE.randrange(10**9)} œ {number}" for number in range(5000)]


def test_each_text_has_its_place_and_no_stranger_has_one() -> None:
    places = Places(TEXTS)

    assert [places.get(text) for text in TEXTS] == list(range(len(TEXTS)))
    assert all(places.get(f"{text}!") is None for text in TEXTS)
    assert len(places) == len(TEXTS)


def test_each_text_has_its_weight() -> None:
    weights = Weights.of({text: number / 100 for number, text in enumerate(TEXTS)})

    assert all(weights[text] == number / 100 for number, text in enumerate(TEXTS))
    assert weights.get(TEXTS[0]) == 0.0
    assert "" not in weights
    assert weights.get("") is None
    assert weights.each([TEXTS[1], "", TEXTS[0]]) == [0.01, None, 0.0]
    with pytest.raises(KeyError):
        weights["stranger"]


@pytest.mark.parametrize("values", [0, 1, 256, 257, 65_536, 65_537])
def test_numbers_of_few_values_are_the_numbers(values: int) -> None:
    numbers = [number / 8 for number in range(values)] * 2
    few = Few(numbers)

    assert [few[place] for place in range(len(few))] == numbers
    held, which = few.parts
    assert len(held) == values
    assert which.itemsize == (1 if values <= 256 else 2 if values <= 65_536 else 4)


def test_each_text_has_its_name_and_no_stranger_has_one() -> None:
    names = Names(["eau", "air", "pluie"], bytes((0, 1, 0)), ("water", "wind"))

    assert [names.get(text) for text in ("eau", "air", "pluie")] == ["water", "wind", "water"]
    assert names.get("terre") is None


def test_nothing_at_all_is_known_of_nothing() -> None:
    assert Places([]).get("a") is None
    assert Weights.of({}).get("") is None


def test_places_are_the_same_where_texts_and_order_are() -> None:
    assert Places(TEXTS) == Places(list(TEXTS))
    assert Places(TEXTS) != Places(TEXTS[:-1])
    assert Places(TEXTS) != Places([*TEXTS[1:], TEXTS[0]])


def test_lines_are_the_texts_in_few_pieces() -> None:
    lines = Lines.of(TEXTS)

    assert list(lines) == TEXTS
    assert len(lines) == len(TEXTS)
    assert len(lines.pieces) == 2
    assert Places(lines) == Places(TEXTS)
    with pytest.raises(ValueError, match="line end"):
        Lines.of(["a\nb"])


def test_a_text_speaks_for_those_it_has_numbers_for() -> None:
    votes = Votes.of({"child": {"a": 0.1, "b": 0.2}, "fire": {"b": 0.3}, "nobody": {}})

    assert votes.names == ("child", "fire", "nobody")
    assert list(votes.get("a")) == [("child", 0.1)]
    assert list(votes.get("b")) == [("child", 0.2), ("fire", 0.3)]
    assert list(votes.get("c")) == []
    assert list(Votes.of({}).get("a")) == []
