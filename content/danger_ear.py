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
from itertools import accumulate, pairwise
from math import exp, sqrt
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
ALWAYS = "*"
"""What every danger is known by: how common its kind is."""
_APART = 2 * STEP
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
    _alone: dict[str, tuple[float, int]] = field(default_factory=dict, compare=False)

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
        Where none is wholly apart, it is one that hardly overlaps: both may hold the same clause.
        """
        said, many = self._known(words)
        if 0 < len(said) <= WINDOW:
            return [(self.bias + sum(said) / sqrt(max(sum(many), 1)), 0, len(said))]
        sums = list(accumulate(said, initial=0.0))
        counts = list(accumulate(many, initial=0))
        heard = [
            (
                self.bias + (sums[end] - sums[start]) / sqrt(max(counts[end] - counts[start], 1)),
                start,
                end,
            )
            for start, end in spans(len(said))
            if end > start
        ]
        first = max(heard, default=(self.bias + _NOTHING, 0, 0))
        hardly = [part for part in heard if abs(part[1] - first[1]) >= _APART]
        apart = [part for part in hardly if abs(part[1] - first[1]) >= WINDOW]
        return [first, *nlargest(1, apart or hardly)]

    def _known(self, words: Sequence[Word]) -> tuple[list[float], list[int]]:
        """For each word the weights of its `traits` that the model knows: their sum, how many."""
        alone, stems = self._alone, ["^", *[word.stem for word in words]]
        beside = self._find([f"{before} {stem}" for before, stem in pairwise(stems)])
        ahead = zip(stems, stems[2:], strict=False)
        apart = [None, *self._find([f"{before} _ {stem}" for before, stem in ahead])]
        sums, counts = [], []
        for word, near, far in zip(words, beside, apart, strict=False):
            total, count = alone.get(word.plain) or self._weigh_alone(word)
            for weight in (near, far):
                if weight is not None:
                    total += weight
                    count += 1
            sums.append(total)
            counts.append(count)
        if words and (end := self.weights.get(f"{stems[-1]} $")) is not None:
            sums[-1] += end
            counts[-1] += 1
        return sums, counts

    def _find(self, traits: list[str]) -> list[float | None]:
        """Return the weight of each trait, None where it is not known."""
        weights = self.weights
        return (
            weights.each(traits) if isinstance(weights, Weights) else [*map(weights.get, traits)]
        )

    def _weigh_alone(self, word: Word) -> tuple[float, int]:
        """Weigh a word and its pieces: their sum, how many; remembered for the latest words."""
        if len(self._alone) >= _REMEMBERED:
            self._alone.clear()
        found = [w for w in self._find([word.stem, *pieces(word.sound)]) if w is not None]
        # How a word sounds, and its stem, follow from what is plain of it.
        weighed = self._alone[word.plain] = (sum(found), len(found))
        return weighed

    def shares(self, words: Sequence[Word]) -> dict[str, float]:
        """Return how much the most alarming part of a message speaks for each kind: shares."""
        _, start, end = self.loudest(words)
        part = list(traits(words))[start:end]
        heard = [ALWAYS, *sorted({trait for place in part for trait in place})]
        votes, known = dict.fromkeys(self.kinds.names, 0.0), 0
        for trait in heard:
            said = list(self.kinds.get(trait))
            known += bool(said)
            for kind, value in said:
                votes[kind] += value
        size, most = sqrt(max(known, 1)), max(votes.values(), default=0.0)
        odds = {kind: exp((vote - most) / size) for kind, vote in votes.items()}
        total = sum(odds.values())
        return {kind: part / total for kind, part in odds.items()}


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
