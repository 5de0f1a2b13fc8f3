"""Phrasings that staff added while the bot runs: understood at once, without any training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from content.alike import key_of
from content.model import Found
from content.normalise import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from content.normalise import Words

_SAME: Final = 92.0
"""How alike a question must be to an added phrasing (token_sort_ratio, of 100)."""

_LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Additions:
    """Added phrasings by their words. They win over what was trained: staff said so since."""

    words: Words
    exact: Mapping[tuple[str, ...], str]
    keys: Mapping[str, str]

    @classmethod
    def of(cls, phrasings: Iterable[tuple[str, str]], words: Words) -> Additions:
        """Make it from (topic, phrasing); of the same phrasing twice the later one counts."""
        exact: dict[tuple[str, ...], str] = {}
        keys: dict[str, str] = {}
        for topic, text in phrasings:
            typed = tokens(text, words)
            if typed:
                exact[typed] = topic
                keys[key_of(text, words)] = topic
        return cls(words, exact, keys)

    def find(self, text: str) -> Found | None:
        """Return the topic whose added phrasing `text` is, or nearly is."""
        if not self.exact or len(text) > _LONGEST:
            return None
        topic = self.exact.get(tokens(text, self.words))
        if topic is not None:
            return Found("answer", topic, (topic,), 1.0)
        key = key_of(text, self.words)
        if " " not in key:  # one word says too little to be nearly something
            return None
        near = process.extractOne(
            key, self.keys.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_SAME
        )
        if near is None:
            return None
        topic = self.keys[near[0]]
        return Found("answer", topic, (topic,), near[1] / 100)
