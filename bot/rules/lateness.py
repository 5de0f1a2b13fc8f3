"""What becomes of a reminder at the moment it could leave: now, at nine, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.rules.quiet import when_to_send

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

LATE_S: Final = 6 * 3600  # spec/contract.md: sent until 6 h late, then skipped and logged
SAME_HOUR_S: Final = 3600
"""So long after the chosen hour it still is that hour: a crowd at 18:00 leaves one by one."""


def leaves_at(chosen_at: int, now: int, zone: ZoneInfo) -> int | None:
    """Return when a reminder chosen for `chosen_at` may leave, seen from `now` (UTC seconds).

    The hour that the person chose always wins. Later than an hour after it the quiet hours count:
    what is late moves to nine. More than six hours late it is dropped: `None`.
    """
    late = now - chosen_at
    if late > LATE_S:
        return None
    return now if late <= SAME_HOUR_S else when_to_send(now, zone, chosen=False)
