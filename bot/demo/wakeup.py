"""Sleeping until something has changed, without a loop that looks again and again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Wakeup:
    """Coroutines of one event loop sleep on it; whoever changes something rings."""

    def __init__(self) -> None:
        self._sleepers: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wake everybody who sleeps, so that they look again."""
        sleepers, self._sleepers = self._sleepers, set()
        for sleeper in sleepers:
            if not sleeper.done():
                sleeper.set_result(None)

    async def until(self, ready: Callable[[], bool], seconds: float | None) -> bool:
        """Sleep until `ready()` is true; `False` where that took longer than `seconds`."""
        if ready():
            return True
        try:
            async with asyncio.timeout(seconds):
                while not ready():
                    await self.next_ring()
        except TimeoutError:
            return False
        return True

    async def next_ring(self) -> None:
        """Sleep until somebody rings."""
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.add(sleeper)
        try:
            await sleeper
        finally:
            self._sleepers.discard(sleeper)
