"""Turns a day and an hour on the wall into an instant, right on both nights of clock change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def instant_of(day: date, at: time, zone: ZoneInfo) -> int:
    """Return the UTC second at which the clocks of `zone` show `at` on `day`.

    An hour that does not exist (02:30 in the night of March) is the moment at which the clocks
    jump, 03:00; an hour that comes twice (02:30 in the night of October) is the first one.
    """
    first = datetime.combine(day, at.replace(fold=0), tzinfo=zone)
    seconds = int(first.timestamp())
    if wall_of(seconds, zone).replace(tzinfo=None) == first.replace(tzinfo=None):
        return seconds
    # In a gap, fold=1 reads the offset of afterwards and lies before the jump, fold=0 after it.
    return _jump(int(first.replace(fold=1).timestamp()), seconds, zone)


def wall_of(instant: int, zone: ZoneInfo) -> datetime:
    """Return what the clocks of `zone` show at a UTC second."""
    return datetime.fromtimestamp(instant, UTC).astimezone(zone)


@lru_cache(maxsize=8)  # an update asks for today again and again
def day_of(instant: int, zone: ZoneInfo) -> date:
    """Return the day that it is in `zone` at a UTC second."""
    return wall_of(instant, zone).date()


def _jump(before: int, after: int, zone: ZoneInfo) -> int:
    """Return the first second that has the offset of `after`."""
    offset = wall_of(after, zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if wall_of(middle, zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
