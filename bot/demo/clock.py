"""The clock of the demo: real time plus an offset that people move forwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """Gives the time of the demo in UTC seconds. `real` gives the real one."""

    def __init__(self, real: Callable[[], float], offset: int = 0) -> None:
        self._real = real
        self.offset = offset

    def now(self) -> int:
        """Give the time that everybody in the demo lives in."""
        return int(self._real()) + self.offset

    def set(self, moment: int) -> None:
        """Move forwards to a moment; never back, since what was sent was sent."""
        self.offset += max(moment - self.now(), 0)
