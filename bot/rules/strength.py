"""How well a habit holds, in four tolerant steps instead of a streak that can be lost.

The idea is that of Loop Habit Tracker's score (github.com/iSoron/uhabits, Score.kt):
exponential smoothing of what was done, slower for what is done rarely, where a skip leaves
everything as it was. Ours counts occurrences instead of days and forgives absences.
"""

from __future__ import annotations

from enum import Enum, auto
from itertools import groupby
from math import sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_HALF_LIFE: Final = 13.0  # Loop's: a daily habit is halfway after 13 days
_ABSENCE: Final = 3
_MONTH: Final = 365.25 / 12


class Check(Enum):
    """What became of one occurrence."""

    DONE = auto()
    SKIPPED = auto()  # « Pas cette fois », or a pause
    SILENT = auto()  # a reminder without an answer


class Level(Enum):
    """How a habit is spoken of; the values are the keys of its sentences."""

    START = "start"
    WELL_UNDER_WAY = "well_under_way"  # « bien parti »
    SETTLED = "settled"  # « installé »
    SOLID = "solid"  # « solide »


_STEPS: Final = ((0.8, Level.SOLID), (0.5, Level.SETTLED), (0.15, Level.WELL_UNDER_WAY))


def strength(checks: Iterable[Check], per_day: float) -> float:
    """Return the strength of a habit, from 0 to nearly 1, after `checks` in order of time.

    `per_day` is how many occurrences a day its rhythm has: 1 for daily, 1/7 for weekly. With
    m = 0.5 ** (1 / (13 * sqrt(per_day))), which is Loop's factor for the days from one
    occurrence to the next: done: s becomes s * m + (1 - m); one or two silences in a row: each
    s * sqrt(m), half as fast as Loop; a skip changes nothing, nor do three or more silences in
    a row: that is an absence.
    A daily habit is settled after 13 times, a weekly one after 5, a monthly one after 3.
    """
    factor = 0.5 ** (1 / (_HALF_LIFE * sqrt(per_day)))
    score = 0.0
    # Skips go first, so that a skip between two silences does not hide an absence.
    told = (check for check in checks if check is not Check.SKIPPED)
    for check, run in groupby(told):
        length = sum(1 for _ in run)
        kept: float = factor**length
        if check is Check.DONE:
            score = score * kept + (1 - kept)
        elif length < _ABSENCE:
            score *= sqrt(kept)
    return score


def level_of(score: float) -> Level:
    """Return the word for a strength: solid from 0.8, settled 0.5, well under way 0.15."""
    return next((level for least, level in _STEPS if score >= least), Level.START)


def occurrences_per_day(kind: str, times: int) -> float:
    """Return `per_day` for a daily, weekly or monthly rhythm of `times` a period."""
    return times / {"daily": 1.0, "weekly": 7.0, "monthly": _MONTH}[kind]
