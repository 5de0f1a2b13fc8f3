from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.quiet import is_quiet, next_quiet, when_to_send
from bot.rules.wall_time import instant_of, wall_of

PARIS = ZoneInfo("Europe/Paris")
instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 3, 1)).map(  # noqa: DTZ001 - UTC below
    lambda moment: int(moment.replace(tzinfo=UTC).timestamp())
)


@pytest.mark.parametrize(
    ("hour", "quiet"),
    [
        (time(8, 59), True),
        (time(9), False),
        (time(14), False),
        (time(19, 59), False),
        (time(20), True),
        (time(23, 59), True),
        (time(0), True),
        (time(3), True),
    ],
)
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 7, 14), date(2027, 10, 31)])
def test_quiet_is_from_twenty_to_nine_by_the_clock_on_the_wall(
    day: date, hour: time, *, quiet: bool
) -> None:
    assert is_quiet(instant_of(day, hour, PARIS), PARIS) is quiet


def test_a_chosen_hour_always_wins() -> None:
    early = instant_of(date(2026, 11, 23), time(7, 30), PARIS)
    assert when_to_send(early, PARIS, chosen=True) == early
    assert when_to_send(early, PARIS, chosen=False) == instant_of(
        date(2026, 11, 23), time(9), PARIS
    )


def test_what_is_late_in_the_evening_waits_for_the_morning_through_the_clock_change() -> None:
    evening = instant_of(date(2026, 10, 24), time(21), PARIS)
    morning = instant_of(date(2026, 10, 25), time(9), PARIS)
    assert when_to_send(evening, PARIS, chosen=False) == morning
    assert morning - evening == 13 * 3600  # the night is an hour longer


@given(instants)
def test_nothing_unasked_leaves_in_quiet_hours_nor_waits_longer_than_a_night(due: int) -> None:
    sent = when_to_send(due, PARIS, chosen=False)
    assert not is_quiet(sent, PARIS)
    assert 0 <= sent - due <= 14 * 3600
    assert sent == due or wall_of(sent, PARIS).time() == time(9)


@given(instants)
def test_the_next_pause_is_at_twenty(now: int) -> None:
    pause = next_quiet(now, PARIS)
    assert wall_of(pause, PARIS).time() == time(20)
    assert 0 < pause - now <= 25 * 3600
