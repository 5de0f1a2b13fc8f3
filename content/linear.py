"""A linear classifier over sparse features, in plain Python: which topic a text is about.

Multinomial logistic regression, trained by stochastic gradient descent on the phrasings. Each
block of features (words, letters) is weighted by inverse document frequency and brought to
length one, so that a long message weighs no more than a short one.
"""

from __future__ import annotations

import math
import random
from array import array
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from content.features import Features

EPOCHS: Final = 3
RATE: Final = 2.0
"""Passes over the phrasings, and the step of the first; by leave-one-voice-out (docs/answers)."""

_COOLING: Final = 0.5
_BIAS_RATE: Final = 0.1
_WORTH_A_STEP: Final = 0.02
_SEED: Final = 1
_LARGEST: Final = 127


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of feature: for each its squared idf and a weight for each topic, in `unit`s.

    The idf of the feature is already in its weights. After training these are bytes (-127 to
    127), an eighth of the memory; what that rounds away changes no ranking worth having.
    """

    squares: Mapping[str, float]
    rows: Mapping[str, array[int]]
    unit: float


@dataclass(frozen=True, slots=True)
class Linear:
    """A trained classifier; `scores` are logits, one for each of `topics`."""

    topics: tuple[str, ...]
    bias: tuple[float, ...]
    words: Block
    grams: Block

    def scores(self, features: Features) -> list[float]:
        """Return a logit for each topic."""
        scores = list(self.bias)
        for block, present in ((self.words, features.words), (self.grams, features.grams)):
            known = [feature for feature in present if feature in block.squares]
            if known:
                length = math.sqrt(sum(block.squares[feature] for feature in known))
                scale = block.unit / length
                columns = zip(*(block.rows[feature] for feature in known), strict=True)
                scores = [a + scale * sum(b) for a, b in zip(scores, columns, strict=True)]
        return scores


def train(examples: Sequence[tuple[str, Features]]) -> Linear:
    """Return a classifier for `examples`: (topic, features). The same input, the same weights."""
    topics = tuple(sorted({topic for topic, _ in examples}))
    words = _untrained((features.words for _, features in examples), len(topics))
    grams = _untrained((features.grams for _, features in examples), len(topics))
    bias = [0.0] * len(topics)
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
    return Linear(topics, tuple(bias), _rounded(words), _rounded(grams))


@dataclass(frozen=True, slots=True)
class _Draft:
    """One kind of feature in training: its squared idf, its weights as they are."""

    squares: Mapping[str, float]
    rows: Mapping[str, array[float]]


@dataclass(frozen=True, slots=True)
class _Sparse:
    """One block of one example: the weights it uses, the step each takes, 1 / its length."""

    rows: list[array[float]]
    steps: list[float]
    scale: float


def _untrained(examples: Iterable[Sequence[str]], topics: int) -> _Draft:
    found = list(examples)
    counts = Counter(feature for features in found for feature in features)
    squares = {
        feature: (math.log(len(found) / count) + 1) ** 2 for feature, count in counts.items()
    }
    return _Draft(squares, {feature: array("d", bytes(8 * topics)) for feature in squares})


def _sparse(draft: _Draft, present: Sequence[str]) -> _Sparse:
    squares = [draft.squares[feature] for feature in present]
    scale = 1 / math.sqrt(sum(squares) or 1.0)
    rows = [draft.rows[feature] for feature in present]
    return _Sparse(rows, [square * scale for square in squares], scale)


def _rounded(draft: _Draft) -> Block:
    """Return the trained weights as bytes, the largest as 127."""
    largest = max((abs(weight) for row in draft.rows.values() for weight in row), default=0.0)
    unit = largest / _LARGEST or 1.0
    rows = {
        feature: array("b", (round(weight / unit) for weight in row))
        for feature, row in draft.rows.items()
    }
    return Block(draft.squares, rows, unit)


def _step(wanted: int, blocks: list[_Sparse], bias: list[float], rate: float) -> None:
    """Move the weights of one example towards its topic, away from those it is taken for."""
    scores = list(bias)
    for block in blocks:
        sums = map(sum, zip(*block.rows, strict=True))
        scores = [a + block.scale * b for a, b in zip(scores, sums, strict=True)]
    for topic, share in enumerate(softmax(scores)):
        error = (topic == wanted) - share
        if abs(error) < _WORTH_A_STEP:
            continue
        move = rate * error
        bias[topic] += _BIAS_RATE * move
        for block in blocks:
            for row, step in zip(block.rows, block.steps, strict=True):
                row[topic] += move * step


def softmax(scores: Sequence[float]) -> list[float]:
    """Return the shares, in sum 1, that logits stand for."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
