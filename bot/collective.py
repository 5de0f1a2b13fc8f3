"""What everybody did together, counted at most every quarter of an hour.

Counting each time would cost a walk over all pledges, and two figures a minute apart would tell
what one person did in between.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.announce import service
from bot.rules.wall_time import wall_of
from storage import figures, statistics

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from bot.rules.service import Service
    from storage.database import Database
    from storage.figures import Figures, Place
    from storage.statistics import Statistics

FRESH_S = 15 * 60
WEEKS = 8
_SERVICE_S = 2
_MONTH_DAYS = 30
_REASONS_S = 365 * 86_400


class Collective:
    """The common figures, kept in memory while they are fresh."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._figures: Figures | None = None
        self._counted_at = 0
        self._places: dict[str, Place] | None = None
        self._places_at = 0
        self._service: Service | None = None
        self._service_at = 0
        self._statistics: Statistics | None = None
        self._statistics_at = 0

    async def figures(self, *, now: int) -> Figures:
        """Give the figures as they were at most a quarter of an hour ago. `now`: UTC seconds."""
        if self._figures is None or not 0 <= now - self._counted_at < FRESH_S:
            self._figures = await figures.ours(self._db)
            self._counted_at = now
        return self._figures

    async def places(self, epci_of: Mapping[str, str], *, now: int) -> Mapping[str, Place]:
        """Give the figures of communes and EPCIs that may be shown, as fresh as the others."""
        if self._places is None or not 0 <= now - self._places_at < FRESH_S:
            self._places = await figures.places(self._db, epci_of)
            self._places_at = now
        return self._places

    async def service(self, *, now: int) -> Service:
        """Give how the service stands, at most two seconds old."""
        known, at = self._service, self._service_at
        if known is None or not 0 <= now - at < _SERVICE_S:
            # Whoever comes while one looks takes what was known: else all would look at once.
            self._service_at = now
            try:
                known = self._service = await service.read(self._db)
            except BaseException:
                self._service_at = at
                raise
        return known

    def forget_service(self) -> None:
        """Look at it anew: it was changed here."""
        self._service = None

    async def statistics(self, zone: ZoneInfo, *, now: int) -> Statistics:
        """Give what staff may know, as fresh as the others: eight weeks, a month, a year."""
        if self._statistics is None or not 0 <= now - self._statistics_at < FRESH_S:
            today = wall_of(now, zone).date()
            monday = today - timedelta(days=today.weekday())
            mondays = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
            self._statistics = await statistics.gather(
                self._db,
                month=(today - timedelta(days=_MONTH_DAYS)).isoformat(),
                mondays=[day.isoformat() for day in mondays],
                since=now - _REASONS_S,
                lately=now - _MONTH_DAYS * 86_400,
            )
            self._statistics_at = now
        return self._statistics
