"""The phrasings that a question is most like: BM25 over an inverted index."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.unsignedinteger]"
Weights: TypeAlias = "NDArray[np.float32]"

SATURATION: Final = 1.2
LENGTH_WEIGHT: Final = 0.5
"""k1 and b of BM25 (Robertson and Zaragoza, 2009): phrasings are short, so length says less."""

_MOST_POSTINGS: Final = 1500
_NEIGHBOURS: Final = 40
_LEAST: Final = float(np.finfo(np.float32).tiny)
_SHARES: Final = (1.0, 0.5, 0.25)
_REMEMBERED: Final = 1024  # stems


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
    _cut: dict[int, tuple[Numbers, Weights]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def likeness(self, stems: Sequence[str]) -> dict[str, float]:
        """Return how like its best phrasings each topic is: 0 not at all, about 1 the same.

        The three best phrasings of a topic count, the best one most: one odd phrasing among
        many does not win.
        """
        topics = self.topics
        mass = sum(self._worth(stems))
        found: dict[str, float] = {}
        places: dict[str, int] = {}
        for phrasing, value in self._neighbours(stems):
            topic = topics[phrasing]
            place = places.get(topic, 0)
            if place < len(_SHARES):
                places[topic] = place + 1
                found[topic] = found.get(topic, 0.0) + _SHARES[place] * value
        # A phrasing of average length that holds every stem once scores the mass itself.
        whole = mass * sum(_SHARES) or 1.0
        return {topic: value / whole for topic, value in found.items()}

    def coverage(self, stems: Sequence[str]) -> float:
        """Return how much of a question is in the vocabulary, rare words counting more: 0 to 1."""
        mass = sum(self._worth(stems))
        return sum(self._worth(stems, 0.0)) / mass if mass else 0.0

    def _worth(self, stems: Sequence[str], unknown: float | None = None) -> list[float]:
        """Return the idf of each stem, and of those that no phrasing holds `unknown`."""
        idf, other = self._idf, self._unknown if unknown is None else unknown
        places = map(self.stems.get, stems)
        return [other if place is None else idf[place] for place in places]

    def _neighbours(self, stems: Sequence[str]) -> Iterable[tuple[int, float]]:
        """Return the phrasings that are most like and their BM25, the best first."""
        postings = self._matches(stems)
        if not postings:
            return ()
        totals = np.zeros(len(self.topics), np.float32)
        holding, adding = zip(*postings, strict=True)
        at = np.concatenate(holding, dtype=np.intp)
        np.add.at(totals, at, np.concatenate(adding))
        found = (totals >= _bound(totals, postings)).nonzero()[0]
        values = totals.take(found)
        if len(values) > _NEIGHBOURS:
            near = (values >= _least_of_best(values)).nonzero()[0]
            found, values = found.take(near), values.take(near)
        order = (-values).argsort(kind="stable")[:_NEIGHBOURS]
        return zip(found.take(order).tolist(), values.take(order).tolist(), strict=True)

    def _matches(self, stems: Sequence[str]) -> list[tuple[Numbers, Weights]]:
        """Return the postings of the rarest stems; the commonest are left out of long lists."""
        matches: list[tuple[Numbers, Weights]] = []
        left = _MOST_POSTINGS
        known = [place for place in map(self.stems.get, stems) if place is not None]
        for place in sorted(known, key=self._idf.__getitem__, reverse=True):
            postings = self._cut.get(place) or self._postings(place)
            left -= len(postings[0])
            if left < 0 and matches:
                break
            matches.append(postings)
        return matches

    def _postings(self, place: int) -> tuple[Numbers, Weights]:
        """Cut out what belongs to one stem."""
        if len(self._cut) >= _REMEMBERED:
            self._cut.clear()
        row = slice(self._ends[place - 1] if place else 0, self._ends[place])
        found = self._cut[place] = (self._phrasings[row], self._weights[row])
        return found


def _bound(totals: Weights, postings: Sequence[tuple[Numbers, Weights]]) -> float:
    """Return what the best phrasings have at least; more than nothing.

    Those of one rare stem tell it: so many of them have as much. Few phrasings are left to be
    sorted then, where common words bring a thousand.
    """
    for phrasings, _ in postings:
        if len(phrasings) >= _NEIGHBOURS:
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
