"""The pace of everything that leaves: Telegram's flood limits, replies before all the rest."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

LOG = logging.getLogger(__name__)
CHAT_PAUSE_S = 1.0  # Telegram: one message a second to one chat
_FORGET_AFTER_S = 60.0
_MARGIN_S = 0.1
_CATCH_UP_S = 0.005  # a timer that woke late may be made up for, a burst may not


class Lane(IntEnum):
    """Who goes first when several messages wait."""

    REPLY = 0
    REMINDER = 1
    ANNOUNCEMENT = 2


class Pace(BaseRateLimiter[Lane]):
    """Spaces out all messages by `1 / rate` seconds, in the order of their lanes.

    Replies to one person may follow each other at once (a person who presses twice is not a
    flood); the other lanes keep a second between two messages to one chat. When Telegram asks
    one sender to wait, everybody waits.
    """

    def __init__(
        self,
        rate: float,
        time: Callable[[], float] | None = None,
        *,
        chat_pause_s: float = CHAT_PAUSE_S,
    ) -> None:
        self._gap = 1 / rate
        self._chat_pause_s = chat_pause_s
        self._time = time or (lambda: asyncio.get_running_loop().time())
        self._next = 0.0
        self._last: dict[int | str, float] = {}
        self._waiting: list[tuple[Lane, int, int | str, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._usher: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Stop giving turns."""
        if self._usher is not None:
            self._usher.cancel()
            await asyncio.gather(self._usher, return_exceptions=True)
            self._usher = None

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 – passed through
        kwargs: dict[str, Any],
        endpoint: str,  # noqa: ARG002 – every message to a chat counts alike
        data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> Any:  # noqa: ANN401 – passed through
        """Wait for the turn of this request, then make it."""
        chat = data.get("chat_id")
        if chat is not None:
            await self.turn(chat, Lane.REPLY if rate_limit_args is None else rate_limit_args)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self.pause(seconds_of(error))
            raise

    async def turn(self, chat: int | str, lane: Lane = Lane.REPLY) -> None:
        """Return when this message may leave."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (lane, next(self._numbers), chat, future))
        self._changed.set()
        if self._usher is None or self._usher.done():
            self._usher = asyncio.create_task(self._usher_in(), name="pace")
        await future

    def pause(self, seconds: float) -> None:
        """Hold everything back for so long: Telegram asked one of us to wait."""
        self._next = max(self._next, self._time() + seconds + _MARGIN_S)
        self._changed.set()
        LOG.warning("flood pause", extra={"seconds": round(seconds, 1)})

    async def _usher_in(self) -> None:
        while self._waiting:
            self._changed.clear()
            wait = self._wait_for_next()
            if wait > 0:
                # A message of an earlier lane or a pause may arrive meanwhile: look again then.
                await _first_of(self._changed, wait)
                continue
            self._let_go()

    def _wait_for_next(self) -> float:
        now = self._time()
        return max(self._next, min(self._earliest(w[0], w[2]) for w in self._head())) - now

    def _let_go(self) -> None:
        now = self._time()
        ready = next(w for w in sorted(self._head()) if self._earliest(w[0], w[2]) <= now)
        self._waiting.remove(ready)
        heapq.heapify(self._waiting)
        _, _, chat, future = ready
        if future.done():  # whoever waited has given up
            return
        self._last[chat] = now
        self._next = max(self._next, now - _CATCH_UP_S) + self._gap
        self._forget(now)
        future.set_result(None)

    def _head(self) -> list[tuple[Lane, int, int | str, asyncio.Future[None]]]:
        """Look at the first few only: bulk senders keep some dozens in flight, not thousands."""
        return heapq.nsmallest(64, self._waiting)

    def _earliest(self, lane: Lane, chat: int | str) -> float:
        if lane is Lane.REPLY:
            return self._next
        return max(self._next, self._last.get(chat, float("-inf")) + self._chat_pause_s)

    def _forget(self, now: float) -> None:
        if len(self._last) > 1024:  # noqa: PLR2004 – now and then is often enough
            self._last = {c: t for c, t in self._last.items() if now - t < _FORGET_AFTER_S}


def seconds_of(error: RetryAfter) -> float:
    """Give the pause that Telegram asks for, in seconds."""
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


async def _first_of(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
