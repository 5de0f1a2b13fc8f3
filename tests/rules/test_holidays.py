from __future__ import annotations

from datetime import date

import pytest

from bot.rules.holidays import easter, is_holiday


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter(year: int, day: date) -> None:
    assert easter(year) == day


def test_eleven_holidays_each_year() -> None:
    days = [date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), 740_000)]
    found = [day for day in days if day.year == 2026 and is_holiday(day)]

    assert [d.isoformat()[5:] for d in found] == [
        *("01-01", "04-06", "05-01", "05-08", "05-14", "05-25"),
        *("07-14", "08-15", "11-01", "11-11", "12-25"),
    ]
