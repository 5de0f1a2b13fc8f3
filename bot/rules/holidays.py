"""The eleven public holidays of France, for those who want no reminder on them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

_FIXED: Final = frozenset({(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)})
_AFTER_EASTER: Final = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday


def is_holiday(day: date) -> bool:
    """Tell whether a day is a public holiday in France."""
    if (day.month, day.day) in _FIXED:
        return True
    return (day - easter(day.year)).days in _AFTER_EASTER


def easter(year: int) -> date:
    """Return Easter Sunday, by the anonymous Gregorian rule (Meeus, Jones, Butcher)."""
    golden, century = year % 19, year // 100
    shift = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    full = shift - (shift // 28) * (1 - (29 // (shift + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + full + 2 - century + century // 4) % 7
    return date(year, 3, 1) + timedelta(days=full - weekday + 27)
