from __future__ import annotations

import json
from calendar import monthrange
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules.recurrence import (
    Kind,
    Occurrence,
    Rhythm,
    falls_on,
    next_occurrence,
    occurrences_between,
)
from bot.rules.wall_time import instant_of, wall_of

PARIS = ZoneInfo("Europe/Paris")
CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]


def at(text: str) -> int:
    """Return the UTC second of « 2026-11-23 18:30 » as Paris reads it."""
    return int(datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp())


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def rhythm(
    kind: Kind = "daily",
    times: int = 1,
    weekdays: tuple[int, ...] = (),
    hour: time | None = time(18, 30),
    starts: date = date(2026, 1, 1),
    ends: date | None = None,
) -> Rhythm:
    return Rhythm(kind, times, weekdays, hour, starts, ends)


def first_minute(day: date, hour: time) -> int:
    """Model: look at every minute of the day and take the first whose clock is not earlier."""
    midnight = int(datetime.combine(day, time(0), tzinfo=UTC).timestamp()) - 3 * 3600
    for instant in range(midnight, midnight + 30 * 3600, 60):
        wall = wall_of(instant, PARIS)
        if wall.date() == day and wall.time() >= hour:
            return instant
    raise AssertionError(day)


minutes = st.times(max_value=time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))
days = st.dates(date(2025, 12, 1), date(2028, 3, 31))


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    kind: Kind = draw(st.sampled_from(("once", "daily", "weekly", "monthly")))
    named = draw(st.sets(st.integers(0, 6))) if kind == "weekly" else set()
    most = {"once": 1, "daily": 1, "weekly": 7, "monthly": 28}[kind]
    starts = draw(days)
    return Rhythm(
        kind=kind,
        times=len(named) or draw(st.integers(1, most)),
        weekdays=tuple(sorted(named)),
        at=draw(st.none() | minutes),
        starts_on=starts,
        ends_on=draw(st.none() | st.integers(0, 400).map(lambda n: starts + timedelta(days=n))),
    )


@given(st.sampled_from(CHANGES) | days, minutes)
@example(date(2026, 3, 29), time(2, 30))
@example(date(2026, 10, 25), time(2, 30))
def test_an_hour_of_the_wall_is_the_first_minute_that_shows_it(day: date, hour: time) -> None:
    assert instant_of(day, hour, PARIS) == first_minute(day, hour)


@pytest.mark.parametrize("year", [2026, 2027])
def test_an_hour_that_does_not_exist_is_three_o_clock_the_same_day(year: int) -> None:
    day = CHANGES[0] if year == 2026 else CHANGES[2]
    due = next_occurrence(rhythm(hour=time(2, 30), starts=day), at(f"{day} 00:00"), PARIS)
    assert due == Occurrence(day, utc(f"{day} 01:00"))
    assert wall_of(due.due_at, PARIS).time() == time(3)


@pytest.mark.parametrize("year", [2026, 2027])
def test_an_hour_that_comes_twice_is_the_first_and_only_once(year: int) -> None:
    day = CHANGES[1] if year == 2026 else CHANGES[3]
    night = occurrences_between(
        rhythm(hour=time(2, 30)), utc(f"{day} 00:00"), utc(f"{day} 22:00"), PARIS
    )
    assert night == [Occurrence(day, utc(f"{day} 00:30"))]


def test_the_hour_stays_the_same_on_the_wall_all_year() -> None:
    found = occurrences_between(rhythm(), at("2026-01-01 00:00"), at("2028-01-01 00:00"), PARIS)
    assert len(found) == 730
    assert {wall_of(o.due_at, PARIS).time() for o in found} == {time(18, 30)}
    assert [wall_of(o.due_at, PARIS).date() for o in found] == [o.day for o in found]


@given(rhythms(), st.integers(0, 800), st.integers(0, 24 * 60))
def test_the_next_occurrence_is_the_first_due_one_of_all_days(
    wanted: Rhythm, offset: int, minute: int
) -> None:
    after = utc("2025-12-01 00:00") + offset * 86400 + minute * 60
    start = wall_of(after, PARIS).date() - timedelta(days=2)
    model = None
    for day in [start + timedelta(days=n) for n in range(1300)]:
        due = instant_of(day, wanted.at or time(0), PARIS)
        if falls_on(wanted, day) and due > after:
            model = Occurrence(day, due)
            break
    assert next_occurrence(wanted, after, PARIS) == model


@given(rhythms(), st.integers(0, 800), st.integers(1, 60))
def test_a_span_of_time_holds_each_day_once_in_order(
    wanted: Rhythm, offset: int, length: int
) -> None:
    after = utc("2025-12-01 12:00") + offset * 86400
    until = after + length * 86400
    found = occurrences_between(wanted, after, until, PARIS)
    assert [o.day for o in found] == sorted({o.day for o in found})
    assert all(after < o.due_at <= until for o in found)
    middle = after + (until - after) // 2
    assert found == [
        *occurrences_between(wanted, after, middle, PARIS),
        *occurrences_between(wanted, middle, until, PARIS),
    ]


