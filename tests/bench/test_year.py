"""The simulated year, scaled down; random hours, zones and outages; and a diary that sees."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bench.citizens import DAYS, Wish
from bench.diary import FAULTS, HOUR, QUIET, Diary, Promise, on_the_wall
from bench.year import PARIS, STEP, Plan, live, run
from tests import known
from tests.proof import write_proof

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

ZONES = (
    *("Europe/Paris", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe"),
    *("Asia/Kathmandu", "Atlantic/Azores", "America/St_Johns", "UTC"),
)
# Each day lies shortly before a change of clocks, in one of these zones at least.
STARTS = (
    *(date(2026, 3, 1), date(2026, 3, 20), date(2026, 9, 20), date(2026, 10, 15)),
    *(date(2027, 3, 25), date(2028, 2, 20), date(2026, 12, 20)),
)


def test_some_weeks_of_twenty_people() -> None:
    start = datetime.combine(date(2026, 3, 12), time(9))
    found = asyncio.run(run(Plan(20, 21, start=start), known.answerer()))

    assert found.faults == Counter(), found.notes
    assert found.counts["reminders received"] > 100
    assert found.counts["not sent, in a pause, a stop or a block"]
    assert found.counts["not sent, more than six hours late, and logged"]


@st.composite
def plans(draw: st.DrawFn, people: int = 2, days: int = 8) -> Plan:
    zone, start = ZoneInfo(draw(st.sampled_from(ZONES))), draw(st.sampled_from(STARTS))
    first = datetime.combine(start, time(9))
    begin = int(first.replace(tzinfo=zone).timestamp())
    lengths = st.sampled_from([1, 1, 2, 5, 7, 13, 30, 72])
    starts = st.integers(1, days * 96 - 1).map(lambda quarter: begin + quarter * STEP)
    down = draw(st.lists(st.tuples(starts, lengths), max_size=4))
    away = draw(st.lists(starts, max_size=2))
    hours = st.tuples(st.integers(0, 23), st.sampled_from([0, 0, 15, 30, 45]))
    return Plan(
        people,
        days,
        zone,
        first,
        draw(st.integers(0, 2**20)),
        wishes_of(draw(st.lists(hours, min_size=1, max_size=3))),
        (
            [(at, at + length * HOUR) for at, length in down],
            [(at, at + HOUR) for at in away if not near(at, [d for d, _ in down])],
        ),
    )


def near(at: int, others: list[int]) -> bool:
    """Both failing at once is told by neither alone."""
    return any(abs(at - other) < 80 * HOUR for other in others)


def wishes_of(hours: list[tuple[int, int]]) -> Callable[[Random, date], Wish]:
    def draw(chance: Random, _today: date) -> Wish:
        hour = time(*chance.choice(hours))
        said = f"à {hour.hour} h {hour.minute:02}"
        if chance.random() < 0.4:
            return Wish(f"tous les jours {said}", hour, lambda _: True)
        named = sorted(chance.sample(range(7), chance.randint(1, 4)))
        words = " et ".join(f"le {DAYS[number]}" for number in named)
        return Wish(f"{words} {said}", hour, lambda day: day.weekday() in named)

    return draw


# Without shrinking: a town takes seconds to live through, and the plan is told as it is.
@pytest.mark.timeout(300)
@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@given(plans())
def test_random_rhythms_zones_and_outages(plan: Plan) -> None:
    found = asyncio.run(run(plan, known.answerer()))

    assert found.faults == Counter(), found.notes


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_many_random_rhythms_zones_and_outages() -> None:
    total: Counter[str] = Counter()

    @settings(max_examples=300, deadline=None)
    @given(plans(people=4, days=20))
    def try_one(plan: Plan) -> None:
        found = asyncio.run(run(plan, known.answerer()))
        assert found.faults == Counter(), found.notes
        total.update({"towns": 1, **found.counts})

    try_one()
    lines = [f"{what}: {number}" for what, number in total.items()]
    lines.append("reminders lost, doubled, unwanted or at a wrong hour: 0")
    write_proof("Reminders over random rhythms, zones and outages", lines)


@pytest.mark.proof
@pytest.mark.timeout(4 * 3600)
def test_a_year_of_two_thousand_people() -> None:
    found = live()

    write_proof("A simulated year of 2,000 people", found.lines())
    assert found.faults == Counter(), found.notes[:20]


# ── the diary itself: it would see what goes wrong ──

TODAY = date(2026, 5, 12)
NOON = on_the_wall(TODAY, time(12), PARIS)
EVENING = on_the_wall(TODAY, time(18), PARIS)


def diary(hour: time = time(18)) -> Diary:
    one = Diary(PARIS)
    wish = Promise(hour, lambda _: True, TODAY, TODAY + timedelta(days=27))
    one.promise(7, wish, NOON)
    return one


def test_a_diary_is_content_with_what_was_asked_for() -> None:
    one = diary()
    one.look(EVENING, [[(7, "2026-05-12")]])

    assert not one.faults


@pytest.mark.parametrize(
    ("fault", "spoil"),
    [
        ("lost in silence", lambda d: d.look(EVENING, [])),
        ("twice", lambda d: [d.look(EVENING, [[(7, "2026-05-12")]]) for _ in range(2)]),
        ("at a moment that nobody asked for", lambda d: d.look(NOON, [[(7, "2026-05-12")]])),
        (
            "in quiet hours that were not chosen",
            lambda d: d.look(EVENING + 3 * HOUR, [[(7, "2026-05-12")]]),
        ),
        (
            "in a pause, a stop or a block",
            lambda d: [d.silence(NOON, EVENING + 9, "away"), d.look(EVENING, [[(7, "x")]])],
        ),
        (
            "after its pledge rested or ended",
            lambda d: [d.end(7), d.look(EVENING, [[(7, "2026-05-12")]])],
        ),
        (
            "although it was answered before",
            lambda d: [d.answer(7, "2026-05-12", NOON), d.look(EVENING, [[(7, "2026-05-12")]])],
        ),
        (
            "several messages where one would do",
            lambda d: d.look(EVENING, [[(7, "2026-05-12")], [(7, "2026-05-12")]]),
        ),
        ("lost in silence", lambda d: d.look(EVENING + 7 * HOUR, [])),
    ],
)
def test_a_diary_sees_what_is_wrong(fault: str, spoil: Callable[[Diary], object]) -> None:
    one = diary()
    spoil(one)

    assert fault in one.faults
    assert set(one.faults) <= set(FAULTS)


def test_who_never_answers_is_written_to_less_and_less() -> None:
    one = diary()
    one.promises[7].last = None
    days = []
    for _ in range(9):
        awaited = one.promises[7].awaited
        assert awaited is not None
        moment, label = awaited
        days.append((moment - NOON) // 86_400)
        one.look(moment, [[(7, label)]])

    assert days == [0, 1, 2, 9, 16, 23, 53, 83, 113]
    assert label == QUIET
    assert one.promises[7].awaited is None
    assert not one.faults


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        (date(2026, 3, 29), time(2, 30), "03:00"),
        (date(2026, 10, 25), time(2, 30), "02:30"),
        (date(2026, 10, 25), time(18), "18:00"),
    ],
)
def test_the_clock_on_the_wall(day: date, hour: time, said: str) -> None:
    moment = on_the_wall(day, hour, PARIS)
    assert datetime.fromtimestamp(moment, PARIS).strftime("%Y-%m-%d %H:%M") == f"{day} {said}"
    before = datetime.fromtimestamp(moment - 3600, PARIS)
    assert (before.hour, before.minute) != (hour.hour, hour.minute)
