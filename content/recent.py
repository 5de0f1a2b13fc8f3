"""A small memory of what was worked out for the latest texts, known by a hash of each.

A message is looked at twice, for danger and for its answer; the second look costs nothing. What
was worked out may hold words of the text (the alarming part of a story): it stays in memory until
others take its place and is written nowhere. The hash is that of Python, with a key of 128 bits
that each process draws for itself: nobody can write two texts with the same one, and nobody can go
back from it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Memory(Generic[T]):
    """Keeps the results for the `size` latest texts; safe to use from several threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[int, int], T] = OrderedDict()
        self._latest: tuple[tuple[int, int], T] | None = None
        self._lock = threading.Lock()

    def of(self, text: str, work: Callable[[str], T]) -> T:
        """Return what `work` made of `text`, anew where it is not at hand."""
        key, latest, kept = (hash(text), len(text)), self._latest, self._kept
        if latest is not None and latest[0] == key:
            return latest[1]
        try:
            # Without the lock: where another thread has just let go of it, it is worked out anew.
            kept.move_to_end(key)
            found = kept[key]
        except KeyError:
            pass
        else:
            self._latest = (key, found)
            return found
        found = work(text)
        self._latest = (key, found)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return found

    def forget(self) -> None:
        """Let go of all."""
        with self._lock:
            self._latest = None
            self._kept.clear()

    def __contains__(self, text: str) -> bool:
        return _key(text) in self._kept


def _key(text: str) -> tuple[int, int]:
    return hash(text), len(text)
