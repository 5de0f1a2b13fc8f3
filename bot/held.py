"""The one answer that may travel in the HTTP response of the webhook, held until all is done.

It saves a request to Telegram. It suits an answer whose fate nobody asks for: there is no message
id, and a refusal is not seen. Where a second message follows, the first one leaves before it as
an ordinary request, so that they arrive in their order.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    Leave = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Held:
    """A place for one call of the Bot API. `call` is its JSON, with the method's name in it."""

    call: Mapping[str, Any] | None = None
    _leave: Leave | None = None
    is_open: bool = True

    def take(self, call: Mapping[str, Any], leave: Leave) -> bool:
        """Hold a call; False where another one waits already.

        `leave` makes the same call as an ordinary request.
        """
        if not self.is_open:
            return False
        self.is_open, self.call, self._leave = False, call, leave
        return True

    async def let_go(self) -> None:
        """Something else is about to leave: what is held goes before it."""
        leave, self.call, self._leave, self.is_open = self._leave, None, None, True
        if leave is not None:
            await leave()


_HELD: ContextVar[Held | None] = ContextVar("held", default=None)


@contextmanager
def holding() -> Iterator[Held]:
    """Let this task, for as long as the block runs, hold one answer back."""
    held = Held()
    token = _HELD.set(held)
    try:
        yield held
    finally:
        _HELD.reset(token)


def can_hold() -> bool:
    """Say whether a call may be held back now."""
    held = _HELD.get()
    return held is not None and held.is_open


def hold(call: Mapping[str, Any], leave: Leave) -> bool:
    """Hold a call back, where this update has a response to travel in; else False."""
    held = _HELD.get()
    return held is not None and held.take(call, leave)


async def before_another() -> None:
    """Keep the order: what is held leaves before another request is made."""
    held = _HELD.get()
    if held is not None:
        await held.let_go()
