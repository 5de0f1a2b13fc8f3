"""The pace of everything that leaves: Telegram's flood limits, replies before all the rest."""

from __future__ import annotations

import asyncio
import logging
import math
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot import wire
from bot.held import before_another

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

LOG = logging.getLogger(__name__)
CHAT_PAUSE_S = 1.0  # Telegram: one message a second to one chat
PACED: Final = "paced"  # as `rate_limit_args`: this message has had its turn already
_MARGIN_S = 0.1
_CATCH_UP_S = 0.25  # what a busy machine held up may be made up for, within the second's limit
_ROUNDING_S = 1e-4
_TROUBLE_S = 60.0  # after a pause, for so long, answers leave in a way that shows a refusal
# Telegram counts what arrives: no more than 30 messages in any second. Between the turn and the
# wire lie a database and a network, so at full rate a little is left to them.
_TELEGRAM_A_SECOND = 30
_SPREAD_S = 1.04  # thirty messages, in their turns
# And on the wire. Were it as long, what once piled up before the wire would never drain: a gap
# there would come back each second, and replies would wait for it.
_ON_WIRE_S = 1.02
_APART_S = 0.01  # two on the wire: making a request takes time, which would draw a burst together
_BULK_APART_S = 0.02  # and the bulk: what was held up comes in no burst either
_UNCOUNTED = 1000.0  # from this rate on nobody counts: our own server, a test
_MANY = 10  # a second; of fewer, none can be kept free for replies
_TALK = 5  # replies a second from which on the bulk leaves the wire some air
_CALMER = 1.02
_HEAD = 64  # bulk senders keep some dozens in flight, not thousands
_REMEMBERED = 1024


class Lane(IntEnum):
    """Who goes first when several messages wait."""

    REPLY = 0
    REMINDER = 1
    ANNOUNCEMENT = 2


Manner: TypeAlias = Lane | Literal["paced"]
_URGENT: Final = (None, Lane.REPLY)


@dataclass(frozen=True, slots=True)
class _Waiter:
    chat: int | str
    turn: asyncio.Future[None]
    spaced: bool


