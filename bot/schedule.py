"""The ticks: plan reminders, drain the outbox, send to many, keep house.

The database is the schedule.

APScheduler (through python-telegram-bot's JobQueue) is only a clock. Its default drops a job that
is a second late, in silence; ours runs late jobs once.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.reminders import plan
from bot.retention import sweep
from storage.database import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from zoneinfo import ZoneInfo

    from telegram.ext import JobQueue

    from bot.announce.sending import Announcer
    from bot.outbox import Outbox
    from storage.database import Database

LOG = logging.getLogger(__name__)
PLAN_S = 60
DRAIN_S = 5
MANY_S = 5
HOUSEKEEPING_S = 86_400
_JUMP_S = 30
_JOB = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


@dataclass(slots=True)
class Ticks:
    """What happens at each tick; `tick_now` does the first two at once (a moved clock, a test).

    `each_minute`, `each_day`: what subjects of their own do then. `leads`: asked before each
    tick where there are several workers; who does not lead leaves it.
    """

    db: Database
    outbox: Outbox
    zone: ZoneInfo
    now: Callable[[], int]
    announcer: Announcer | None = None
    each_minute: tuple[Callable[[], Awaitable[None]], ...] = ()
    each_day: tuple[Callable[[], Awaitable[None]], ...] = ()
    last_seen: int = 0
    leads: Callable[[], Awaitable[bool]] | None = None

    async def plan(self) -> None:
        """Each minute: what is due goes into the outbox, and leaves."""
        planned = await plan(self.db, self.zone, now=self.now())
        for step in self.each_minute:
            await step()
        if planned:
            LOG.info("reminders planned", extra={"count": planned})
            await self.outbox.drain_urgent()

    async def drain(self) -> None:
        """Every few seconds: rows that wait (a retry, a lease that ran out) leave.

        A clock that jumped (a laptop that slept, a shifted clock) must not wait for the minute.
        """
        now = self.now()
        jumped = self.last_seen and not 0 <= now - self.last_seen <= _JUMP_S
        await self.outbox.recover()
        if jumped:
            await self.plan()
        self.last_seen = now  # only now: a jump that the database missed is seen again
        await self.outbox.drain_urgent()

    async def drain_many(self) -> None:
        """Every few seconds, unless it still does: what is sent to many leaves."""
        await self.outbox.drain_many()

    async def announce(self) -> None:
        """Every few seconds: announcements start, end, and show how they go."""
        if self.announcer is not None:
            await self.announcer.tick()

    async def keep_house(self) -> None:
        """Each day: what has had its time goes."""
        for step in self.each_day:
            await step()
        await sweep(self.db, now=self.now())

    async def tick_now(self) -> None:
        """Plan and drain at once; whoever moved the clock did so on purpose."""
        if self.announcer is not None:
            await self.announcer.beat()
        await plan(self.db, self.zone, now=self.now())
        await self.announce()
        for step in self.each_minute:
            await step()
        await self.outbox.drain()
        await self.announce()

    def start(self, queue: JobQueue[Any]) -> None:
        """Set the clocks going."""
        queue.run_repeating(_job(self.plan, self), PLAN_S, first=1, name="plan", job_kwargs=_JOB)
        queue.run_repeating(
            _job(self.drain, self), DRAIN_S, first=1, name="drain", job_kwargs=_JOB
        )
        queue.run_repeating(
            _job(self.drain_many, self), MANY_S, first=1, name="many", job_kwargs=_JOB
        )
        queue.run_repeating(
            _job(self.announce, self), MANY_S, first=1, name="announce", job_kwargs=_JOB
        )
        queue.run_repeating(
            _job(self.keep_house, self), HOUSEKEEPING_S, first=600, name="house", job_kwargs=_JOB
        )


def _job(
    tick: Callable[[], Awaitable[None]], ticks: Ticks | None = None
) -> Callable[[Any], Coroutine[Any, Any, None]]:
    async def run(_context: object) -> None:
        leads = ticks.leads if ticks is not None else None
        try:
            if leads is None or await leads():
                await tick()
        except StorageError as error:
            # The next tick tries again; nothing is lost, the rows are the schedule.
            name = getattr(tick, "__name__", "")
            LOG.error("tick put off", extra={"tick": name, "reason": str(error)})

    return run
