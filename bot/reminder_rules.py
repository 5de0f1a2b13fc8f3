"""What is looked at when a reminder is due: whether it is to leave, now or in the morning."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from bot.rules.holidays import is_holiday
from bot.rules.lateness import leaves_at
from bot.rules.wall_time import wall_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from storage.reminders import DueReminder

LOG = logging.getLogger("bot.reminders")
CLOSING: Final = "end"  # the "day" of the message that closes a pledge which came to its end
QUIET: Final = "quiet"  # the "day" of the question « je me tais ? »
ALONE: Final = frozenset({CLOSING, QUIET})


def waits(item: DueReminder, zone: ZoneInfo, now: int) -> bool:
    """Tell whether a late one waits until the quiet hours are over."""
    return (leaves_at(item.due_at, now, zone) or now) > now


def on_holiday(item: DueReminder, zone: ZoneInfo) -> bool:
    """Tell whether it falls on a public holiday of somebody who wants none then."""
    wanted = item.holidays_off and item.occurrence not in ALONE
    return bool(wanted) and is_holiday(wall_of(item.due_at, zone).date())


def leaves_now(item: DueReminder, zone: ZoneInfo, now: int) -> bool:
    """Tell whether it leaves at this moment, with whatever else is due in this hour."""
    alone = item.occurrence in ALONE or item.silenced or item.answered
    return not (alone or on_holiday(item, zone)) and leaves_at(item.due_at, now, zone) == now


def is_wanted(item: DueReminder, zone: ZoneInfo, now: int, restored_at: int) -> bool:
    """Tell whether a reminder is to leave; what is skipped is said in the log."""
    if item.silenced:
        LOG.info("reminder skipped: in a pause", extra={"pledge": item.pledge_id})
        return False
    if item.answered:  # nothing that could be ignored
        return False
    if on_holiday(item, zone):
        LOG.info("reminder skipped: public holiday", extra={"pledge": item.pledge_id})
        return False
    if item.due_at <= restored_at:  # it may have left after the backup was made
        LOG.warning("reminder skipped: restored", extra={"pledge": item.pledge_id})
        return False
    if leaves_at(item.due_at, now, zone) is None:
        LOG.warning("reminder skipped: too late", extra={"pledge": item.pledge_id})
        return False
    return True
