"""Rows on their way out: those in hand, and whose turn it is."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.pace import Lane
    from storage.database import StorageError
    from storage.outbox import Entry


@dataclass(slots=True)
class _Talk:
    """What one person gets at the same moment: one message after the other, in order."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


@dataclass(slots=True)
class Stream:
    """Rows in hand, of some lanes, and how far the work has come."""

    lanes: Sequence[Lane]
    queue: deque[Entry] = field(default_factory=deque)
    until: int = 0  # the leases of the queue end then
    handled: int = 0
    dry: bool = False
    away: list[StorageError] = field(default_factory=list)
    claiming: asyncio.Lock = field(default_factory=asyncio.Lock)
    talks: dict[int, _Talk] = field(default_factory=dict)


@asynccontextmanager
async def in_order(talks: dict[int, _Talk], person_id: int) -> AsyncIterator[None]:
    """Do something for one person after all that came before for the same one."""
    talk = talks.setdefault(person_id, _Talk())
    talk.waiting += 1
    try:
        async with talk.lock:  # first come, first served
            yield
    finally:
        talk.waiting -= 1
        if not talk.waiting:
            talks.pop(person_id, None)
