"""Phrasings that are all but the same: they teach nothing new and tell two topics badly apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LIKE: Final = 92.0
"""How alike two wordings are (ratio of letters, of 100) that are taken for one."""

SHORTEST: Final = 24
"""Letters below which a wording is left alone: « objectif 5 svp » is one letter from another."""

_RAREST: Final = 2


def near_pairs(wordings: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places (earlier, later) of folded wordings that are all but the same.

    Only wordings that share one of their rarest words are compared: letters of difference are
    few, so that two rare words are not both among them.
    """
    counts = Counter(word for wording in wordings for word in set(wording.split()))
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for place, wording in enumerate(wordings):
        if len(wording) < SHORTEST:
            continue
        rarest = sorted(set(wording.split()), key=lambda word: (counts[word], word))[:_RAREST]
        others = {other for word in rarest for other in sharing[word]}
        for other in sorted(others):
            if fuzz.ratio(wording, wordings[other], score_cutoff=LIKE):
                yield other, place
        for word in set(wording.split()):
            sharing[word].append(place)
