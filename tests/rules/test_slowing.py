from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.lateness import LATE_S, SAME_HOUR_S, leaves_at
from bot.rules.quiet import is_quiet
from bot.rules.slowing import Attention, after_sending, asks, days_apart

PARIS = ZoneInfo("Europe/Paris")


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp())


def test_three_as_chosen_three_weekly_two_monthly_then_the_question() -> None:
    attention, apart = Attention(), []
    while not asks(attention):
        attention = after_sending(attention)
        apart.append(days_apart(attention))

    assert apart == [0, 0, 7, 7, 7, 30, 30, 30]
    assert after_sending(attention) == attention


def test_the_chosen_hour_wins_and_what_is_late_moves_to_nine() -> None:
    early = moment("2026-05-12 07:30")
    assert leaves_at(early, early, PARIS) == early
    assert leaves_at(early, early + SAME_HOUR_S, PARIS) == early + SAME_HOUR_S
    late = moment("2026-05-12 08:40")
    assert leaves_at(early, late, PARIS) == moment("2026-05-12 09:00")
    evening = moment("2026-05-12 18:30")
    assert leaves_at(evening, moment("2026-05-12 23:00"), PARIS) == moment("2026-05-13 09:00")
    assert leaves_at(evening, evening + LATE_S + 1, PARIS) is None


@given(chosen=st.integers(1_700_000_000, 1_900_000_000), late=st.integers(0, 2 * LATE_S))
def test_never_in_the_quiet_hours_unless_the_hour_was_chosen(chosen: int, late: int) -> None:
    leaving = leaves_at(chosen, chosen + late, PARIS)

    if late > LATE_S:
        assert leaving is None
    else:
        assert leaving is not None
        assert leaving >= chosen + late
        assert late <= SAME_HOUR_S or not is_quiet(leaving, PARIS)
