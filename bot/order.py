"""The order of work: each chat's updates one after the other, and no chat starves the others."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Hashable


class Order:
    """Gives each update its turn. `work` updates are worked on at once, one for each chat.

    The chat's own turn comes first and the place to work second: a chat that floods waits for
    itself and holds one place at most.
    """

    def __init__(self, work: int = 64) -> None:
        self._places = asyncio.Semaphore(work)
        self._turns: dict[Hashable, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def turn(self, chat: Hashable) -> AsyncIterator[None]:
        """Wait for this chat's turn, in the order of arrival, and for a place to work."""
        lock, waiting = self._turns.get(chat, (asyncio.Lock(), 0))
        self._turns[chat] = (lock, waiting + 1)
        try:
            async with lock, self._places:
                yield
        finally:
            lock, waiting = self._turns.pop(chat)
            if waiting > 1:
                self._turns[chat] = (lock, waiting - 1)

    @property
    def chats(self) -> int:
        """How many chats have work in hand."""
        return len(self._turns)
