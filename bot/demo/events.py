"""What has just happened, for those who watch: the chat page, or a test."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from types import TracebackType

# A page that is this far behind is cut off; it comes back and reads the whole state.
_BACKLOG: Final = 1000


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. Kinds and data are those of the page's event stream."""

    id: int
    kind: str
    data: dict[str, Any]


class Subscription:
    """The events since it was made, in order: `async for event in subscription`.

    Ends when it is closed, or when its reader has fallen too far behind.
    """

    def __init__(self, hub: EventHub) -> None:
        self._hub = hub
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> Event:
        event = await self._queue.get()
        if event is None:
            raise StopAsyncIteration
        return event

    def push(self, event: Event) -> None:
        """Add an event; close where nobody has read the last thousand."""
        if self._queue.qsize() >= _BACKLOG:
            self.close()
        elif not self._ended:
            self._queue.put_nowait(event)

    def close(self) -> None:
        """Stop listening; whoever reads gets to the end."""
        if not self._ended:
            self._ended = True
            self._queue.put_nowait(None)
            self._hub.drop(self)


class EventHub:
    """Hands each event to everybody who has subscribed before it."""

    def __init__(self) -> None:
        self._last_id = 0
        self._subscriptions: set[Subscription] = set()

    @property
    def watched(self) -> bool:
        """Whether anybody listens, so that nobody prepares events for no one."""
        return bool(self._subscriptions)

    def publish(self, kind: str, data: dict[str, Any]) -> None:
        """Tell everybody."""
        self._last_id += 1
        event = Event(self._last_id, kind, data)
        for subscription in list(self._subscriptions):
            subscription.push(event)

    def subscribe(self) -> Subscription:
        """Listen from now on; close it afterwards (it is a context manager)."""
        subscription = Subscription(self)
        self._subscriptions.add(subscription)
        return subscription

    def drop(self, subscription: Subscription) -> None:
        """Forget a subscription that has ended."""
        self._subscriptions.discard(subscription)

    def close(self) -> None:
        """End every subscription: the server stops."""
        for subscription in list(self._subscriptions):
            subscription.close()
