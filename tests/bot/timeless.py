"""An event loop on which an hour passes at once: its clock jumps to the next timer.

For tests of pauses and paces that talk to no socket and no thread: `@timeless` runs them there.
"""

from __future__ import annotations

import asyncio
import functools
import selectors
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any


class Timeless(asyncio.SelectorEventLoop):
    """A loop that never waits while a timer is set. `time()` starts at an hour."""

    def __init__(self) -> None:
        self._clock = 3600.0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self._clock

    def jump(self, seconds: float) -> None:
        self._clock += seconds


class _Jumping(selectors.SelectSelector):
    def __init__(self, loop: Timeless) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "nobody is ever going to wake this test up"
        self._loop.jump(max(timeout, 0.0))
        return super().select(0)


def timeless(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an async test, which may take no async fixtures, on a `Timeless` loop."""

    @functools.wraps(test)
    def run(*args: Any, **options: Any) -> None:
        with asyncio.Runner(loop_factory=Timeless) as runner:
            runner.run(test(*args, **options))

    return run


def now() -> float:
    """Give the time of the loop."""
    return asyncio.get_running_loop().time()
