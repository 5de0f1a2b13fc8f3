"""A small memory of what was worked out for the latest texts, known by a digest of each.

A message is looked at twice, for danger and for its answer; the second look costs nothing. The
text itself is not kept.
"""

from __future__ import annotations

import hashlib
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
        self._kept: OrderedDict[bytes, T] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, text: str, work: Callable[[str], T]) -> T:
        """Return what `work` made of `text`, anew where it is not at hand."""
        key = _digest(text)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = work(text)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return found

    def __contains__(self, text: str) -> bool:
        return _digest(text) in self._kept


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
