"""Which of several workers does what starts by itself: one at a time, so that the pace holds.

The others look every few seconds; where the one has died, another goes on within half a minute.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from storage import leases

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.database import Database

LOG = logging.getLogger(__name__)
NAME = "worker"
HELD_S = 20  # looked at every five seconds


class Lead:
    """Says whether this process leads. `inherit` is called when it follows one that has died."""

    def __init__(
        self,
        db: Database,
        holder: str,
        now: Callable[[], int],
        inherit: Callable[[], Awaitable[object]],
    ) -> None:
        self._db = db
        self._holder = holder
        self._now = now
        self._inherit = inherit
        self._leads = False

    async def __call__(self) -> bool:
        """Take the lead where nobody has it, and hold on to it."""
        mine, before = await leases.hold(
            self._db, NAME, self._holder, now=self._now(), for_s=HELD_S
        )
        if mine and not self._leads:
            LOG.info("leads", extra={"after": before or "nobody"})
            if before not in {None, self._holder}:
                await self._inherit()
        self._leads = mine
        return mine

    async def let_go(self) -> None:
        """Let another lead at once."""
        self._leads = False
        await leases.let_go(self._db, NAME, self._holder)
