"""The outbox: drains what waits to be sent, paced, once each, whatever happens.

A row is claimed for a while (a lease), waits for its turn, is marked `sending` just before it
leaves and finished after it. A crash before `sending` gives the row back; a crash after it leaves
a row whose fate nobody knows: `uncertain`, never repeated by itself.
"""

from __future__ import annotations

import asyncio
import logging
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.deliver import Fate, Outcome, Screen, send
from bot.pace import PACED, Lane, Manner, Pace
from bot.stopping import unless
from storage import outbox, people
from storage.database import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from telegram.ext import ExtBot

    from storage.database import Database
    from storage.outbox import Entry, Final

    Prepare = Callable[[Entry, int], Awaitable[Screen | None]]

LOG = logging.getLogger(__name__)
LEASE_S = 120
# Some six hours of an outage; a kind of message that would be too late by then says so itself.
_GROWTH_S = (5, 30, 120, 600, *[1800] * 11)
_TRIES = len(_GROWTH_S) + 1
_STATUS: Mapping[Fate, Final] = {
    Fate.SENT: "sent",
    Fate.GONE: "blocked",
    Fate.UNCERTAIN: "uncertain",
    Fate.FAILED: "failed",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """How much is sent at once: `claims` rows at a time, `flights` of them in the air."""

    claims: int = 50
    flights: int = 16


class Outbox:
    """Sends what is due. `prepare[kind]` makes the screen of a row; `None`: not wanted any more.

    The wish is checked when a message leaves, not when it was queued: a person may have paused,
    stopped or answered meanwhile.
    """

    def __init__(
        self,
        db: Database,
        bot: ExtBot[Any],
        prepare: Mapping[str, Prepare],
        *,
        now: Callable[[], int],
        worker: str,
        batch: Batch = Batch(),
    ) -> None:
        self._db = db
        self._bot = bot
        self._prepare = prepare
        self._now = now
        self._worker = worker
        self._batch = batch
        self._draining = asyncio.Lock()
        self._stopping = asyncio.Event()

    async def drain(self) -> int:
        """Send everything that is due, until nothing is left; return the number of rows."""
        async with self._draining:
            handled = 0
            while not self._stopping.is_set() and (entries := await self._claim()):
                await self._send_all(entries, until=self._now() + LEASE_S)
                handled += len(entries)
            return handled

    async def recover(self) -> None:
        """Look after rows whose lease ran out: give back, or mark as uncertain."""
        await self._recover(self._now())

    async def take_over(self) -> None:
        """At the start: on SQLite this process is alone, so every leased row is a dead one's."""
        alone = self._db.engine == "sqlite"
        await self._recover(self._now() + (LEASE_S if alone else 0))

    async def _recover(self, now: int) -> None:
        found = await outbox.recover(self._db, now=now)
        if found.requeued or found.uncertain:
            LOG.warning(
                "outbox recovered",
                extra={"requeued": found.requeued, "uncertain": found.uncertain},
            )

    def stop(self) -> None:
        """Start no more sends; those in the air are finished by whoever drains."""
        self._stopping.set()

    async def release(self) -> None:
        """Give back what was claimed and has not left; called at the end of the program."""
        await outbox.release(self._db, self._worker)

    async def _claim(self) -> list[Entry]:
        return await outbox.claim(
            self._db,
            worker=self._worker,
            now=self._now(),
            limit=self._batch.claims,
            lease_s=LEASE_S,
        )

    async def _send_all(self, entries: list[Entry], *, until: int) -> None:
        """Send as many as can be before the lease is over; what is left is claimed anew then."""
        queue = list(reversed(entries))
        away: list[StorageError] = []

        async def fly() -> None:
            while queue and not away and not self._stopping.is_set() and self._now() < until:
                try:
                    await self._send_safely(queue.pop())
                except StorageError as error:
                    # Raised here, it would cancel those in the air: nobody would know their fate.
                    away.append(error)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._batch.flights, len(entries))):
                group.create_task(fly())
        if away:
            raise away[0]  # the leases run out, and somebody looks again

    async def _send_safely(self, entry: Entry) -> None:
        try:
            await self._send(entry)
        except StorageError:
            raise
        except Exception as error:
            # One row that cannot be made must not hold up those behind it.
            LOG.exception("row impossible", extra={"entry": entry.id, "kind": entry.kind})
            await outbox.finish(
                self._db, entry.id, status="failed", error=type(error).__name__, now=self._now()
            )

    async def _send(self, entry: Entry) -> None:
        manner = await self._take_turn(entry)
        if self._stopping.is_set():
            return
        screen = await self._prepare[entry.kind](entry, self._now())
        if screen is None:
            await outbox.finish(self._db, entry.id, status="skipped", now=self._now())
            LOG.info("not wanted any more", extra={"kind": entry.kind, "entry": entry.id})
            return
        if not await outbox.start(self._db, entry.id, self._worker, now=self._now()):
            return  # the lease ran out and somebody else has it
        outcome = await send(self._bot, entry.person_id, screen, manner)
        await self._record(entry, outcome)

    async def _take_turn(self, entry: Entry) -> Manner:
        """Wait for the turn first: what follows is as fresh as can be, and soon over.

        Killed in a flood pause, the row has then only been claimed; told to stop, it is let go.
        """
        pace, lane = self._bot.rate_limiter, Lane(entry.lane)
        if not isinstance(pace, Pace):
            return lane
        await unless(self._stopping, pace.turn(entry.person_id, lane))
        return PACED

    async def _record(self, entry: Entry, outcome: Outcome) -> None:
        now = self._now()
        if outcome.fate is Fate.AGAIN and entry.attempts + 1 < _TRIES:
            wait = max(_GROWTH_S[entry.attempts], math.ceil(outcome.after_s))
            await outbox.retry(self._db, entry.id, due_at=now + wait, error=outcome.error)
            details = {"entry": entry.id, "reason": outcome.error, "again_in_s": wait}
            LOG.info("not sent yet", extra=details)
            return
        fate = Fate.FAILED if outcome.fate is Fate.AGAIN else outcome.fate
        async with self._db.transaction() as tx:
            await outbox.finish(
                tx,
                entry.id,
                status=_STATUS[fate],
                message_id=outcome.message_id,
                error=outcome.error or None,
                now=now,
            )
            if fate is Fate.GONE:
                await people.block(tx, entry.person_id, now=now)
        if fate in (Fate.FAILED, Fate.UNCERTAIN):
            LOG.error(
                "not sent for sure",
                extra={"entry": entry.id, "fate": fate.value, "reason": outcome.error},
            )
