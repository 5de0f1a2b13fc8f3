"""Counts wrong codes, so that nobody can try many."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Final

WINDOW_S: Final = 600
FROM_ONE_PLACE: Final = 10
FROM_ALL: Final = 500
_MOST_PLACES = 5000


class Guesses:
    """The wrong codes of the last ten minutes, by the place they came from.

    In memory: a restart forgets them, which gives ten more tries among 50 thousand million codes.
    """

    def __init__(self) -> None:
        self._places: OrderedDict[str, deque[int]] = OrderedDict()
        self._all: deque[int] = deque(maxlen=FROM_ALL)

    def too_many(self, place: str, now: int) -> bool:
        """Say whether no further code is to be looked at for the moment."""
        wrong = self._places.get(place, deque())
        return _recent(wrong, now) >= FROM_ONE_PLACE or _recent(self._all, now) >= FROM_ALL

    def note(self, place: str, now: int) -> None:
        """Count a wrong code."""
        wrong = self._places.setdefault(place, deque(maxlen=FROM_ONE_PLACE))
        self._places.move_to_end(place)
        while len(self._places) > _MOST_PLACES:
            self._places.popitem(last=False)
        wrong.append(now)
        self._all.append(now)


def _recent(moments: deque[int], now: int) -> int:
    return sum(now - WINDOW_S < moment for moment in moments)
