"""The phrasings that a question is most like: BM25 over an inverted index, in plain Python."""

from __future__ import annotations

import heapq
import math
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SATURATION: Final = 1.2
LENGTH_WEIGHT: Final = 0.5
"""k1 and b of BM25 (Robertson and Zaragoza, 2009): phrasings are short, so length says less."""

_MOST_POSTINGS: Final = 1500
_NEIGHBOURS: Final = 40
_SHARES: Final = (1.0, 0.5, 0.25)


@dataclass(frozen=True, slots=True)
class Nearest:
    """An index of phrasings by stem; made once by `index`."""

    topics: Sequence[str]
    _idf: Mapping[str, float]
    _postings: Mapping[str, tuple[array[int], array[float]]]
    _unknown: float

    def likeness(self, stems: Sequence[str]) -> dict[str, float]:
        """Return how like its best phrasings each topic is: 0 not at all, about 1 the same.

        The three best phrasings of a topic count, the best one most: one odd phrasing among
        many does not win.
        """
        mass = sum(self._idf.get(stem, self._unknown) for stem in stems)
        best: defaultdict[str, list[float]] = defaultdict(list)
        found = self._matches(stems)
        for phrasing in heapq.nlargest(_NEIGHBOURS, found, key=found.__getitem__):
            best[self.topics[phrasing]].append(found[phrasing])
        # A phrasing of average length that holds every stem once scores the mass itself.
        whole = mass * sum(_SHARES) or 1.0
        return {
            topic: sum(share * value for share, value in zip(_SHARES, values, strict=False))
            / whole
            for topic, values in best.items()
        }

    def coverage(self, stems: Sequence[str]) -> float:
        """Return how much of a question is in the vocabulary, rare words counting more: 0 to 1."""
        mass = sum(self._idf.get(stem, self._unknown) for stem in stems)
        return sum(self._idf.get(stem, 0.0) for stem in stems) / mass if mass else 0.0

    def _matches(self, stems: Sequence[str]) -> dict[int, float]:
        """Return BM25 of the phrasings that share a stem; the commonest stems are left out."""
        found: dict[int, float] = {}
        left = _MOST_POSTINGS
        known = [stem for stem in stems if stem in self._idf]
        for stem in sorted(known, key=self._idf.__getitem__, reverse=True):
            phrasings, weights = self._postings[stem]
            left -= len(phrasings)
            if left < 0 and found:
                break
            for phrasing, weight in zip(phrasings, weights, strict=True):
                found[phrasing] = found.get(phrasing, 0.0) + weight
        return found


def index(phrasings: Sequence[tuple[str, Sequence[str]]]) -> Nearest:
    """Return the index of `phrasings`: (topic, stems, each once)."""
    counts = Counter(stem for _, stems in phrasings for stem in stems)
    total = len(phrasings)
    idf = {stem: _idf(count, total) for stem, count in counts.items()}
    average = sum(len(stems) for _, stems in phrasings) / (total or 1)
    postings: dict[str, tuple[array[int], array[float]]] = {
        stem: (array("i"), array("f")) for stem in idf
    }
    for number, (_, stems) in enumerate(phrasings):
        length = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * len(stems) / (average or 1)
        weight = (SATURATION + 1) / (1 + SATURATION * length)
        for stem in stems:
            postings[stem][0].append(number)
            postings[stem][1].append(idf[stem] * weight)
    topics = [topic for topic, _ in phrasings]
    return Nearest(topics, idf, postings, _idf(0, total))


def _idf(count: int, total: int) -> float:
    return math.log(1 + (total - count + 0.5) / (count + 0.5))
