"""Heads: a layer over sentence vectors each, which gives the shares of some labels.

Learnt at build time on the vectors of the phrasings (`content.train`), used at run time by
`content.mind`. No more than a layer: the encoder, tuned on the content, has drawn topics and
dangers apart already; a network of two layers learnt by heart what the encoder knows by heart, and
strangers were read less well. Needs numpy, which comes with the package of the vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float32]"

ROUNDS: Final = 30
BATCH: Final = 256
RATE: Final = 2e-3
DECAY: Final = 3e-4
SMOOTHED: Final = 0.1
"""Passes, examples a step, step of Adam, weight decay, the share of a label that is dealt out to
all: by folds of voices that neither head nor encoder had seen."""

SHRUNK: Final = 2.0
"""How much of a ball is mixed into the spread of the vectors, in shares of their mean variance."""

_SPREAD: Final = 14.0  # brings the parts of a vector near one
_FIRST, _SECOND, _TINY = 0.9, 0.999, 1e-8  # Adam as published (Kingma and Ba, 2015)


@dataclass(frozen=True, slots=True)
class Head:
    """Gives the share of each of `labels` for a vector; `middle` is taken away from it first.

    `weights` has a row for each part of a vector and a column for each label, `biases` a number
    for each label.
    """

    labels: tuple[str, ...]
    middle: Array
    weights: Array
    biases: Array

    def log_shares(self, vector: Array) -> dict[str, float]:
        """Return the logarithm of each label's share."""
        scores = _centred(vector[None, :], self.middle) @ self.weights + self.biases
        return dict(zip(self.labels, _log_softmax(scores)[0].tolist(), strict=True))


def learn(vectors: Array, labels: Sequence[str], seed: int = 1) -> Head:
    """Return the head that tells many labels apart: the softmax regression of `labels`.

    `vectors` holds a row for each of them. Same input, same head.
    """
    names, wanted = _numbered(labels)
    middle = vectors.mean(axis=0)
    rows = _centred(vectors, middle)
    aims = np.full((len(rows), len(names)), SMOOTHED / len(names), np.float32)
    aims[np.arange(len(rows)), wanted] += 1 - SMOOTHED
    weights = np.zeros((rows.shape[1], len(names)), np.float32)
    biases = np.zeros(len(names), np.float32)
    descent = _Adam((weights, biases))
    chance = np.random.default_rng(seed)
    for _ in range(ROUNDS):
        for batch in _batches(chance.permutation(len(rows))):
            near = rows[batch]
            error = (np.exp(_log_softmax(near @ weights + biases)) - aims[batch]) / len(batch)
            descent.step((near.T @ error + DECAY * weights, error.sum(axis=0)))
    return Head(names, middle, weights, biases)


def discriminate(vectors: Array, labels: Sequence[str]) -> Head:
    """Return the head that tells a few labels apart: Fisher's linear discriminant.

    It looks at where the vectors of a label lie and how all of them spread, and at no single one
    of them; so it hears a danger that is told in an unknown way better than a regression does.
    """
    names, wanted = _numbered(labels)
    middle = vectors.mean(axis=0)
    rows = _centred(vectors, middle).astype(np.float64)
    means = np.stack([rows[wanted == label].mean(axis=0) for label in range(len(names))])
    apart = rows - means[wanted]
    spread = apart.T @ apart / len(rows)
    spread += SHRUNK * np.trace(spread) / len(spread) * np.eye(len(spread))
    weights = np.linalg.solve(spread, means.T)
    frequent = np.log(np.bincount(wanted) / len(wanted))
    biases = frequent - (means * weights.T).sum(axis=1) / 2
    return Head(names, middle, weights.astype(np.float32), biases.astype(np.float32))


class _Adam:
    """Adam over a few arrays, which it changes in place."""

    def __init__(self, weights: tuple[Array, ...]) -> None:
        self._weights = weights
        self._first = [np.zeros_like(weight) for weight in weights]
        self._second = [np.zeros_like(weight) for weight in weights]
        self._steps = 0

    def step(self, slopes: Sequence[Array]) -> None:
        self._steps += 1
        rate = RATE * np.sqrt(1 - _SECOND**self._steps) / (1 - _FIRST**self._steps)
        for place, slope in enumerate(slopes):
            first, second = self._first[place], self._second[place]
            np.add(first, (1 - _FIRST) * (slope - first), out=first)
            np.add(second, (1 - _SECOND) * (slope * slope - second), out=second)
            weight = self._weights[place]
            np.subtract(weight, rate * first / (np.sqrt(second) + _TINY), out=weight)


def _numbered(labels: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the names of the labels, and the place of each label among them."""
    names = tuple(sorted(set(labels)))
    place = {name: number for number, name in enumerate(names)}
    return names, np.array([place[label] for label in labels])


def _batches(order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


def _centred(vectors: Array, middle: Array) -> Array:
    """Take away what all sentences share."""
    centred: Array = (_SPREAD * (vectors - middle)).astype(np.float32)
    return centred


def _log_softmax(scores: Array) -> Array:
    top = scores - scores.max(axis=1, keepdims=True)
    shares: Array = top - np.log(np.exp(top).sum(axis=1, keepdims=True))
    return shares
