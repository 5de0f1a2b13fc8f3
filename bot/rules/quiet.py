"""Quiet hours: between 20 h and 9 h nobody is written to, except at an hour they chose."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Final

from bot.rules.wall_time import instant_of, wall_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

QUIET_FROM: Final = time(20)
QUIET_UNTIL: Final = time(9)


def is_quiet(now: int, zone: ZoneInfo) -> bool:
    """Tell whether the UTC second `now` lies in the quiet hours: from 20:00 until before 9:00."""
    clock = wall_of(now, zone).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def when_to_send(due_at: int, zone: ZoneInfo, *, chosen: bool) -> int:
    """Return the UTC second at which something due at `due_at` may leave.

    `chosen`: the person named this very hour, which always wins. Everything else that falls
    into the quiet hours waits for 9:00.
    """
    if chosen or not is_quiet(due_at, zone):
        return due_at
    wall = wall_of(due_at, zone)
    day = wall.date() + timedelta(days=int(wall.time() >= QUIET_FROM))
    return instant_of(day, QUIET_UNTIL, zone)


def next_quiet(now: int, zone: ZoneInfo) -> int:
    """Return the UTC second of the next 20:00, when a drain under way has to pause."""
    wall = wall_of(now, zone)
    day = wall.date() + timedelta(days=int(wall.time() >= QUIET_FROM))
    return instant_of(day, QUIET_FROM, zone)
