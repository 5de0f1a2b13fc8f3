from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.strength import Check, Level, level_of, occurrences_per_day, strength

DONE, SKIPPED, SILENT = Check.DONE, Check.SKIPPED, Check.SILENT
DAILY, WEEKLY, MONTHLY = (
    occurrences_per_day("daily", 1),
    occurrences_per_day("weekly", 1),
    occurrences_per_day("monthly", 1),
)
checks = st.lists(st.sampled_from(list(Check)), max_size=60)
rates = st.sampled_from([DAILY, WEEKLY, MONTHLY, occurrences_per_day("weekly", 3)])


@pytest.mark.parametrize(
    ("rate", "settled", "solid"), [(DAILY, 13, 31), (WEEKLY, 5, 12), (MONTHLY, 3, 6)]
)
def test_a_habit_settles_in_a_fortnight_five_weeks_or_three_months(
    rate: float, settled: int, solid: int
) -> None:
    words = [level_of(strength([DONE] * n, rate)) for n in range(solid + 1)]
    assert words[0] is Level.START
    assert words[settled - 1] is Level.WELL_UNDER_WAY
    assert words[settled] is Level.SETTLED
    assert words[solid - 1] is Level.SETTLED
    assert words[solid] is Level.SOLID


@given(checks, rates)
def test_a_skip_changes_nothing_wherever_it_stands(before: list[Check], rate: float) -> None:
    without = [check for check in before if check is not SKIPPED]
    assert strength(before, rate) == pytest.approx(strength(without, rate))


@given(checks, rates, st.integers(3, 50))
def test_an_absence_costs_nothing(before: list[Check], rate: float, length: int) -> None:
    lived = [*before, DONE]
    assert strength([*lived, *[SILENT] * length], rate) == pytest.approx(strength(lived, rate))


@given(checks, rates)
def test_doing_it_always_helps_and_the_strength_stays_between_nothing_and_all(
    before: list[Check], rate: float
) -> None:
    score = strength([*before, DONE], rate)
    assert 0 < score < 1
    trailing = next((i for i, c in enumerate(reversed(before)) if c is DONE), len(before))
    lived = before[: len(before) - trailing]
    assert strength([*lived, DONE], rate) > strength(lived, rate)


@given(checks, rates)
def test_it_is_the_smoothing_that_the_formula_says(before: list[Check], rate: float) -> None:
    told = [check for check in before if check is not SKIPPED]
    factor = 0.5 ** (1 / (13 * rate**0.5))
    score = 0.0
    for at, check in enumerate(told):
        low, high = at, at
        while low > 0 and told[low - 1] is SILENT:
            low -= 1
        while high + 1 < len(told) and told[high + 1] is SILENT:
            high += 1
        if check is DONE:
            score = score * factor + 1 - factor
        elif high - low + 1 < 3:
            score *= factor**0.5
    assert strength(before, rate) == pytest.approx(score)


def test_one_or_two_silences_do_not_take_a_word_away_from_a_solid_habit() -> None:
    solid = [DONE] * 40
    assert level_of(strength([*solid, SILENT], DAILY)) is Level.SOLID
    assert level_of(strength([*solid, SILENT, SILENT], DAILY)) is Level.SOLID
