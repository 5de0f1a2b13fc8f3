"""The vectors of the phrasings, kept in a file so that only changed lines are embedded again.

Build time only (`content.train`). One row a text: a digest of it and of its encoder, then 384
signed bytes, the unit vector in steps of its largest part; what that rounds away changes no
head worth having.
"""

from __future__ import annotations

import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

import numpy as np

from content.meaning import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from content.heads import Array

    Embed = Callable[[str], Array]
    """Gives the vector of a text."""

WIDTH: Final = 384

_DIGEST: Final = 12
_ROW: Final = _DIGEST + WIDTH
_STEPS: Final = 127
_BAR: Final = 40


def update(
    path: Path, texts: Iterable[str], engines: Sequence[Embed], encoder: str = ""
) -> dict[str, Array]:
    """Return the vector of each text; embed those that `path` lacks, drop those not asked for.

    Each of `engines` embeds one text at a time, all of them side by side. `encoder` is the
    fingerprint of what embeds: another one embeds everything anew.
    """
    wanted = {text: cut(text) for text in texts}
    seen = {_digest(part, encoder): part for part in wanted.values()}
    rows = {key: row for key, row in _read(path).items() if key in seen}
    missing = [key for key in seen if key not in rows]
    found = _embedded([seen[key] for key in missing], engines)
    for number, (key, vector) in enumerate(zip(missing, found, strict=True), 1):
        rows[key] = _rounded(vector)
        _show(number, len(missing))
    kept = b"".join(key + rows[key] for key in sorted(rows))
    if missing or not path.exists() or len(kept) != path.stat().st_size:
        path.write_bytes(kept)
    return {text: _vector(rows[_digest(part, encoder)]) for text, part in wanted.items()}


def _embedded(texts: Sequence[str], engines: Sequence[Embed]) -> Iterator[Array]:
    """Yield the vectors of `texts` in their order, as many at once as there are engines."""
    free: SimpleQueue[Embed] = SimpleQueue()
    for engine in engines:
        free.put(engine)

    def embedded(text: str) -> Array:
        engine = free.get()
        try:
            return engine(text)
        finally:
            free.put(engine)

    with ThreadPoolExecutor(len(engines)) as pool:
        yield from pool.map(embedded, texts)


def _read(path: Path) -> dict[bytes, bytes]:
    packed = path.read_bytes() if path.exists() else b""
    rows = (packed[start : start + _ROW] for start in range(0, len(packed), _ROW))
    return {row[:_DIGEST]: row[_DIGEST:] for row in rows if len(row) == _ROW}


def _rounded(vector: Array) -> bytes:
    largest = float(np.abs(vector).max()) or 1.0
    steps: bytes = np.rint(vector * (_STEPS / largest)).astype(np.int8).tobytes()
    return steps


def _vector(row: bytes) -> Array:
    vector = np.frombuffer(row, np.int8).astype(np.float32)
    unit: Array = vector / np.float32(np.linalg.norm(vector) or 1.0)
    return unit


def _digest(text: str, encoder: str) -> bytes:
    return hashlib.blake2b(f"{encoder}{text}".encode(), digest_size=_DIGEST).digest()


def _show(done: int, total: int) -> None:
    """Draw a bar: embedding some thousand lines takes minutes."""
    if done % 50 and done != total:
        return
    filled = _BAR * done // total
    end = "\n" if done == total else "\r"
    sys.stderr.write(f"vectors [{'#' * filled}{'.' * (_BAR - filled)}] {done}/{total}{end}")
    sys.stderr.flush()
