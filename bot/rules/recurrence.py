"""When a pledge comes round: once, daily, n times a calendar week or month.

Wall time is what is kept and reasoned in; an instant is computed for the next occurrence only,
so that an hour stays the same hour through both clock changes.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

from bot.rules.wall_time import instant_of, wall_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from zoneinfo import ZoneInfo

Kind = Literal["once", "daily", "weekly", "monthly"]

_MOST: Final = {"once": 1, "daily": 1, "weekly": 7, "monthly": 28}
_YEARS: Final = range(2000, 2200)
_KEYS: Final = frozenset({"kind", "times", "weekdays", "at", "starts_on", "ends_on"})
_DAY: Final = timedelta(days=1)
_MIDNIGHT: Final = time(0)
_SUNDAY: Final = 6


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often, on which days, at what hour of the wall clock, from when until when.

    `times` counts occurrences per period: 1 for once and daily, up to 7 a week, 28 a month.
    `weekdays` (Monday is 0, weekly only) names the days; `times` is then how many they are.
    `at` is None for a pledge « sans rappel ». `ends_on` is the last day that counts.
    Raises ValueError where these do not fit together.
    """

    kind: Kind
    times: int
    weekdays: tuple[int, ...]
    at: time | None
    starts_on: date
    ends_on: date | None

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"unknown kind {self.kind!r}")
        if not 1 <= self.times <= _MOST[self.kind]:
            raise ValueError(f"{self.kind} can't be {self.times} times")
        if self.weekdays:
            self._check_weekdays()
        if self.at is not None and (self.at.second or self.at.microsecond or self.at.tzinfo):
            raise ValueError("an hour has minutes, no seconds and no zone")
        if self.starts_on.year not in _YEARS:
            raise ValueError(f"strange first day {self.starts_on}")
        if self.ends_on is not None and not (
            self.ends_on >= self.starts_on and self.ends_on.year in _YEARS
        ):
            raise ValueError(f"strange last day {self.ends_on}")

    def to_dict(self) -> dict[str, object]:
        """Return the rhythm in words and numbers that JSON can hold; `from_dict` reads them."""
        return {
            "kind": self.kind,
            "times": self.times,
            "weekdays": list(self.weekdays),
            "at": None if self.at is None else self.at.strftime("%H:%M"),
            "starts_on": self.starts_on.isoformat(),
            "ends_on": None if self.ends_on is None else self.ends_on.isoformat(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Rhythm:
        """Return the rhythm that `to_dict` wrote; ValueError for anything else."""
        if set(data) != _KEYS:
            raise ValueError(f"a rhythm has {sorted(_KEYS)}, not {sorted(map(str, data))}")
        ends_on = data["ends_on"]
        at = data["at"]
        return cls(
            kind=cast("Kind", data["kind"]),  # refused below where it is another
            times=_as_int(data["times"]),
            weekdays=_as_weekdays(data["weekdays"]),
            at=None if at is None else time.fromisoformat(_as_text(at)),
            starts_on=date.fromisoformat(_as_text(data["starts_on"])),
            ends_on=None if ends_on is None else date.fromisoformat(_as_text(ends_on)),
        )

    def _check_weekdays(self) -> None:
        if self.kind != "weekly":
            raise ValueError("only a weekly rhythm names its days")
        if list(self.weekdays) != sorted(set(self.weekdays)):
            raise ValueError("the days of the week come in order, once each")
        if not 0 <= self.weekdays[0] <= self.weekdays[-1] <= _SUNDAY:
            raise ValueError("the days of the week are 0 to 6")
        if self.times != len(self.weekdays):
            raise ValueError("as many times as there are days")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a pledge comes round: the day that gets the credit, the UTC second it is due.

    Without an hour it is due when the day begins; nobody is written to then.
    """

    day: date
    due_at: int


def next_occurrence(rhythm: Rhythm, after: int, zone: ZoneInfo) -> Occurrence | None:
    """Return the first occurrence due later than the UTC second `after`; None after the last."""
    for day in _days(rhythm, wall_of(after, zone).date() - _DAY):
        due_at = instant_of(day, rhythm.at or _MIDNIGHT, zone)
        if due_at > after:
            return Occurrence(day, due_at)
    return None


def occurrences_between(
    rhythm: Rhythm, after: int, until: int, zone: ZoneInfo
) -> list[Occurrence]:
    """Return every occurrence due later than `after` and not later than `until`, in order."""
    found: list[Occurrence] = []
    following = next_occurrence(rhythm, after, zone)
    while following is not None and following.due_at <= until:
        found.append(following)
        following = next_occurrence(rhythm, following.due_at, zone)
    return found


def falls_on(rhythm: Rhythm, day: date) -> bool:
    """Tell whether the pledge comes round on `day`.

    Weekly without named days: n days as evenly spread as seven days allow, the day of the week
    of `starts_on` among them, so that each calendar week, Monday to Sunday, has exactly n: the
    k-th (from 0) comes `7k // n` days after it, round the week. Monthly: the same in each
    calendar month with its own length, `length * k // n` days after the day of `starts_on`; a
    31st is the last day of a shorter month.
    """
    if day < rhythm.starts_on or (rhythm.ends_on is not None and day > rhythm.ends_on):
        return False
    if rhythm.kind == "once":
        return day == rhythm.starts_on
    if rhythm.kind == "daily":
        return True
    if rhythm.kind == "weekly" and rhythm.weekdays:
        return day.weekday() in rhythm.weekdays
    if rhythm.kind == "weekly":
        return (day.weekday() - rhythm.starts_on.weekday()) % 7 in _spread(7, rhythm.times)
    length = monthrange(day.year, day.month)[1]
    anchor = min(rhythm.starts_on.day, length)
    return (day.day - anchor) % length in _spread(length, rhythm.times)


def _spread(length: int, times: int) -> frozenset[int]:
    return frozenset(length * k // times for k in range(times))


def _days(rhythm: Rhythm, start: date) -> Iterator[date]:
    """Yield the days of the pledge from `start` on."""
    last = rhythm.starts_on if rhythm.kind == "once" else rhythm.ends_on
    day = max(start, rhythm.starts_on)
    while last is None or day <= last:
        if falls_on(rhythm, day):
            yield day
        day += _DAY


def _as_int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is no whole number")  # noqa: TRY004 - one error for all that JSON may hold
    return value


def _as_text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")  # noqa: TRY004 - one error for all that JSON may hold
    return value


def _as_weekdays(value: object) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"{value!r} is no list of days")  # noqa: TRY004 - one error for all that JSON may hold
    return tuple(_as_int(day) for day in value)
