"""The trained classifier on disk, so that a start takes half a second instead of three.

A cache and nothing more: it is tied to the phrasings and the dictionary by a fingerprint, and
where it is missing, stale or damaged, training starts again. `python -m content.train` writes it;
the same content gives the same bytes. Reading it takes seventy thousand names apart: it is kept as
it is read (`content.kept`).
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypedDict

import numpy as np

from content.compact import Lines, Places
from content.kept import kept
from content.linear import EPOCHS, RATE, Block, Linear

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from content.linear import Bytes, Floats

NAME: Final = "trained.bin"
"""The file beside the content it was trained on."""

_MAGIC: Final = b"colibris classifier 2\n"
_LEVEL: Final = 9
_PIECE: Final = 1 << 16


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


@dataclass(frozen=True, slots=True)
class Part:
    """One block in few large pieces."""

    features: Lines
    squares: Floats
    rows: Bytes
    unit: float

    def block(self) -> Block:
        """Make the block."""
        return Block(Places(self.features), self.squares, self.rows, self.unit)


@dataclass(frozen=True, slots=True)
class Whole:
    """A classifier in few large pieces: the form in which `content.kept` keeps it."""

    topics: tuple[str, ...]
    bias: tuple[float, ...]
    words: Part
    grams: Part

    def linear(self) -> Linear:
        """Make the classifier."""
        return Linear(self.topics, self.bias, self.words.block(), self.grams.block())


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
    except OSError:
        return None
    of = hashlib.blake2b(key.encode() + packed).digest()
    found = kept(path.parent, "classifier", lambda: _unpacked(packed, key), of=of)
    return None if found is None else found.linear()


def _unpacked(packed: bytes, key: str) -> Whole | None:
    try:
        if not packed.startswith(_MAGIC):
            return None
        body = _Body(packed[len(_MAGIC) :])
        header: _Header = json.loads(body.read(int.from_bytes(body.read(8), "little")))
        return _whole(header, body) if header["key"] == key else None
    except (EOFError, MemoryError, zlib.error, ValueError, KeyError, TypeError):
        # Cut short or of another make: all the same to a cache.
        return None


class _Body:
    """What was packed, a piece at a time: the whole of it at once is a twelfth of the program."""

    def __init__(self, packed: bytes) -> None:
        self._unpack = zlib.decompressobj()
        self._packed = packed

    def read(self, size: int) -> bytes:
        """Return so many bytes. Raises EOFError where there are not so many."""
        pieces = []
        while size > 0 and (piece := self._next(size)):
            pieces.append(piece)
            size -= len(piece)
        if size:
            raise EOFError
        return b"".join(pieces)

    def fill(self, room: memoryview) -> None:
        """Read as much as there is room. Raises EOFError where there is not so much."""
        at = 0
        while at < len(room):
            piece = self.read(min(_PIECE, len(room) - at))
            room[at : at + len(piece)] = piece
            at += len(piece)

    def close(self) -> None:
        """Raise EOFError where this is not the end, or zlib.error where its sum is wrong."""
        if self._next(1) or not self._unpack.eof:
            raise EOFError

    def _next(self, most: int) -> bytes:
        piece = self._unpack.decompress(self._packed, most)
        self._packed = self._unpack.unconsumed_tail
        return piece


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


def _whole(header: _Header, body: _Body) -> Whole:
    width = len(header["topics"])
    known = []
    while header["blocks"]:
        described = header["blocks"].pop(0)
        squares = np.array(described["values"])[described["squares"]]
        known.append((Lines.of(described["features"]), squares, described["unit"]))
        del described  # the names of all features need much room
    parts = []
    for features, squares, unit in known:
        rows = np.empty((len(features), width), np.int8)
        body.fill(rows.data.cast("B"))
        parts.append(Part(features, squares, rows, unit))
    body.close()
    words, grams = parts
    return Whole(tuple(header["topics"]), tuple(header["bias"]), words, grams)
