"""The phrasings that a question is most like: BM25 over an inverted index."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate, chain
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.unsignedinteger]"
Weights: TypeAlias = "NDArray[np.float32]"
Held: TypeAlias = "tuple[float, int, Numbers, Weights]"
"""Of a stem its idf, how many phrasings hold it, which, and what it adds to each."""

SATURATION: Final = 1.2
LENGTH_WEIGHT: Final = 0.5
"""k1 and b of BM25 (Robertson and Zaragoza, 2009): phrasings are short, so length says less."""

_MOST_POSTINGS: Final = 1500
_NEIGHBOURS: Final = 40
_LEAST: Final = float(np.finfo(np.float32).tiny)
_SHARES: Final = (1.0, 0.5, 0.25)
_REMEMBERED: Final = 1024  # stems

_how_rare, _how_many = itemgetter(0), itemgetter(1)


@dataclass(frozen=True, slots=True)
class Nearest:
    """An index of phrasings by stem; made once by `index`.

    `stems` gives each stem its place, `_idf` by place what it is worth. One row for all stems, cut
    at `_ends`: the phrasings that hold each stem, in numbers no larger than they have to be, and
    what it adds to the likeness of each. What the latest stems cut out is remembered.
    """

    topics: Sequence[str]
    stems: Mapping[str, int]
    _idf: array[float]
    _ends: array[int]
    _phrasings: Numbers
    _weights: Weights
    _unknown: float
    _cut: dict[str, Held] = field(default_factory=dict, init=False, compare=False, repr=False)

    def likeness(self, stems: Sequence[str]) -> dict[str, float]:
        """Return how like its best phrasings each topic is: 0 not at all, about 1 the same.

        The three best phrasings of a topic count, the best one most: one odd phrasing among
        many does not win.
        """
        topics, cut = self.topics, self._cut
        held = [cut.get(stem) or self.held(stem) for stem in stems]
        mass = sum([idf for idf, _, _, _ in held])
        found: dict[str, float] = {}
        places: dict[str, int] = {}
        for phrasing, value in self.neighbours(held):
            topic = topics[phrasing]
            place = places.get(topic, 0)
            if not place:
                places[topic] = 1
                found[topic] = value  # the whole of it
            elif place < len(_SHARES):
                places[topic] = place + 1
                found[topic] += _SHARES[place] * value
        # A phrasing of average length that holds every stem once scores the mass itself.
        whole = mass * sum(_SHARES) or 1.0
        return {topic: value / whole for topic, value in found.items()}

    def neighbours(self, held: Sequence[Held]) -> Iterable[tuple[int, float]]:
        """Return the phrasings that are most like and their BM25, the best first."""
        matches = rarest(held)
        if not matches:
            return ()
        totals = np.zeros(len(self.topics), np.float32)
        _, _, holding, adding = zip(*matches, strict=True)
        at = np.concatenate(holding, dtype=np.intp)
        np.add.at(totals, at, np.concatenate(adding))
        found = (totals >= _bound(totals, matches)).nonzero()[0]
        values = totals.take(found)
        if len(values) > _NEIGHBOURS:
            near = (values >= _least_of_best(values)).nonzero()[0]
            found, values = found.take(near), values.take(near)
        order = (-values).argsort(kind="stable")[:_NEIGHBOURS]
        return zip(found.take(order).tolist(), values.take(order).tolist(), strict=True)

    def held(self, stem: str) -> Held:
        """Cut out what belongs to one stem; nothing does to one that no phrasing holds."""
        if len(self._cut) >= _REMEMBERED:
            self._cut.clear()
        place = self.stems.get(stem)
        if place is None:
            row, idf = slice(0), self._unknown
        else:
            row = slice(self._ends[place - 1] if place else 0, self._ends[place])
            idf = self._idf[place]
        phrasings = self._phrasings[row]
        found = self._cut[stem] = (idf, len(phrasings), phrasings, self._weights[row])
        return found


def rarest(held: Sequence[Held]) -> list[Held]:
    """Return what the rarest stems are held by; the commonest are left out of long lists."""
    matches: list[Held] = []
    left = _MOST_POSTINGS
    for one in sorted(filter(_how_many, held), key=_how_rare, reverse=True):
        left -= one[1]
        if left < 0 and matches:
            break
        matches.append(one)
    return matches


def _bound(totals: Weights, matches: Sequence[Held]) -> float:
    """Return what the best phrasings have at least; more than nothing.

    Those of one rare stem tell it: so many of them have as much. Few phrasings are left to be
    sorted then, where common words bring a thousand.
    """
    for _, many, phrasings, _ in matches:
        if many >= _NEIGHBOURS:
            return _least_of_best(totals.take(phrasings))
    return _LEAST


def _least_of_best(values: Weights) -> float:
    """Return the least of the best, where there are as many or more."""
    apart = values.copy()
    apart.partition(len(values) - _NEIGHBOURS)
    return float(apart[-_NEIGHBOURS])


def index(phrasings: Sequence[tuple[str, Sequence[str]]]) -> Nearest:
    """Return the index of `phrasings`: (topic, stems, each once)."""
    counts = Counter(chain.from_iterable(stems for _, stems in phrasings))
    places = {stem: place for place, stem in enumerate(counts)}
    total = len(phrasings)
    idf = array("d", (_idf(count, total) for count in counts.values()))
    sizes = np.fromiter((len(stems) for _, stems in phrasings), np.intp, total)
    said = chain.from_iterable(stems for _, stems in phrasings)
    used = np.fromiter(map(places.__getitem__, said), np.intp, sizes.sum())
    lengths = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * sizes / (sizes.mean() if used.size else 1.0)
    weight = np.repeat((SATURATION + 1) / (1 + SATURATION * lengths), sizes)
    rarity = np.array(idf)
    order = np.argsort(used, kind="stable")
    return Nearest(
        [topic for topic, _ in phrasings],
        places,
        idf,
        array("i", accumulate(counts.values())),
        np.repeat(np.arange(total, dtype=np.min_scalar_type(total)), sizes)[order],
        (rarity[used] * weight)[order].astype(np.float32),
        _idf(0, total),
    )


def _idf(count: int, total: int) -> float:
    return math.log(1 + (total - count + 0.5) / (count + 0.5))