class Pace(BaseRateLimiter[Manner]):
    """Lets `rate` messages a second leave, in the order of their lanes, the bulk evenly spaced.

    Replies to one person may follow each other at once (a person who presses twice is not a
    flood); the other lanes keep a second between two messages to one chat. When Telegram asks
    one sender to wait, everybody waits.
    """

    def __init__(self, rate: float, *, chat_pause_s: float = CHAT_PAUSE_S) -> None:
        near = rate <= _TELEGRAM_A_SECOND
        self._gap = max(1 / rate, _SPREAD_S / _TELEGRAM_A_SECOND) if near else 1 / rate
        # With what is made up for, too, no second sees more than `rate` turns.
        self._most = math.ceil(rate)
        self._turns: deque[float] = deque(maxlen=self._most)
        self._kept_free = 1 if self._most >= _MANY else 0
        self._replied: deque[float] = deque(maxlen=_TALK)
        self._counted = rate < _UNCOUNTED
        self._window = _ON_WIRE_S if near else 1.0
        most = max(_TELEGRAM_A_SECOND, math.ceil(rate))
        self._left: deque[list[float]] = deque(maxlen=most if self._counted else 1)
        self._gate = asyncio.Lock()
        self._bulk = asyncio.Lock()
        self._hurried = 0
        self._chat_pause_s = chat_pause_s
        self._next = 0.0  # on the clock of the event loop, as all moments here
        self._troubled_until = 0.0
        self._last: dict[int | str, float] = {}
        self._remembered = _REMEMBERED
        self._lanes: tuple[deque[_Waiter], ...] = tuple(deque() for _ in Lane)
        self._usher: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Stop giving turns; whoever still waits for one is cancelled."""
        if self._usher is not None:
            self._usher.cancel()
            await asyncio.gather(self._usher, return_exceptions=True)
            self._usher = None
        for lane in self._lanes:
            for waiter in lane:
                waiter.turn.cancel()
            lane.clear()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 – passed through
        kwargs: dict[str, Any],
        endpoint: str,  # noqa: ARG002 – every message to a chat counts alike
        data: dict[str, Any],
        rate_limit_args: Manner | None,
    ) -> Any:  # noqa: ANN401 – passed through
        """Wait for the turn of this request, then make it."""
        await before_another()
        chat = data.get("chat_id")
        if chat is not None and not isinstance(rate_limit_args, str):
            await self.turn(chat, Lane.REPLY if rate_limit_args is None else rate_limit_args)
        urgent = rate_limit_args in _URGENT
        leaves = None if chat is None else await self._leave(urgent=urgent)
        counted = wire.leaves.set(leaves)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self.pause(seconds_of(error))
            raise
        finally:
            wire.leaves.reset(counted)

    async def turn(
        self, chat: int | str, lane: Lane = Lane.REPLY, *, spaced: bool = False
    ) -> None:
        """Return when this message may leave.

        `spaced`: also of the lane of replies, a second after the last one to its chat.
        """
        spaced = spaced or lane is not Lane.REPLY
        now = _now()
        # Nobody goes before a reply that need not wait.
        first = not spaced and not self._lanes[Lane.REPLY]
        if first and self._earliest(chat, now, spaced=False) <= now:
            self._note(chat, now, spaced=False)
            return
        waiter = _Waiter(chat, asyncio.get_running_loop().create_future(), spaced)
        self._lanes[lane].append(waiter)
        self._changed.set()
        if self._usher is None or self._usher.done():
            self._usher = asyncio.create_task(self._usher_in(), name="pace")
        await waiter.turn

    @property
    def calm(self) -> bool:
        """Whether Telegram has not asked for a pause lately: a refusal is most unlikely now."""
        return not self._troubled_until or _now() >= self._troubled_until

    async def _leave(self, *, urgent: bool) -> Callable[[], None] | None:
        """Pass the gate to the wire: what came late from its turn must not make a burst there.

        The bulk stands at the gate one at a time, and as long as nobody urgent does. Call what is
        returned when the message is on the wire: from then on it counts.
        """
        if not self._counted:
            return None
        if not urgent:
            async with self._bulk:
                while (wait := self._full_for(_BULK_APART_S)) > 0 or self._hurried:  # noqa: ASYNC110 – when is known
                    await asyncio.sleep(max(wait, _APART_S))
                return self._pass()
        self._hurried += 1
        try:
            async with self._gate:
                while (wait := self._full_for(_APART_S)) > 0:  # noqa: ASYNC110 – the same
                    await asyncio.sleep(wait)
                return self._pass()
        finally:
            self._hurried -= 1

    def _full_for(self, apart: float) -> float:
        """Say for how many seconds nothing may go on the wire: so much `apart`, at least."""
        at = self._left[-1][0] + apart if self._left else 0.0
        if len(self._left) == self._left.maxlen:
            at = max(at, self._left[0][0] + self._window)
        return at - _now()

    def _pass(self) -> Callable[[], None]:
        stamp = [_now()]
        self._left.append(stamp)
        return lambda: stamp.__setitem__(0, _now())

    def pause(self, seconds: float) -> None:
        """Hold everything back for so long: Telegram asked one of us to wait."""
        self._next = max(self._next, _now() + seconds + _MARGIN_S)
        self._troubled_until = self._next + _TROUBLE_S
        self._changed.set()
        LOG.warning("flood pause", extra={"seconds": round(seconds, 1)})

    async def _usher_in(self) -> None:
        """Give turns until nobody waits."""
        while any(self._lanes):
            self._changed.clear()
            wait = self._let_go(_now())
            if wait > 0:
                # A message of an earlier lane or a pause may arrive meanwhile: look again then.
                await _first_of(self._changed, wait)

    def _let_go(self, now: float) -> float:
        """Give the turn to whom it is due, or say for how many seconds to nobody."""
        soonest: float | None = None
        for waiters in self._lanes:
            for place, waiter in enumerate(islice(waiters, _HEAD)):
                if waiter.turn.done():  # whoever waited has given up
                    del waiters[place]
                    return 0
                at = self._earliest(waiter.chat, _now(), spaced=waiter.spaced)
                if at <= now:
                    del waiters[place]
                    self._note(waiter.chat, now, spaced=waiter.spaced)
                    waiter.turn.set_result(None)
                    return 0
                soonest = at if soonest is None else min(soonest, at)
        return 0 if soonest is None else soonest - now

    def _earliest(self, chat: int | str, now: float, *, spaced: bool) -> float:
        """Say when somebody may leave: replies at once, where the second has room.

        The bulk is evenly spaced, and leaves a place free while people are talking with us. After
        a pause everything is.
        """
        most = self._most
        prompt = not spaced and self.calm
        at = 0.0 if prompt else self._next
        if spaced and self._replied and now < self._replied[-1] + 1:
            most -= self._kept_free
        if len(self._turns) >= most:
            at = max(at, self._turns[-most] + 1 + _ROUNDING_S)
        if not spaced or chat not in self._last:
            return at
        return max(at, self._last[chat] + self._chat_pause_s)

    def _note(self, chat: int | str, now: float, *, spaced: bool) -> None:
        talk = len(self._replied) == _TALK and now < self._replied[0] + 1
        gap = self._gap * _CALMER if talk else self._gap
        self._next = max(self._next, now - _CATCH_UP_S) + gap
        self._turns.append(now)
        self._last[chat] = now
        if not spaced:
            self._replied.append(now)
        if len(self._last) > self._remembered:
            self._last = {c: t for c, t in self._last.items() if now - t < self._chat_pause_s}
            self._remembered = max(_REMEMBERED, 2 * len(self._last))


def seconds_of(error: RetryAfter) -> float:
    """Give the pause that Telegram asks for, in seconds."""
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _first_of(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
