"""Politeness at the beginning and at the end of a message: left out to hear what is meant.

Who asks and thanks has asked. Who is in danger says good evening, too: « bonsoir » alone made a
message seem calmer, « s'il vous plaît » made it seem more alarming than it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from content.spoken import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORDS: Final = re.compile(r"[^\W_]+|[^\w\s.,;:!?…'’\"«»()–—-]+")
"""A word, or what is neither a word nor a mark (« 😢 »)."""


@dataclass(frozen=True, slots=True)
class Courtesy:
    """The polite words of `danger.yaml`, ready to be taken off a message."""

    known: frozenset[tuple[str, ...]]
    firsts: frozenset[str]
    lasts: frozenset[str]
    longest: int

    @classmethod
    def of(cls, sources: Iterable[str]) -> Courtesy:
        """Make it of wordings such as « s'il vous plaît »."""
        known = frozenset(found for source in sources if (found := _words(source)))
        firsts, lasts = frozenset(said[0] for said in known), frozenset(said[-1] for said in known)
        return cls(known, firsts, lasts, max(map(len, known), default=0))

    def off(self, text: str) -> str:
        """Return `text` without politeness around it; as it is where it is nothing else."""
        typed = text.split()
        meant = self._meant(typed)
        return text if len(meant) in {0, len(typed)} else " ".join(meant)

    def left(self, text: str) -> int:
        """Count the words of `text` that are not politeness around it; marks are none."""
        return sum(bool(_words(typed)) for typed in self._meant(text.split()))

    def _meant(self, typed: Sequence[str]) -> Sequence[str]:
        """Return what of the words `typed` is not politeness at one of the ends."""
        start, end = 0, len(typed)
        while ahead := self._ahead(typed[start : min(end, start + self.longest + 1)]):
            start += ahead
        while behind := self._behind(typed[max(start, end - self.longest - 1) : end]):
            end -= behind
        return typed[start:end]

    def _ahead(self, typed: Sequence[str]) -> int:
        """Count the words at the beginning that are polite, with the marks after them."""
        if self.firsts.isdisjoint(_words(" ".join(typed))[:1]):
            return 0
        return self._longest(typed[:n] for n in range(len(typed), 0, -1))

    def _behind(self, typed: Sequence[str]) -> int:
        """Count the words at the end that are polite, with the marks between them."""
        if self.lasts.isdisjoint(_words(" ".join(typed))[-1:]):
            return 0
        return self._longest(typed[-n:] for n in range(len(typed), 0, -1))

    def _longest(self, runs: Iterable[Sequence[str]]) -> int:
        """Count the words of the first of `runs` that is polite; the longest come first."""
        return next((len(run) for run in runs if _words(" ".join(run)) in self.known), 0)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(fold(text)))


NO_COURTESY: Final = Courtesy.of(())
