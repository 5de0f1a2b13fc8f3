"""What everybody did together, counted at most every quarter of an hour.

Counting each time would cost a walk over all pledges, and two figures a minute apart would tell
what one person did in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.database import Database
    from storage.figures import Figures, Place

FRESH_S = 15 * 60


class Collective:
    """The common figures, kept in memory while they are fresh."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._figures: Figures | None = None
        self._counted_at = 0
        self._places: dict[str, Place] | None = None
        self._places_at = 0

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
