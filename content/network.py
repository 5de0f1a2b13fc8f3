"""A small neural network over sentence vectors: one hidden layer, the shares of some labels.

Trained at build time on the vectors of the phrasings (`content.train`), used at run time by
`content.meaning`. Needs numpy, which comes with the package of the vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float32]"

ROUNDS: Final = 25
BATCH: Final = 128
RATE: Final = 2e-3
DECAY: Final = 1e-3
"""Passes, examples a step, step of Adam, weight decay; by leave-one-voice-out."""

_SPREAD: Final = 10.0
_FIRST, _SECOND, _TINY = 0.9, 0.999, 1e-8  # Adam as published (Kingma and Ba, 2015)


@dataclass(frozen=True, slots=True)
class Network:
    """Gives the share of each of `labels` for a vector; `mean` is that of the training vectors."""

    labels: tuple[str, ...]
    mean: Array
    weights: tuple[Array, Array, Array, Array]

    def log_shares(self, vector: Array) -> dict[str, float]:
        """Return the logarithm of each label's share."""
        shares = _log_softmax(_forward(self.weights, _centred(vector[None, :], self.mean))[1])[0]
        return dict(zip(self.labels, shares.tolist(), strict=True))


def train(vectors: Array, labels: Sequence[str], *, hidden: int, seed: int = 1) -> Network:
    """Return the network for `vectors` (a row each) and their labels: same input, same network."""
    names = tuple(sorted(set(labels)))
    place = {name: number for number, name in enumerate(names)}
    wanted = np.array([place[label] for label in labels])
    mean = vectors.mean(axis=0)
    rows = _centred(vectors, mean)
    chance = np.random.default_rng(seed)
    weights = _begin(chance, rows.shape[1], hidden, len(names))
    descent = _Adam(weights)
    for _ in range(ROUNDS):
        for batch in _batches(chance.permutation(len(rows))):
            descent.step(_slopes(weights, rows[batch], wanted[batch]))
    return Network(names, mean, weights)


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


def _begin(
    chance: np.random.Generator, width: int, hidden: int, labels: int
) -> tuple[Array, Array, Array, Array]:
    def glorot(rows: int, columns: int) -> Array:
        bound = np.sqrt(6 / (rows + columns))
        return chance.uniform(-bound, bound, (rows, columns)).astype(np.float32)

    return (
        glorot(width, hidden),
        np.zeros(hidden, np.float32),
        glorot(hidden, labels),
        np.zeros(labels, np.float32),
    )


def _batches(order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


def _slopes(
    weights: tuple[Array, Array, Array, Array], rows: Array, wanted: NDArray[np.int64]
) -> list[Array]:
    first, _, second, _ = weights
    hidden, scores = _forward(weights, rows)
    error = np.exp(_log_softmax(scores))
    error[np.arange(len(rows)), wanted] -= 1
    error /= len(rows)
    below = (error @ second.T) * (hidden > 0)
    decay = DECAY / len(rows)
    return [
        rows.T @ below + decay * first,
        below.sum(axis=0),
        hidden.T @ error + decay * second,
        error.sum(axis=0),
    ]


def _forward(weights: tuple[Array, Array, Array, Array], rows: Array) -> tuple[Array, Array]:
    first, first_bias, second, second_bias = weights
    hidden = np.maximum(rows @ first + first_bias, 0)
    return hidden, hidden @ second + second_bias


def _centred(vectors: Array, mean: Array) -> Array:
    """Take the mean away, which all sentences share, and bring what is left to one length."""
    moved = vectors - mean
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    centred: Array = (_SPREAD * moved / np.maximum(lengths, _TINY)).astype(np.float32)
    return centred


def _log_softmax(scores: Array) -> Array:
    top = scores - scores.max(axis=1, keepdims=True)
    shares: Array = top - np.log(np.exp(top).sum(axis=1, keepdims=True))
    return shares
