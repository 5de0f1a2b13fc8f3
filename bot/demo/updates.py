"""The queue of updates that the bot fetches, confirmed by the offset of its next request."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.demo import limits
from bot.demo.errors import conflict
from bot.demo.wakeup import Wakeup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Json = dict[str, Any]

# Telegram leaves these out unless they are asked for by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_TAKEN_OVER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


class UpdateQueue:
    """Keeps updates until the bot confirms them; unconfirmed ones are handed out again."""

    def __init__(self) -> None:
        self._pending: dict[int, Json] = {}  # by id, oldest first
        self._next_id = 1
        self._allowed: frozenset[str] = frozenset()  # empty: Telegram's default set
        self._ends: dict[int, asyncio.Future[None]] = {}
        self._arrival = Wakeup()
        self._poll = 0  # the number of the latest request for updates
        self._open = True

    @property
    def pending(self) -> tuple[Json, ...]:
        """Every update that the bot has not confirmed yet, oldest first."""
        return tuple(self._pending.values())

    @property
    def allowed(self) -> tuple[str, ...]:
        """The kinds of update the bot asked for; empty for the default set."""
        return tuple(sorted(self._allowed))

    @property
    def polls(self) -> int:
        """How many times the bot has asked for updates."""
        return self._poll

    def add(self, kind: str, body: Json) -> int:
        """Queue an update; return its id. A kind that the bot does not want is settled at once."""
        update_id = self._next_id
        self._next_id += 1
        wanted = kind in self._allowed if self._allowed else kind not in _ON_REQUEST
        if wanted:
            self._pending[update_id] = {"update_id": update_id, kind: body}
            self._arrival.ring()
        return update_id

    def allow(self, kinds: Iterable[str]) -> None:
        """Set which kinds of update are made from now on; none means the default set."""
        self._allowed = frozenset(kinds)

    async def fetch(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Confirm what lies before `offset`, then hand out up to `limit` updates.

        Waits up to `seconds` for one. A negative offset keeps that many of the newest. Raises
        `ApiError` 409 when another request comes meanwhile: only the latest one is served.
        """
        self._poll += 1
        mine = self._poll
        self._arrival.ring()
        self._confirm(offset)
        await self._arrival.until(
            lambda: bool(self._pending) or self._poll != mine or not self._open, seconds
        )
        if self._poll != mine:
            raise conflict(_TAKEN_OVER)
        limit = min(max(limit, 1), limits.UPDATES_AT_ONCE)
        return list(self._pending.values())[:limit] if self._open else []

    async def polled(self, seconds: float) -> bool:
        """Wait until the bot asks for updates for the first time; `False` if it does not."""
        return await self._arrival.until(lambda: self._poll > 0, seconds)

    def ring(self) -> None:
        """Wake whoever waits for something to change."""
        self._arrival.ring()

    async def changed(self) -> None:
        """Wait for an update to come, or for `ring`."""
        await self._arrival.next_ring()

    async def changes_until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait until something has changed so that `ready()` is true; `False` if it does not."""
        return await self._arrival.until(ready, seconds)

    async def settled(self, update_id: int, seconds: float) -> bool:
        """Wait until the bot has confirmed an update; `False` where that takes too long."""
        if update_id not in self._pending:
            return True
        end = self._ends.get(update_id)
        if end is None:
            end = self._ends[update_id] = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(asyncio.shield(end), seconds)
        except TimeoutError:
            return False
        return True

    def confirm(self, update_id: int) -> None:
        """Take one update out: the bot has dealt with it."""
        self._pending.pop(update_id, None)
        end = self._ends.pop(update_id, None)
        if end is not None and not end.done():
            end.set_result(None)

    def clear(self) -> None:
        """Forget every pending update."""
        for update_id in list(self._pending):
            self.confirm(update_id)

    def close(self) -> None:
        """Let requests that wait return empty-handed: the server stops."""
        self._open = False
        self._arrival.ring()

    def reopen(self) -> None:
        """Serve again after `close`, for a server that starts on the same world."""
        self._open = True

    def to_json(self) -> Json:
        """Give what `from_json` needs to go on after a restart."""
        return {
            "next": self._next_id,
            "pending": list(self._pending.values()),
            "allowed": sorted(self._allowed),
        }

    @classmethod
    def from_json(cls, data: Json) -> UpdateQueue:
        """Make the queue that `to_json` described."""
        queue = cls()
        queue._next_id = int(data["next"])
        queue._pending = {update["update_id"]: update for update in data["pending"]}
        queue._allowed = frozenset(data["allowed"])
        return queue

    def _confirm(self, offset: int) -> None:
        ids = list(self._pending)
        if offset < 0:
            done = ids[:offset]
        else:
            done = [update_id for update_id in ids if update_id < offset]
        for update_id in done:
            self.confirm(update_id)
