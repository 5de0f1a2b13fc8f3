"""Prototypes: a few hundred directions that many sentence vectors lie along.

How near a vector comes to one of them says what a straight cut through all vectors
(`content.heads`) cannot: that it is like something known. Made at build time, used at run time by
`content.mind`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from content.heads import Array

COUNT: Final = 256
"""How many there are; four times as many tell no more apart."""

_ROUNDS: Final = 8
_AT_ONCE: Final = 4096
_TINY: Final = 1e-8


@dataclass(frozen=True, slots=True)
class Prototypes:
    """Directions, a row each, around `middle`."""

    middle: Array
    rows: Array

    def likeness(self, vector: Array) -> float:
        """Return how near `vector` comes to the nearest one, as a cosine."""
        return float((self.rows @ _directions(vector[None, :], self.middle)[0]).max())


def gather(vectors: Array, middle: Array, seed: int = 1) -> Prototypes:
    """Return prototypes of `vectors` (a row each) by spherical k-means; same input, same ones."""
    directions = _directions(vectors, middle)
    chance = np.random.default_rng(seed)
    count = min(COUNT, len(directions))
    rows = directions[np.sort(chance.choice(len(directions), count, replace=False))]
    for _ in range(_ROUNDS):
        sums = np.zeros_like(rows)
        for start in range(0, len(directions), _AT_ONCE):
            some = directions[start : start + _AT_ONCE]
            np.add.at(sums, (some @ rows.T).argmax(axis=1), some)
        lonely = np.linalg.norm(sums, axis=1, keepdims=True) < _TINY
        rows = _unit(np.where(lonely, rows, sums))
    return Prototypes(middle, rows)


def _directions(vectors: Array, middle: Array) -> Array:
    return _unit(vectors - middle)


def _unit(rows: Array) -> Array:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Array = (rows / np.maximum(lengths, _TINY)).astype(np.float32)
    return unit
