"""Which answers are to be read again soon, so that none looks fresher than it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from content.model import SMALL_TALK

if TYPE_CHECKING:
    from datetime import date

    from content.model import Content, Topic

SOON: Final = timedelta(days=30)
VERY_SOON: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Due:
    """The topics by when they fall due, each list in that order."""

    now: tuple[Topic, ...]
    within_a_week: tuple[Topic, ...]
    within_a_month: tuple[Topic, ...]

    @property
    def all(self) -> tuple[Topic, ...]:
        """All of them, the most pressing first."""
        return (*self.now, *self.within_a_week, *self.within_a_month)


def due(content: Content, today: date) -> Due:
    """Return what falls due today (or has), in 7 days, in 30 days."""
    topics = sorted(
        (t for t in content.topics.values() if t.id not in SMALL_TALK), key=lambda t: (t.due, t.id)
    )
    return Due(
        tuple(t for t in topics if t.due <= today),
        tuple(t for t in topics if today < t.due <= today + VERY_SOON),
        tuple(t for t in topics if today + VERY_SOON < t.due <= today + SOON),
    )
