"""The words of the content that an unknown word most likely stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from content.features import stem
from content.spoken import sound

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SHORTEST: Final = 4
"""Letters a word needs before it is corrected: shorter ones are one slip from many others."""

_ONE_SLIP: Final = 6
_TWO_SLIPS: Final = 9
_REMEMBERED: Final = 4096
_ELIDED: Final = ("qu", "j", "l", "d", "m", "n", "s", "t", "c")
_BEFORE_VOWEL: Final = frozenset("aeiouyh")
_SHORTEST_AFTER_ELISION: Final = 3


class Speller:
    """Corrects words against a vocabulary; remembers what it found for the last 4,096 words.

    `counts` says how often the content uses each word, folded as `normalise.tokens` does;
    `stems` has the stems of all these words, where somebody keeps them already.
    """

    def __init__(self, counts: Mapping[str, int], stems: Collection[str] | None = None) -> None:
        self._counts = counts
        self._stems = {stem(word) for word in counts} if stems is None else stems
        self._sounding: dict[str, str] = {}
        self._starting: dict[str, list[str]] = {}
        self._found: dict[str, tuple[str, ...]] = {}
        # The most used word comes last, so that it wins among those that sound alike.
        for word in sorted(counts, key=lambda w: (counts[w], w)):
            if len(word) >= SHORTEST and word.isalpha():
                self._sounding[sound(word)] = word
                self._starting.setdefault(word[0], []).append(word)

    def correct(self, word: str) -> tuple[str, ...]:
        """Return the known word or words that `word` stands for, or itself.

        « lobjectif » is two words, « biodivercité » one that sounds the same, « biodversité »
        one slip away from a known one.
        """
        if len(word) < SHORTEST or word in self._counts or not word.isalpha():
            return (word,)
        found = self._found.get(word)
        if found is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()  # at any moment: several threads read
            found = self._found[word] = self._search(word)
        return found

    def _search(self, word: str) -> tuple[str, ...]:
        if stem(word) in self._stems:
            return (word,)
        return self._elided(word) or self._sounds_like(word) or self._near(word) or (word,)

    def _elided(self, word: str) -> tuple[str, ...]:
        """« lenergie » → « l energie », « jmange » → « j mange »."""
        for start in _ELIDED:
            rest = word.removeprefix(start)
            if rest == word or len(rest) < _SHORTEST_AFTER_ELISION:
                continue
            if self._knows(rest) and (rest[0] in _BEFORE_VOWEL or start == "j"):
                return (start, rest)
        return ()

    def _knows(self, word: str) -> bool:
        return self._counts.get(word, 0) > 1 or stem(word) in self._stems

    def _sounds_like(self, word: str) -> tuple[str, ...]:
        found = self._sounding.get(sound(word))
        return (found,) if found else ()

    def _near(self, word: str) -> tuple[str, ...]:
        """Find the nearest word with the same first letter, the most used if there are several."""
        if len(word) < _ONE_SLIP:
            return ()
        most = 2 if len(word) >= _TWO_SLIPS else 1
        near = process.extract(
            word,
            self._starting.get(word[0], ()),
            scorer=OSA.distance,
            score_cutoff=most,
            limit=5,
        )
        best = min(near, key=lambda found: (found[1], -self._counts[found[0]]), default=None)
        return (best[0],) if best else ()
