"""What a question is compared by: its stems, its pairs of stems, the letters of its words."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import Stemmer

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORTEST_GRAM: Final = 3
_LONGEST_GRAM: Final = 5
_LONGEST_WORD: Final = 30


class Features(NamedTuple):
    """The features of one text, each once, in the order in which they come.

    `words` are stems and pairs of neighbouring stems, `grams` three to five letters of a word
    with its borders (« _eau_ »).
    """

    stems: tuple[str, ...]
    words: tuple[str, ...]
    grams: tuple[str, ...]


def features(tokens: Sequence[str]) -> Features:
    """Return the features of plain words, as `normalise.tokens` gives them."""
    stems = tuple(stem(token) for token in tokens)
    pairs = (f"{first} {second}" for first, second in pairwise(stems))
    # A dict forgets doubles like a set, but keeps an order that is the same in every process.
    once = dict.fromkeys(stems)
    letters = dict.fromkeys(gram for token in dict.fromkeys(tokens) for gram in grams(token))
    return Features(tuple(once), (*once, *dict.fromkeys(pairs)), tuple(letters))


def stem(word: str) -> str:
    """Return the French stem of a folded word (Snowball)."""
    return str(_stemmer().stemWord(word[:_LONGEST_WORD]))


@lru_cache(maxsize=4096)
def grams(word: str) -> tuple[str, ...]:
    """Return the groups of three to five letters of a word and its borders."""
    framed = f"_{word[:_LONGEST_WORD]}_"
    return tuple(
        framed[start : start + length]
        for length in range(_SHORTEST_GRAM, _LONGEST_GRAM + 1)
        for start in range(len(framed) - length + 1)
    )


@cache
def _stemmer() -> Stemmer.Stemmer:
    # Its own memory of ten thousand words is left out: whoever asks often remembers.
    return Stemmer.Stemmer("french", 0)
