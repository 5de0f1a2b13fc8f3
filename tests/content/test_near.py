"""Phrasings that are all but the same: found, quickly, and only those."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from content.near import LIKE, SHORTEST, near_pairs


def test_a_letter_or_a_little_word_makes_no_new_phrasing() -> None:
    wordings = [
        "ou trouver des legumes de saison",
        "comment reparer mon velo soi meme",
        "ou trouver les legumes de saison",
        "comment reparer mon velo soit meme",
    ]
    assert list(near_pairs(wordings)) == [(0, 2), (1, 3)]


def test_short_wordings_are_left_alone() -> None:
    assert list(near_pairs(["objectif 5 svp", "objectif 7 svp", "bonjour", "bonjur"])) == []


def test_the_same_twice_is_found_too() -> None:
    assert list(near_pairs(["une phrase bien assez longue"] * 3)) == [(0, 1), (0, 2), (1, 2)]


@given(st.lists(st.text("ab ", min_size=20, max_size=40), max_size=6))
def test_whatever_is_named_is_alike(wordings: list[str]) -> None:
    found = list(near_pairs(wordings))
    assert all(fuzz.ratio(wordings[a], wordings[b]) >= LIKE for a, b in found)
    assert all(a < b and len(wordings[b]) >= SHORTEST for a, b in found)
    assert set(found) <= set(combinations(range(len(wordings)), 2))
