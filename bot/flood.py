"""How much one person, or one group, may say in a minute before we fall silent."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

PERSON_MOST: Final = 60
GROUP_MOST: Final = 20  # Telegram: messages a minute to one group
_MINUTE_S: Final = 60
_HOUR_S: Final = 3600


class Heard(Enum):
    """What to do with one more message: answer it, say one kind line, or nothing."""

    ANSWER = auto()
    SLOW_DOWN = auto()
    SILENCE = auto()


class Flood:
    """Counts in the memory of this process, minute by minute; nothing of it is kept."""

    def __init__(self) -> None:
        self._minute = 0
        self._counts: dict[int, int] = {}
        self._told: dict[int, int] = {}

    def hear(self, who: int, now: int, most: int = PERSON_MOST) -> Heard:
        """Count one more; the kind line is said once an hour."""
        if now // _MINUTE_S != self._minute:
            self._minute = now // _MINUTE_S
            self._counts.clear()
            self._told = {one: at for one, at in self._told.items() if now - at < _HOUR_S}
        count = self._counts[who] = self._counts.get(who, 0) + 1
        if count <= most:
            return Heard.ANSWER
        if who in self._told:
            return Heard.SILENCE
        self._told[who] = now
        return Heard.SLOW_DOWN
