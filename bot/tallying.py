"""Counts questions in memory and writes them down each minute: a write a question is too many.

Killed in between, what was counted within the last minute is lost; figures are in steps of five.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.rules.wall_time import wall_of
from storage import tallies
from storage.database import StorageError

if TYPE_CHECKING:
    from bot.context import Services

LOG = logging.getLogger(__name__)
EACH_S = 60.0


async def keep(services: Services) -> None:
    """Write down what was counted since the last time; what cannot be is kept for the next."""
    counted = services.metrics.take_questions()
    if not counted:
        return
    day = wall_of(services.now(), services.zone).date().isoformat()
    try:
        await tallies.add(services.db, day, counted)
    except StorageError as error:
        services.metrics.give_back(counted)
        LOG.warning("questions not counted", extra={"reason": str(error)})


async def watch(services: Services) -> None:
    """Write it down each minute, and at the end."""
    try:
        while True:
            await asyncio.sleep(EACH_S)
            await keep(services)
    finally:
        await keep(services)
