"""Watches over the errors of an announcement: a wave of them says something about us."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from bot.fates import Fate

if TYPE_CHECKING:
    from bot.fates import Outcome

_WINDOW = 40
_AT_ONCE = 10  # all of the first ones: there is no need to wait for forty
_MOST_ERRORS = 20
_MOST_GONE = 36  # old accounts block a lot; nine in ten they do not


class Watch:
    """What became of the last rows of each batch. Kept in memory: a restart looks anew."""

    def __init__(self) -> None:
        self._last: dict[str, deque[tuple[Fate, int]]] = {}
        self._waves: dict[str, int] = {}

    def note(self, batch: str, outcome: Outcome, now: int) -> int | None:
        """Note an outcome; where they are too bad to go on, return since when (UTC seconds).

        A pause that Telegram asks for is no error; a person who blocked the bot is none either,
        unless nearly everybody did.
        """
        if outcome.fate is Fate.AGAIN and outcome.after_s > 0:
            return None
        last = self._last.setdefault(batch, deque(maxlen=_WINDOW))
        last.append((outcome.fate, now))
        errors = sum(fate not in (Fate.SENT, Fate.GONE) for fate, _ in last)
        gone = sum(fate is Fate.GONE for fate, _ in last)
        all_bad = len(last) >= _AT_ONCE and errors + gone == len(last) and errors > 0
        if not (all_bad or errors >= _MOST_ERRORS or gone >= _MOST_GONE):
            return None
        since = last[0][1]
        last.clear()
        self._waves[batch] = since
        return since

    def waves(self) -> list[tuple[str, int]]:
        """Return the waves since the last call: what was in the air then has landed by now."""
        waves, self._waves = self._waves, {}
        return list(waves.items())
