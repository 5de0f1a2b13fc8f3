"""A second ear for danger: weighs every word of a message where no wording of the rules fits.

The rules of `danger.yaml` say exactly what they know; people in distress say it in ever new ways.
This is a linear model over words, pairs of words and pieces of words as they sound, learnt from
`danger-examples.jsonl` by `danger_training.py`. It hears what resembles the examples, and only
guesses the kind; where it cannot tell, the answer carries all the numbers.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import accumulate
from math import sqrt
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from content.compact import Lines, Votes, Weights, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from content.spoken import Word

Part: TypeAlias = tuple[float, int, int]
"""A window of a message: how alarming it is (log-odds), its first word and its end."""

WINDOW = 24
"""Words weighed together: a cry for help is one clause, even inside a long story."""
STEP = 8
PIECE = 4
_APART = 2 * STEP
_CLEARLY = 1.15
_NOTHING = -99.0
_REMEMBERED = 16_384  # words


@dataclass(frozen=True, slots=True)
class Learnt:
    """What an ear is made of, in few large pieces: the form in which `content.kept` keeps it."""

    bias: float
    traits: Lines
    weights: array[float]
    names: tuple[str, ...]
    speakers: Lines
    ends: array[int]
    which: bytes
    votes: array[float]

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Learnt:
        """Read the content of `danger-weights.json`. Raises ValueError where it is not that."""
        match data:
            case {"bias": float(bias), "weights": dict(weights), "kinds": dict(kinds)}:
                names, texts, ends, which, votes = listed(kinds)
                values = array("d", weights.values())
                lines = Lines.of(list(weights))
                return cls(bias, lines, values, names, Lines.of(texts), ends, which, votes)
        raise ValueError("danger-weights.json : à refaire avec python -m content.danger_training")

    def ear(self) -> Ear:
        """Make the ear."""
        votes = Votes(self.names, self.speakers, self.ends, self.which, self.votes)
        return Ear(self.bias, Weights(self.traits, self.weights), votes)


@dataclass(frozen=True, slots=True)
class Ear:
    """What was learnt: `weights` towards danger, and `kinds`, how much a word speaks for each."""

    bias: float
    weights: Mapping[str, float] | Weights
    kinds: Votes
    _pieces: dict[str, tuple[float, ...]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Ear:
        """Read the content of `danger-weights.json`. Raises ValueError where it is not that."""
        return Learnt.of(data).ear()

    def weigh(self, words: Sequence[Word]) -> float:
        """How much the most alarming part of a message resembles a danger, as log-odds."""
        return self.loudest(words)[0]

    def loudest(self, words: Sequence[Word]) -> Part:
        """Return the most alarming window."""
        return self.loud(words)[0]

    def loud(self, words: Sequence[Word]) -> list[Part]:
        """Return the most alarming window and the next one apart from it, if there is one.

        Of a story the ear may find another part louder than the one that tells of the danger.
        """
        known = self._known(words)
        if 0 < len(known) <= WINDOW:
            total = 0.0
            for place in known:
                total += sum(place)
            return [(self.bias + total / sqrt(max(sum(map(len, known)), 1)), 0, len(known))]
        sums = list(accumulate(map(sum, known), initial=0.0))
        counts = list(accumulate(map(len, known), initial=0))
        heard = [
            (
                self.bias + (sums[end] - sums[start]) / sqrt(max(counts[end] - counts[start], 1)),
                start,
                end,
            )
            for start, end in spans(len(known))
            if end > start
        ]
        first = max(heard, default=(self.bias + _NOTHING, 0, 0))
        apart = [part for part in heard if abs(part[1] - first[1]) >= _APART]
        return [first, *nlargest(1, apart)]

    def _known(self, words: Sequence[Word]) -> list[list[float]]:
        """For each word the weights of its `traits` that the model knows, in their order."""
        find = self.weights.get
        known: list[list[float]] = []
        before: str | None = None
        last = "^"
        for word in words:
            stem = word.stem
            found = [w for w in (find(stem), find(f"{last} {stem}")) if w is not None]
            pieces_ = self._pieces.get(word.sound)
            found += self._weigh_pieces(word.sound) if pieces_ is None else pieces_
            if before is not None and (apart := find(f"{before} _ {stem}")) is not None:
                found.append(apart)
            known.append(found)
            before, last = last, stem
        if known and (end := find(f"{last} $")) is not None:
            known[-1].append(end)
        return known

    def _weigh_pieces(self, sound: str) -> tuple[float, ...]:
        """Give the weights of the pieces of a word; remembered for the latest words."""
        if len(self._pieces) >= _REMEMBERED:
            self._pieces.clear()
        found = tuple(w for w in map(self.weights.get, pieces(sound)) if w is not None)
        self._pieces[sound] = found
        return found

    def kind(self, words: Sequence[Word]) -> str | None:
        """Name the danger that the words speak for, None where two kinds are as likely."""
        heard = {trait for place in traits(words) for trait in place}
        votes = dict.fromkeys(self.kinds.names, 0.0)
        for trait in sorted(heard):
            for kind, value in self.kinds.get(trait):
                votes[kind] += value
        (kind, most), (_, next_most) = nlargest(2, votes.items(), key=itemgetter(1))
        return kind if most > _CLEARLY * next_most else None


def traits(words: Sequence[Word]) -> Iterator[list[str]]:
    """For each word what the model knows it by: itself, its pieces, itself after others."""
    stems = ["^", *(word.stem for word in words)]
    for index, word in enumerate(words, start=1):
        found = [stems[index], f"{stems[index - 1]} {stems[index]}", *pieces(word.sound)]
        if index > 1:
            found.append(f"{stems[index - 2]} _ {stems[index]}")
        if index == len(words):
            found.append(f"{stems[index]} $")
        yield found


def pieces(sound: str) -> list[str]:
    """Return the pieces of a word as it sounds."""
    said = f"<{sound}>"
    return [f"#{said[at : at + PIECE]}" for at in range(len(said) - PIECE + 1)]


def spans(length: int) -> Iterator[tuple[int, int]]:
    """Start and end of each window over a message of `length` words; the last one is full."""
    last = max(length - WINDOW, 0)
    for start in range(0, last, STEP):
        yield start, start + WINDOW
    yield last, length
