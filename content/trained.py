"""The trained classifier on disk, so that a start takes half a second instead of three.

A cache and nothing more: it is tied to the phrasings and the dictionary by a fingerprint, and
where it is missing, stale or damaged, training starts again. `python -m content.train` writes it;
the same content gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import TYPE_CHECKING, Final, TypedDict

import numpy as np

from content.compact import Places
from content.linear import EPOCHS, RATE, Block, Linear

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

NAME: Final = "trained.bin"
"""The file beside the content it was trained on."""

_MAGIC: Final = b"colibris classifier 2\n"
_LEVEL: Final = 9


class _Described(TypedDict):
    unit: float
    features: list[str]
    values: list[float]
    squares: list[int]


class _Header(TypedDict):
    key: str
    topics: list[str]
    bias: list[float]
    blocks: list[_Described]


def fingerprint(examples: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return what tells one training set from another: (topic, plain words), in order."""
    digest = hashlib.sha256(f"{_MAGIC!r} {EPOCHS} {RATE}\n".encode())
    for topic, words in examples:
        digest.update(f"{topic}\t{' '.join(words)}\n".encode())
    return digest.hexdigest()


def save(path: Path, classifier: Linear, key: str) -> None:
    """Write a classifier under its fingerprint; readers see the old file or the new one."""
    header: _Header = {
        "key": key,
        "topics": list(classifier.topics),
        "bias": list(classifier.bias),
        "blocks": [_described(block) for block in (classifier.words, classifier.grams)],
    }
    text = json.dumps(header, ensure_ascii=False).encode()
    weights = [block.rows.tobytes() for block in (classifier.words, classifier.grams)]
    body = len(text).to_bytes(8, "little") + text + b"".join(weights)
    draft = path.with_suffix(".draft")
    draft.write_bytes(_MAGIC + zlib.compress(body, _LEVEL))
    draft.replace(path)


def load(path: Path, key: str) -> Linear | None:
    """Return the classifier with this fingerprint; None where the file holds no such one."""
    try:
        packed = path.read_bytes()
        if not packed.startswith(_MAGIC):
            return None
        body = zlib.decompress(packed[len(_MAGIC) :])
        size = int.from_bytes(body[:8], "little")
        header: _Header = json.loads(body[8 : 8 + size])
        return _linear(header, memoryview(body)[8 + size :]) if header["key"] == key else None
    except (OSError, zlib.error, ValueError, KeyError, TypeError):
        # Absent, cut short or of another make: all the same to a cache.
        return None


def _described(block: Block) -> _Described:
    # Squares have few values, one for each document frequency: a number of its list each.
    values, places = np.unique(block.squares, return_inverse=True)
    return {
        "unit": block.unit,
        "features": list(_named(block)),
        "values": values.tolist(),
        "squares": places.tolist(),
    }


def _named(block: Block) -> Mapping[str, int]:
    if isinstance(block.places, Places):
        raise TypeError("a classifier that was loaded does not know its features any more")
    return block.places


def _linear(header: _Header, weights: memoryview) -> Linear:
    width = len(header["topics"])
    blocks: list[Block] = []
    for described in header["blocks"]:
        features = described["features"]
        size = len(features) * width
        # A copy: a view would keep all that was unpacked, the names of the features too.
        rows = np.frombuffer(weights[:size], np.int8).reshape(len(features), width).copy()
        weights = weights[size:]
        squares = np.array(described["values"])[described["squares"]]
        blocks.append(Block(Places(features), squares, rows, described["unit"]))
    words, grams = blocks
    return Linear(tuple(header["topics"]), tuple(header["bias"]), words, grams)
