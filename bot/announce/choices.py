"""What is decided about a draft: the subject, the people, the moments; for chat and page alike."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.rules import announcing, segments
from bot.rules.announcing import DAY_S, SUBJECTS
from bot.rules.segments import Segment
from storage import announcements

if TYPE_CHECKING:
    from bot.context import Services
    from storage.announcements import Announcement

VALID_DAYS: Final = (1, 3, 7, 14)
_FARTHEST_S = 366 * DAY_S


async def choose_subject(services: Services, number: int, subject: str) -> bool:
    """Set the subject; False for one that does not exist."""
    if subject not in SUBJECTS:
        return False
    return await announcements.decide(services.db, number, "subject", subject)


async def choose_people(services: Services, number: int, segment: Segment) -> bool:
    """Set whom it is for; False for what names nobody."""
    if not segments.is_sound(segment):
        return False
    text = segments.to_text(segment)
    return await announcements.decide(services.db, number, "segment", text)


async def leave_out(services: Services, one: Announcement, number: int) -> bool:
    """Leave out those who got another announcement; a second time takes them in again."""
    segment = segments.from_text(one.segment) or Segment()
    kept = tuple(sorted(set(segment.without) ^ {number}))
    return await choose_people(services, one.id, replace(segment, without=kept))


async def choose_moment(services: Services, number: int, at: int | None) -> bool:
    """Set when it leaves (UTC seconds), by day; None is at once.

    False for what is past, or more than a year ahead.
    """
    if at is not None:
        if not 0 < at - services.now() <= _FARTHEST_S:
            return False
        at = announcing.starts_at(at, services.zone)
    return await announcements.decide(services.db, number, "send_at", at)


async def choose_end(services: Services, one: Announcement, days: int) -> bool:
    """Set « valable jusqu'au », so many days after it leaves; False for another number of days."""
    if days not in VALID_DAYS:
        return False
    until = max(one.send_at or 0, services.now()) + days * DAY_S
    return await announcements.decide(services.db, one.id, "valid_until", until)


async def confirm_rights(services: Services, number: int) -> bool:
    """`J'ai les droits sur l'image`."""
    return await announcements.decide(services.db, number, "rights", 1)
