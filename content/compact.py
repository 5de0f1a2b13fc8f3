"""What is looked up by text and needs none of it back: places and weights, in a few bytes each.

A dict keeps each text (60 bytes and more) beside what it stands for. Of a hundred thousand learnt
features only a number of 64 bits is kept here: Python's hash, with the key that each process
draws for itself. That another text has the hash of a known one happens once in 10^14 questions.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROOM: Final = 4
"""Bytes of the first sieve for each text, at least: most strangers are told by one look."""


class Places:
    """The place of each of `texts`, which differ, in their order."""

    __slots__ = ("_hashes", "_mask", "_order", "_sieve")

    def __init__(self, texts: Sequence[str]) -> None:
        hashes = np.fromiter(map(hash, texts), np.int64, len(texts))
        order = np.argsort(hashes, kind="stable")
        size = 1 << (_ROOM * len(texts)).bit_length()
        sieve = np.zeros(size, np.uint8)
        sieve[hashes & (size - 1)] = 1
        self._mask = size - 1
        self._sieve = sieve.tobytes()
        self._hashes = array("q", hashes[order].tobytes())
        self._order = array("i", order.astype(np.intc).tobytes())

    def get(self, text: str) -> int | None:
        """Return the place of `text`; None where it is not known."""
        sought = hash(text)
        if not self._sieve[sought & self._mask]:
            return None
        hashes = self._hashes
        at = bisect_left(hashes, sought)
        return self._order[at] if at < len(hashes) and hashes[at] == sought else None

    def __len__(self) -> int:
        return len(self._hashes)

    def __eq__(self, other: object) -> bool:
        """Say whether both know the same texts in the same order."""
        if not isinstance(other, Places):
            return NotImplemented
        return self._hashes == other._hashes and self._order == other._order

    __hash__ = None  # type: ignore[assignment]


class Weights:
    """A number for each text, like a dict that cannot tell its keys."""

    __slots__ = ("_places", "_values")

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._places = Places(list(weights))
        self._values = array("d", weights.values())

    def get(self, text: str) -> float | None:
        """Return the number of `text`; None where it is not known."""
        place = self._places.get(text)
        return None if place is None else self._values[place]

    def __getitem__(self, text: str) -> float:
        """Return the number of `text`. Raises KeyError."""
        found = self.get(text)
        if found is None:
            raise KeyError(text)
        return found

    def __contains__(self, text: str) -> bool:
        return self._places.get(text) is not None
