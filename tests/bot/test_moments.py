from __future__ import annotations

from datetime import date, time

import pytest

from bot.moments import full_day, hour_words
from content.texts import Texts
from tests import known


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 12, 1), "1er décembre 2026"), (date(2026, 12, 21), "21 décembre 2026")],
)
def test_the_first_of_a_month_is_said_so(day: date, words: str) -> None:
    assert full_day(Texts(known.content().sentences), day) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(18), "à 18\u00a0h"),
        (time(7, 5), "à 7\u00a0h\u00a005"),
        (time(12), "à midi"),
        (time(0), "à minuit"),
    ],
)
def test_an_hour_is_never_cut_at_the_end_of_a_line(at: time, words: str) -> None:
    assert hour_words(Texts(known.content().sentences), at) == words
