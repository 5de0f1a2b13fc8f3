"""Learns which kind of danger the words of a danger speak for: build time, for `danger_training`.

A softmax regression over the words of the part that tells of it, by AdaGrad. What comes of it is
kept as votes (`danger_ear.Ear.kinds`): a number for each word, pair or piece of a word and kind.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np

from content.danger_ear import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

Said = tuple[frozenset[str], str]
"""What a danger is known by, and its kind."""

ROUNDS: Final = 10
PACE: Final = 0.1
FORGET: Final = 1e-5
LEAST: Final = 0.5
"""Passes, step, what is forgotten in one, the least weight that is kept: by four writers who were
held back, of whose dangers 81 in 100 got the number of their kind (70 by the rules' kinds)."""

_SEEN_IN: Final = 2
_TINY: Final = 1e-8


def learn_kinds(dangers: Sequence[Said]) -> Mapping[str, Mapping[str, float]]:
    """Return for each kind how much a trait speaks for it; same input, same weights."""
    seen = Counter(trait for traits, _ in dangers for trait in traits)
    traits = [ALWAYS, *sorted(trait for trait, count in seen.items() if count >= _SEEN_IN)]
    kinds = sorted({kind for _, kind in dangers})
    if not kinds:
        return {}
    place = {trait: at for at, trait in enumerate(traits)}
    rows = [
        (np.array([0, *(place[t] for t in sorted(known) if t in place)]), kinds.index(kind))
        for known, kind in dangers
    ]
    weights = _fit(rows, (len(traits), len(kinds)))
    weights -= np.median(weights, axis=1, keepdims=True)  # says the same, and most of it is zero
    return {
        kind: {
            trait: round(weight, 2)
            for trait, weight in zip(traits, weights[:, at].tolist(), strict=True)
            if abs(weight) >= LEAST
        }
        for at, kind in enumerate(kinds)
    }


def _fit(
    rows: Sequence[tuple[NDArray[np.int64], int]], shape: tuple[int, int]
) -> NDArray[np.float64]:
    """Return the weights, a row for each trait and a column for each kind."""
    weights = np.zeros(shape)
    squares = np.full(shape, _TINY)
    for turn in range(ROUNDS):
        for places, kind in _shuffled(rows, turn):
            size = np.sqrt(len(places))
            scores = weights[places].sum(axis=0) / size
            error = np.exp(scores - scores.max())
            error /= error.sum()
            error[kind] -= 1
            slopes = error / size + FORGET * weights[places]
            squares[places] += slopes * slopes
            weights[places] -= PACE * slopes / np.sqrt(squares[places])
    return weights


def _shuffled(
    rows: Sequence[tuple[NDArray[np.int64], int]], turn: int
) -> Iterator[tuple[NDArray[np.int64], int]]:
    """Yield the rows in an order of its own for each turn, the same on every machine."""
    order = sorted(range(len(rows)), key=lambda at: crc32(f"{turn} {at}".encode()))
    yield from (rows[at] for at in order)
