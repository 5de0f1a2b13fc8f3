from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.codes import SIGNS, make_code, read_code, read_loosely, show_code

LOOK_ALIKE = ("0OQ", "1IL", "2Z", "5S", "6G", "8B", "UV")


def test_no_two_signs_look_alike_and_none_is_a_vowel() -> None:
    assert all(sum(sign in SIGNS for sign in group) <= 1 for group in LOOK_ALIKE)
    assert not set("AEIOUY") & set(SIGNS)
    assert len(SIGNS) ** 6 > 100_000_000


def test_codes_are_spread_and_hold_a_letter() -> None:
    chance = random.Random(63)
    codes = {make_code(chance.randrange) for _ in range(5000)}

    assert len(codes) > 4990
    assert all(any(sign.isalpha() for sign in code) for code in codes)
    assert {sign for code in codes for sign in code} == set(SIGNS)


@given(st.integers(min_value=0, max_value=10**6))
def test_a_code_is_read_as_it_is_shown(seed: int) -> None:
    code = make_code(random.Random(seed).randrange)
    shown = show_code(code)
    for typed in (code, shown, shown.lower(), f" {shown}\n", code[:3] + "-" + code[3:]):
        assert read_code(typed) == code
        assert read_loosely(typed) == code


@pytest.mark.parametrize(
    "text",
    ["", "bonjour", "stop", "merci", "632458", "K7P3R", "K7P3RXX", "K0P3RX", "é" * 6, "①" * 6],
)
def test_what_people_write_is_no_code(text: str) -> None:
    assert read_code(text) is None


def test_signs_that_look_alike_are_forgiven_where_a_code_is_expected() -> None:
    assert read_loosely("kzp sgb") == "K2P568"
    assert read_loosely("K7P 3RO") is None


@given(st.text())
def test_nothing_breaks_it(text: str) -> None:
    for read in (read_code, read_loosely):
        code = read(text)
        assert code is None or set(code) <= set(SIGNS)
