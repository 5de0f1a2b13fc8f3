"""A linear classifier over sparse features: which topic a text is about.

Multinomial logistic regression, trained by stochastic gradient descent on the phrasings. Each
block of features (words, letters) is weighted by inverse document frequency and brought to
length one, so that a long message weighs no more than a short one.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from content.compact import Places

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from content.features import Features

Floats: TypeAlias = "NDArray[np.float64]"
Bytes: TypeAlias = "NDArray[np.int8]"

EPOCHS: Final = 3
RATE: Final = 2.0
"""Passes over the phrasings, and the step of the first; by leave-one-voice-out (docs/answers)."""

_MANY: Final = 1000
"""Examples from which on a feature that only one of them has is left out: it teaches nothing of
others, and half of all are such."""

_COOLING: Final = 0.5
_BIAS_RATE: Final = 0.1
_WORTH_A_STEP: Final = 0.02
_SEED: Final = 1
_LARGEST: Final = 127


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One kind of feature: the row of each, its squared idf, a weight for each topic in `unit`s.

    The idf of the feature is already in its weights. After training these are bytes (-127 to
    127), an eighth of the memory; what that rounds away changes no ranking worth having.
    """

    places: Mapping[str, int] | Places
    squares: Floats
    rows: Bytes
    unit: float

    def __eq__(self, other: object) -> bool:
        """Say whether another block knows the same features and weighs them alike."""
        return (
            isinstance(other, Block)
            and _same(self.places, other.places)
            and self.unit == other.unit
            and np.array_equal(self.squares, other.squares)
            and np.array_equal(self.rows, other.rows)
        )

    __hash__ = None  # type: ignore[assignment]

    def find(self, features: Iterable[str]) -> list[int]:
        """Return the places of the features that are known."""
        places = self.places
        if isinstance(places, Places):
            return places.find(features)
        return [place for place in map(places.get, features) if place is not None]

    def mean(self, known: Collection[int]) -> Floats:
        """Return what features, by their places, say for each topic, brought to length one."""
        places = np.fromiter(known, np.intp, len(known))
        length = math.sqrt(np.add.reduce(self.squares.take(places)))
        # Whole numbers far below 2**24 are exact in single precision, where adding is quick.
        rows = self.rows.take(places, axis=0).astype(np.float32)
        sums = _ones(len(rows)).dot(rows).astype(np.float64)
        weighed: Floats = self.unit / length * sums
        return weighed


@lru_cache(maxsize=1024)
def _ones(length: int) -> NDArray[np.float32]:
    return np.ones(length, np.float32)


def _same(one: Mapping[str, int] | Places, other: Mapping[str, int] | Places) -> bool:
    """Say whether both give each text the same place; at least one of them can name them all."""
    if isinstance(one, Places):
        one, other = other, one
    if isinstance(one, Places):
        return one == other
    return len(one) == len(other) and all(other.get(text) == at for text, at in one.items())


@dataclass(frozen=True, slots=True)
class Linear:
    """A trained classifier; `scores` are logits, one for each of `topics`."""

    topics: tuple[str, ...]
    bias: tuple[float, ...]
    words: Block
    grams: Block

    def scores(self, features: Features) -> list[float]:
        """Return a logit for each topic."""
        return self.weigh(self.words.find(features.words), self.grams.find(features.grams))

    def weigh(self, words: Collection[int], grams: Collection[int]) -> list[float]:
        """Return a logit for each topic; of words and grams the places, each once."""
        scores = np.array(self.bias)
        for block, known in ((self.words, words), (self.grams, grams)):
            if known:
                scores += block.mean(known)
        logits: list[float] = scores.tolist()
        return logits


def train(examples: Sequence[tuple[str, Features]]) -> Linear:
    """Return a classifier for `examples`: (topic, features). The same input, the same weights."""
    topics = tuple(sorted({topic for topic, _ in examples}))
    words = _untrained((features.words for _, features in examples), len(topics))
    grams = _untrained((features.grams for _, features in examples), len(topics))
    bias = np.zeros(len(topics))
    place = {topic: index for index, topic in enumerate(topics)}
    prepared = [
        (place[topic], [_sparse(words, found.words), _sparse(grams, found.grams)])
        for topic, found in examples
        if found.words
    ]
    shuffler = random.Random(_SEED)  # noqa: S311 - the order of training, no secret
    for epoch in range(EPOCHS):
        shuffler.shuffle(prepared)
        rate = RATE / (1 + _COOLING * epoch)
        for wanted, blocks in prepared:
            _step(wanted, blocks, bias, rate)
    return Linear(topics, tuple(bias.tolist()), _rounded(words), _rounded(grams))


@dataclass(frozen=True, slots=True)
class _Draft:
    """One kind of feature in training: its squared idf, its weights as they are."""

    places: Mapping[str, int]
    squares: Floats
    rows: Floats


@dataclass(frozen=True, slots=True)
class _Sparse:
    """One block of one example: the rows it uses, the step each takes, 1 / its length."""

    rows: Floats
    used: NDArray[np.int64]
    steps: Floats
    scale: float


def _untrained(examples: Iterable[Sequence[str]], topics: int) -> _Draft:
    found = list(examples)
    counts = Counter(feature for features in found for feature in features)
    if len(found) >= _MANY:
        counts = Counter({feature: count for feature, count in counts.items() if count > 1})
    places = {feature: place for place, feature in enumerate(counts)}
    squares = (np.log(len(found) / np.array(list(counts.values()), float)) + 1) ** 2
    return _Draft(places, squares, np.zeros((len(counts), topics)))


def _sparse(draft: _Draft, present: Sequence[str]) -> _Sparse:
    known = [draft.places[feature] for feature in present if feature in draft.places]
    used = np.array(known, np.int64)
    squares = draft.squares[used]
    scale = 1 / math.sqrt(squares.sum() or 1.0)
    return _Sparse(draft.rows, used, squares * scale, scale)


def _rounded(draft: _Draft) -> Block:
    """Return the trained weights as bytes, the largest as 127."""
    largest = float(np.abs(draft.rows).max(initial=0.0))
    unit = largest / _LARGEST or 1.0
    rows = np.rint(draft.rows / unit).astype(np.int8)
    return Block(draft.places, draft.squares, rows, unit)


def _step(wanted: int, blocks: list[_Sparse], bias: Floats, rate: float) -> None:
    """Move the weights of one example towards its topic, away from those it is taken for."""
    scores = bias.copy()
    for block in blocks:
        scores += block.scale * block.rows[block.used].sum(axis=0)
    error = -softmax(scores)
    error[wanted] += 1
    error[np.abs(error) < _WORTH_A_STEP] = 0.0
    move = rate * error
    bias += _BIAS_RATE * move
    for block in blocks:
        block.rows[block.used] += block.steps[:, None] * move


def softmax(scores: Floats) -> Floats:
    """Return the shares, in sum 1, that logits stand for."""
    powers = np.exp(scores - scores.max())
    shares: Floats = powers / powers.sum()
    return shares
