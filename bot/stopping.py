"""Waiting for something, unless the program is told to stop meanwhile."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable

T = TypeVar("T")


async def unless(stopping: asyncio.Event, work: Awaitable[T]) -> T | None:
    """Await `work` and return what it gives; `None` where `stopping` was set before.

    What is not awaited any more is cancelled, and has ended when this returns.
    """
    working = asyncio.ensure_future(work)
    told = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait((working, told), return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, told):
            task.cancel()
        await asyncio.gather(working, told, return_exceptions=True)
