"""What reads sentence vectors: which topic they ask for, whether they tell of a danger.

Learnt by `content.train` and kept in one file; used by `content.meaning`, and by the calibration
with minds that know nothing of some writers. Needs numpy, which comes with the package of the
vectors.
"""

from __future__ import annotations

import io
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from content.heads import Head
from content.meaning import CALM, DANGER, Sense
from content.prototypes import Prototypes

if TYPE_CHECKING:
    from pathlib import Path

    from content.heads import Array

_MAGIC: Final = b"colibris meaning 2\n"
_WIDTH: Final = 384


@dataclass(frozen=True, slots=True)
class Mind:
    """Two heads, and what dangers and calm stories that look like one are near to.

    `dangers` and `look_alikes` lie around the middle of `danger`.
    """

    topics: Head
    danger: Head
    dangers: Prototypes
    look_alikes: Prototypes

    def sense(self, vector: Array) -> Sense:
        """Return what a vector means."""
        shares = self.danger.log_shares(vector)
        return Sense(
            topics=self.topics.log_shares(vector),
            danger=shares[DANGER] - shares[CALM],
            like_danger=self.dangers.likeness(vector),
            like_calm=self.look_alikes.likeness(vector),
        )


def save(path: Path, mind: Mind, key: str) -> None:
    """Write a mind under the fingerprint of what it was trained on."""
    near = (mind.dangers, mind.look_alikes)
    header = {
        "key": key,
        "labels": {"topics": mind.topics.labels, "danger": mind.danger.labels},
        "near": [len(prototypes.rows) for prototypes in near],
    }
    packed = io.BytesIO()
    packed.write(json.dumps(header, ensure_ascii=False).encode() + b"\n")
    heads = (mind.topics, mind.danger)
    arrays = [array for head in heads for array in (head.middle, head.weights, head.biases)]
    for array in (*arrays, *(prototypes.rows for prototypes in near)):
        packed.write(array.astype("<f2").tobytes())
    draft = path.with_suffix(".draft")
    draft.write_bytes(_MAGIC + zlib.compress(packed.getvalue(), 9))
    draft.replace(path)


def load(path: Path) -> Mind:
    """Read back what `save` wrote. Raises ValueError for anything else."""
    try:
        unpacked = zlib.decompress(path.read_bytes().removeprefix(_MAGIC))
    except zlib.error:
        raise ValueError(f"{path.name} : à refaire avec make learn") from None
    first, _, body = unpacked.partition(b"\n")
    header, rest = json.loads(first), _Rest(body)
    topics, danger = (_head(header["labels"][name], rest) for name in ("topics", "danger"))
    dangers, look_alikes = (
        Prototypes(danger.middle, rest.array(count, _WIDTH)) for count in header["near"]
    )
    return Mind(topics, danger, dangers, look_alikes)


def key_of(path: Path) -> str:
    """Return the fingerprint that a file was saved under; empty for a file of another make."""
    try:
        head, _, _ = zlib.decompress(path.read_bytes()[len(_MAGIC) :]).partition(b"\n")
        return str(json.loads(head)["key"])
    except (OSError, ValueError, KeyError, zlib.error):
        return ""


@dataclass(slots=True)
class _Rest:
    """What is left to read of a file."""

    body: bytes

    def array(self, *shape: int) -> Array:
        """Take the next array off it."""
        size = 2 * int(np.prod(shape))
        taken, self.body = self.body[:size], self.body[size:]
        return np.frombuffer(taken, "<f2").astype(np.float32).reshape(shape)


def _head(labels: list[str], rest: _Rest) -> Head:
    middle, weights = rest.array(_WIDTH), rest.array(_WIDTH, len(labels))
    return Head(tuple(labels), middle, weights, rest.array(len(labels)))
