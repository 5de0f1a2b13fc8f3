"""The outbox: drains what waits to be sent, paced, once each, whatever happens.

What people wait for (replies, reminders) and what is sent to many (announcements) are two
streams, so that one never stands in a queue behind the other; `bot.pace` gives the turns.

A row is claimed for a while (a lease), waits for its turn, is marked `sending` just before it
leaves and finished after it. A crash before `sending` gives the row back; a crash after it leaves
a row whose fate nobody knows: `uncertain`, never repeated by itself.
"""

from __future__ import annotations

import asyncio
import logging
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from bot.deliver import Delete, Edit, Screen, send
from bot.fates import Fate, Outcome
from bot.pace import PACED, Lane, Manner, Pace
from bot.stopping import unless
from bot.stream import Stream, in_order
from storage import conversations, outbox, people
from storage.database import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from telegram.ext import ExtBot

    from storage.database import Database
    from storage.outbox import Entry, Final

    Prepared: TypeAlias = "Screen | Edit | Delete | Later | Over | None"
    Prepare = Callable[[Entry, int], Awaitable[Prepared]]

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


_URGENT: tuple[Lane, ...] = (Lane.REPLY, Lane.REMINDER)
_MANY: tuple[Lane, ...] = (Lane.ANNOUNCEMENT,)


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: the row waits until a moment (UTC seconds), perhaps with another payload."""

    at: int
    payload: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Over:
    """Not any more: the row is closed with this status and nothing is sent."""

    status: Final


class Source(Protocol):
    """Where what is sent to many comes from, and who learns how it went."""

    async def feed(self, now: int) -> int:
        """Let some of the rows that are held go into the queue; return how many."""

    async def learn(self, entry: Entry, outcome: Outcome, now: int) -> None:
        """Hear what became of a row."""


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
        source: Source | None = None,
    ) -> None:
        self._db = db
        self._bot = bot
        self._prepare = prepare
        self._now = now
        self._worker = self.worker = worker
        self._batch = batch
        self._source = source
        self._draining = {lanes: asyncio.Lock() for lanes in (_URGENT, _MANY)}
        self._stopping = asyncio.Event()

    async def drain(self) -> int:
        """Send everything that is due, until nothing is left; return the number of rows."""
        return await self.drain_urgent() + await self.drain_many()

    async def drain_urgent(self) -> int:
        """Send the replies and reminders that are due."""
        return await self._drain(_URGENT)

    async def drain_many(self) -> int:
        """Send what goes to many, as long as there is any; this may take hours."""
        return await self._drain(_MANY)

    async def recover(self) -> None:
        """Look after rows whose lease ran out: give back, or mark as uncertain."""
        await self._recover(self._now())

    async def take_over(self) -> None:
        """At the start: on SQLite this process is alone, so every leased row is a dead one's."""
        alone = self._db.engine == "sqlite"
        await self._recover(self._now() + (LEASE_S if alone else 0))

    async def inherit(self) -> None:
        """Look at once after what a worker that has died held; only whoever leads may."""
        await self._recover(self._now() + LEASE_S)

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

    async def _drain(self, lanes: tuple[Lane, ...]) -> int:
        async with self._draining[lanes]:
            stream = Stream(lanes)
            async with asyncio.TaskGroup() as group:
                for _ in range(self._batch.flights):
                    group.create_task(self._fly(stream))
            if stream.away:
                raise stream.away[0]  # the leases run out, and somebody looks again
            return stream.handled

    async def _fly(self, stream: Stream) -> None:
        """Send one row after the other, while others do the same."""
        while not stream.away and not self._stopping.is_set():
            try:
                entry = await self._next(stream)
                if entry is None:
                    return
                async with in_order(stream.talks, entry.person_id):
                    await self._send_safely(entry)
            except StorageError as error:
                # Raised here, it would cancel those in the air: nobody would know their fate.
                stream.away.append(error)

    async def _next(self, stream: Stream) -> Entry | None:
        """Take the next row; claim more as soon as the last is taken, so that nobody waits."""
        async with stream.claiming:
            if self._now() >= stream.until:
                stream.queue.clear()  # claimed anew, by whoever comes first
            if not stream.queue and not stream.dry and not stream.away:
                stream.until = self._now() + LEASE_S
                stream.queue.extend(await self._claim(stream.lanes))
                stream.handled += len(stream.queue)
                stream.dry = not stream.queue
        return stream.queue.popleft() if stream.queue else None

    async def _claim(self, lanes: Sequence[Lane]) -> list[Entry]:
        if self._source is not None and lanes is _MANY:
            await self._source.feed(self._now())
        return await outbox.claim(
            self._db,
            worker=self._worker,
            now=self._now(),
            limit=self._batch.claims,
            lease_s=LEASE_S,
            lanes=lanes,
        )

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
        if entry.batch is not None:
            # What is not to leave now must not use up a turn: they may be many.
            first = await self._prepare[entry.kind](entry, self._now())
            if not isinstance(first, Screen | Edit | Delete):
                await self._put_aside(entry, first)
                return
        manner = await self._take_turn(entry)
        if self._stopping.is_set():
            return
        what = await self._prepare[entry.kind](entry, self._now())
        if not isinstance(what, Screen | Edit | Delete):
            await self._put_aside(entry, what)
            return
        if not await outbox.start(self._db, entry.id, self._worker, now=self._now()):
            return  # the lease ran out and somebody else has it
        outcome = await send(self._bot, entry.person_id, what, manner)
        await self._record(entry, outcome, what)
        if self._source is not None and entry.batch is not None:
            await self._source.learn(entry, outcome, self._now())

    async def _put_aside(self, entry: Entry, why: Later | Over | None) -> None:
        if isinstance(why, Later):
            await outbox.postpone(self._db, entry.id, due_at=why.at, payload=why.payload)
            return
        status = why.status if isinstance(why, Over) else "skipped"
        await outbox.finish(self._db, entry.id, status=status, now=self._now())
        LOG.info("not wanted any more", extra={"kind": entry.kind, "entry": entry.id})

    async def _take_turn(self, entry: Entry) -> Manner:
        """Wait for the turn first: what follows is as fresh as can be, and soon over.

        Killed in a flood pause, the row has then only been claimed; told to stop, it is let go.
        """
        pace, lane = self._bot.rate_limiter, Lane(entry.lane)
        if not isinstance(pace, Pace):
            return lane
        await unless(self._stopping, pace.turn(entry.person_id, lane, spaced=True))
        return PACED

    async def _record(self, entry: Entry, outcome: Outcome, what: Screen | Edit | Delete) -> None:
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
            if fate is Fate.SENT and isinstance(what, Screen) and (choices := what.choices()):
                until = now + conversations.LAST_S
                await conversations.offer(tx, entry.person_id, choices, now=now, expires_at=until)
        if fate in (Fate.FAILED, Fate.UNCERTAIN):
            LOG.error(
                "not sent for sure",
                extra={"entry": entry.id, "fate": fate.value, "reason": outcome.error},
            )
