from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.own import LONGEST, clean_words
from content.quantities import MOST, USUAL, read_amount, unit_of
from tests import known


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("12 km", 12),
        ("12,5 kilomètres", 12.5),
        ("j'ai fait environ 3 km", 3),
        ("2", 2),
        ("1.5 l", 1.5),
        ("3 repas", 3),
    ],
)
def test_amounts_as_people_type_them(said: str, amount: float) -> None:
    assert read_amount(said) == amount


@pytest.mark.parametrize("said", ["0", "-3", "9999 km", "objectif 3", "12 km à vélo ?", "1e9", ""])
def test_no_amount(said: str) -> None:
    assert read_amount(said) is None


@given(st.text())
def test_whatever_is_typed_is_an_amount_in_bounds_or_none(said: str) -> None:
    amount = read_amount(said)
    assert amount is None or 0 < amount <= MOST


@given(st.text())
def test_own_words_are_one_short_line_or_none(said: str) -> None:
    words = clean_words(said)
    assert words is None or (len(words) <= LONGEST and words.isprintable())


def test_kilometres_litres_and_meals_have_a_unit_and_others_none() -> None:
    actions = known.content().actions
    assert unit_of(actions["velo-trajet-court"]) == "km"
    assert unit_of(actions["autoroute-110"]) == "km"
    assert unit_of(actions["eau-du-robinet"]) == "litre"
    assert unit_of(actions["repas-vegetarien-au-lieu-boeuf"]) == "repas"
    assert unit_of(actions["stop-pub"]) is None
    units = {unit for action in actions.values() if (unit := unit_of(action))}
    assert units <= set(USUAL)
