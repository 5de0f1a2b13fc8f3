"""What is looked up by text and needs none of it back: places and weights, in a few bytes each.

A dict keeps each text (60 bytes and more) beside what it stands for. Of a hundred thousand learnt
features only a number of 64 bits is kept here: Python's hash, with the key that each process
draws for itself. That another text has the hash of a known one happens once in 10^14 questions.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

_TOGETHER: Final = 4096
_MOST_NAMES: Final = 256
_ROOM: Final = 2
"""Slots for each text, at least: half of them are free, so that a search soon comes to an end."""
_FREE: Final = -1


@dataclass(frozen=True, slots=True)
class Lines:
    """Many texts without line ends, as they are kept in a file: a few large pieces."""

    pieces: tuple[str, ...]
    size: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> Lines:
        """Join texts, some thousands together. Raises ValueError where one has a line end."""
        if any("\n" in text for text in texts):
            raise ValueError("a line end in a text")
        starts = range(0, len(texts), _TOGETHER)
        return cls(tuple("\n".join(texts[at : at + _TOGETHER]) for at in starts), len(texts))

    def __iter__(self) -> Iterator[str]:
        for piece in self.pieces:
            yield from piece.split("\n")

    def __len__(self) -> int:
        return self.size


class Places:
    """The place of each of `texts`, which differ, in their order.

    A table of slots: each text stands in the slot that its hash names, or in the next free one.
    """

    __slots__ = ("_hashes", "_mask", "_slots")

    def __init__(self, texts: Sequence[str] | Lines) -> None:
        hashes = np.fromiter(map(hash, texts), np.int64, len(texts))
        self._mask = (1 << (_ROOM * len(texts)).bit_length()) - 1
        self._slots = array("i", _seated(hashes, self._mask).tobytes())
        self._hashes = array("q", hashes.tobytes())

    def get(self, text: str) -> int | None:
        """Return the place of `text`; None where it is not known."""
        sought = hash(text)
        slot = sought & self._mask
        while (place := self._slots[slot]) >= 0:
            if self._hashes[place] == sought:
                return place
            slot = (slot + 1) & self._mask
        return None

    def find(self, texts: Iterable[str]) -> list[int]:
        """Return the places of those of `texts` that are known: `get` for many at once."""
        return [place for place in self.each(texts) if place >= 0]

    def each(self, texts: Iterable[str]) -> list[int]:
        """Return the place of each of `texts`, less than 0 where it is not known."""
        slots, hashes, mask, further = self._slots, self._hashes, self._mask, self._further
        return [
            place
            if (place := slots[sought & mask]) < 0 or hashes[place] == sought
            else further(sought)
            for sought in map(hash, texts)
        ]

    def _further(self, sought: int) -> int:
        """Look on where another text stands in the slot of this hash."""
        slots, hashes, mask = self._slots, self._hashes, self._mask
        slot = (sought + 1) & mask
        while (place := slots[slot]) >= 0 and hashes[place] != sought:
            slot = (slot + 1) & mask
        return place

    def __len__(self) -> int:
        return len(self._hashes)

    def __eq__(self, other: object) -> bool:
        """Say whether both know the same texts in the same order."""
        if not isinstance(other, Places):
            return NotImplemented
        return self._hashes == other._hashes

    __hash__ = None  # type: ignore[assignment]


class Few:
    """Many numbers that have few values, as weights that were rounded: each value is kept once."""

    __slots__ = ("_values", "_which")

    def __init__(self, numbers: Sequence[float]) -> None:
        once = dict.fromkeys(numbers)
        places = dict(zip(once, range(len(once)), strict=True))
        self._values = list(once)
        self._which = array(_least_type(len(once)), map(places.__getitem__, numbers))

    @property
    def parts(self) -> tuple[list[float], array[int]]:
        """The values, and for each number the place of its own."""
        return self._values, self._which

    def __getitem__(self, place: int) -> float:
        return self._values[self._which[place]]

    def __len__(self) -> int:
        return len(self._which)


class Weights:
    """A number for each text, like a dict that cannot tell its keys."""

    __slots__ = ("_places", "_values")

    def __init__(self, texts: Sequence[str] | Lines, values: array[float]) -> None:
        self._places = Places(texts)
        self._values = Few(values)

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> Weights:
        """Make it from a dict."""
        return cls(list(weights), array("d", weights.values()))

    def get(self, text: str) -> float | None:
        """Return the number of `text`; None where it is not known."""
        place = self._places.get(text)
        return None if place is None else self._values[place]

    def each(self, texts: Iterable[str]) -> list[float | None]:
        """Return the number of each of `texts`, None where it is not known: `get` for many."""
        values, which = self._values.parts
        places = self._places.each(texts)
        return [None if place < 0 else values[which[place]] for place in places]

    def __getitem__(self, text: str) -> float:
        """Return the number of `text`. Raises KeyError."""
        found = self.get(text)
        if found is None:
            raise KeyError(text)
        return found

    def __contains__(self, text: str) -> bool:
        return self._places.get(text) is not None


class Names:
    """For each text one of at most 256 names, like a dict that cannot tell its keys."""

    __slots__ = ("_names", "_places", "_which")

    def __init__(self, texts: Sequence[str] | Lines, which: bytes, names: tuple[str, ...]) -> None:
        self._places = Places(texts)
        self._which = which
        self._names = names

    def get(self, text: str) -> str | None:
        """Return the name for `text`; None where it is not known."""
        place = self._places.get(text)
        return None if place is None else self._names[self._which[place]]


class Votes:
    """For each text numbers for some of `names`, most often few of them: one row for all."""

    __slots__ = ("_ends", "_places", "_values", "_which", "names")

    def __init__(
        self,
        names: tuple[str, ...],
        texts: Sequence[str] | Lines,
        ends: array[int],
        which: bytes,
        values: array[float],
    ) -> None:
        self.names = names
        self._places = Places(texts)
        self._ends = ends
        self._which = which
        self._values = Few(values)

    @classmethod
    def of(cls, votes: Mapping[str, Mapping[str, float]]) -> Votes:
        """Make it from a dict for each name."""
        return cls(*listed(votes))

    def get(self, text: str) -> Iterator[tuple[str, float]]:
        """Yield the names that `text` speaks for, each with its number."""
        place = self._places.get(text)
        if place is not None:
            for at in range(self._ends[place - 1] if place else 0, self._ends[place]):
                yield self.names[self._which[at]], self._values[at]


Listed: TypeAlias = "tuple[tuple[str, ...], list[str], array[int], bytes, array[float]]"


def listed(votes: Mapping[str, Mapping[str, float]]) -> Listed:
    """Return what `Votes` is made of: texts, and for each a row of places of names and numbers."""
    names = tuple(votes)
    if len(names) > _MOST_NAMES:
        raise ValueError(f"{len(names)} names")
    texts = list(dict.fromkeys(text for speaks in votes.values() for text in speaks))
    ends, which, values = array("i"), bytearray(), array("d")
    for text in texts:
        for place, speaks in enumerate(votes.values()):
            if (value := speaks.get(text)) is not None:
                which.append(place)
                values.append(value)
        ends.append(len(values))
    return names, texts, ends, bytes(which), values


def _least_type(count: int) -> str:
    """Return the kind of array that tells so many values apart in the fewest bytes."""
    return next(kind for kind in "BHI" if count <= 1 << 8 * array(kind).itemsize)


def _seated(hashes: NDArray[np.int64], mask: int) -> NDArray[np.intc]:
    """Give each hash a slot: its own, or the next free one where another came first."""
    slots = np.full(mask + 1, _FREE, np.intc)
    standing = np.arange(len(hashes), dtype=np.intc)
    wanted = hashes & mask
    while standing.size:
        free = slots[wanted] == _FREE
        slots[wanted[free]] = standing[free]
        still = slots[wanted] != standing
        standing, wanted = standing[still], (wanted[still] + 1) & mask
    return slots
