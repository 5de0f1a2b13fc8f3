from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.people_words import MOST_PEOPLE, find_people


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("nous sommes 4", 4),
        ("Nous sommes quatre !", 4),
        ("on est 5 à la maison", 5),
        ("ma classe de vingt-cinq élèves", 25),
        ("une association de 40 membres", 40),
        ("à deux", 2),
        ("en couple", 2),
        ("pour 4 personnes", 4),
        ("nous sommes une famille de 5", 5),
        ("12 personnes", 12),
    ],
)
def test_so_many_people_are_understood(said: str, count: int) -> None:
    assert find_people(said) == count


@pytest.mark.parametrize(
    "said",
    ["je suis seule", "à 18 h", "nous sommes 4 millions", "nous sommes 0", "nous sommes 999", "4"],
)
def test_other_matters_are_left_alone(said: str) -> None:
    assert find_people(said) is None


@given(st.text())
def test_nothing_brings_it_down(said: str) -> None:
    count = find_people(said)
    assert count is None or 1 <= count <= MOST_PEOPLE