@given(st.integers(1, 7), days)
def test_every_calendar_week_has_as_many_as_were_promised(times: int, starts: date) -> None:
    wanted = rhythm("weekly", times, starts=starts)
    monday = starts + timedelta(days=7 - starts.weekday())
    for week in range(60):
        first = monday + timedelta(weeks=week)
        assert sum(falls_on(wanted, first + timedelta(days=n)) for n in range(7)) == times
    assert falls_on(wanted, starts)


@given(st.integers(1, 28), days)
def test_every_calendar_month_has_as_many_as_were_promised(times: int, starts: date) -> None:
    wanted = rhythm("monthly", times, starts=starts)
    last = starts + timedelta(days=800)
    count = Counter(
        (day.year, day.month)
        for n in range(801)
        if falls_on(wanted, day := starts + timedelta(days=n))
    )
    ends = {(starts.year, starts.month), (last.year, last.month)}
    whole = {month: n for month, n in count.items() if month not in ends}
    assert set(whole.values()) == {times}


def test_the_thirty_first_is_the_last_day_of_shorter_months_leap_year_too() -> None:
    wanted = rhythm("monthly", starts=date(2027, 10, 31))
    found = occurrences_between(wanted, at("2027-10-01 00:00"), at("2028-05-01 00:00"), PARIS)
    assert [o.day for o in found] == [
        date(2027, 10, 31),
        date(2027, 11, 30),
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]


def test_a_pledge_of_the_29_february_goes_on_in_ordinary_years() -> None:
    wanted = rhythm("monthly", starts=date(2028, 2, 29))
    found = occurrences_between(wanted, at("2029-02-01 00:00"), at("2029-04-01 00:00"), PARIS)
    assert [o.day for o in found] == [date(2029, 2, 28), date(2029, 3, 29)]


def test_three_times_a_week_leaves_a_day_or_two_between() -> None:
    wanted = rhythm("weekly", 3, starts=date(2026, 11, 23))
    found = occurrences_between(wanted, at("2026-11-23 00:00"), at("2026-12-07 00:00"), PARIS)
    assert [o.day.strftime("%a") for o in found] == ["Mon", "Wed", "Fri"] * 2


def test_named_days_are_kept() -> None:
    wanted = rhythm("weekly", 2, (1, 6), starts=date(2026, 11, 25))
    found = occurrences_between(wanted, at("2026-11-20 00:00"), at("2026-12-07 00:00"), PARIS)
    assert [o.day for o in found] == [date(2026, 11, 29), date(2026, 12, 1), date(2026, 12, 6)]


def test_once_comes_once_and_nothing_comes_after_the_last_day() -> None:
    once = rhythm("once", starts=date(2026, 12, 1))
    due = next_occurrence(once, at("2026-11-23 00:00"), PARIS)
    assert due == Occurrence(date(2026, 12, 1), at("2026-12-01 18:30"))
    assert next_occurrence(once, due.due_at, PARIS) is None
    daily = rhythm(ends=date(2026, 12, 1))
    assert next_occurrence(daily, at("2026-12-01 18:29"), PARIS) is not None
    assert next_occurrence(daily, at("2026-12-01 18:30"), PARIS) is None


def test_without_an_hour_an_occurrence_is_due_when_its_day_begins() -> None:
    due = next_occurrence(rhythm(hour=None), at("2026-11-23 10:00"), PARIS)
    assert due == Occurrence(date(2026, 11, 24), at("2026-11-24 00:00"))


@given(rhythms())
def test_a_rhythm_survives_json(wanted: Rhythm) -> None:
    assert Rhythm.from_dict(json.loads(json.dumps(wanted.to_dict()))) == wanted


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@given(
    rhythms(), st.sampled_from(["kind", "times", "weekdays", "at", "starts_on", "x"]), json_values
)
def test_anything_else_than_a_rhythm_is_a_value_error(
    wanted: Rhythm, key: str, value: object
) -> None:
    try:
        read = Rhythm.from_dict({**wanted.to_dict(), key: value})
    except ValueError:
        return
    assert read.to_dict()[key] == value or key in {"at", "starts_on"}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "yearly"},
        {"times": 0},
        {"times": 8, "kind": "weekly"},
        {"times": 2},
        {"times": True},
        {"weekdays": [1]},
        {"kind": "weekly", "weekdays": [6, 1], "times": 2},
        {"kind": "weekly", "weekdays": [7]},
        {"kind": "weekly", "weekdays": [1, 2]},
        {"at": "18:30:30"},
        {"at": "18:30+02:00"},
        {"at": "25:00"},
        {"at": 18},
        {"starts_on": "2026-02-30"},
        {"starts_on": "1999-01-01"},
        {"ends_on": "2025-12-31"},
        {"more": 1},
    ],
)
def test_a_rhythm_that_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the type is the promise
        Rhythm.from_dict({**rhythm().to_dict(), **change})


def test_leap_days_are_days_like_others() -> None:
    assert monthrange(2028, 2)[1] == 29
    due = next_occurrence(rhythm(), at("2028-02-28 19:00"), PARIS)
    assert due == Occurrence(date(2028, 2, 29), at("2028-02-29 18:30"))
