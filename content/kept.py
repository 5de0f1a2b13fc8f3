"""What was made of the content, kept for the next start beside the modules that Python compiled.

A start would read a thousand small files, compile two thousand wordings and cut fourteen thousand
phrasings into words, each time with the same result. It is kept where Python keeps the compiled
modules of this room, and by their rules: where Python may write, and trusted as they are. A stamp
over every file of `content/`, the code included, ties it to what it was made of; where it is
missing, stale or damaged, it is made again.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
import tempfile
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT: Final = Path(__file__).parent

_Made = TypeVar("_Made")
_SIZE: Final = hashlib.blake2b().digest_size
# What nothing here is made of: read by others, or only where something is trained.
_OTHERS: Final = (".bin", ".jsonl", ".draft", ".pyc")
_FOREIGN: Final = frozenset(
    {
        ("array", "_array_reconstructor"),
        ("array", "array"),
        ("builtins", "frozenset"),
        ("builtins", "set"),
        ("collections", "Counter"),
        ("datetime", "date"),
        ("numpy", "dtype"),
        ("numpy", "ndarray"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy._core.numeric", "_frombuffer"),
        ("pathlib", "PosixPath"),
        ("pathlib", "WindowsPath"),
    }
)


def kept(root: Path, name: str, make: Callable[[], _Made], *, of: bytes = b"") -> _Made:
    """Return what `make` makes of the content under `root`, as it was kept or anew.

    `of`: what else it is made of. Only what is made of the content of this package is kept.
    """
    if root != ROOT:
        return make()
    path = Path(cache_from_source(__file__)).with_name(f"{name}.kept")
    key = hashlib.blake2b(stamp(root) + of).digest()
    found = read(path, key)
    if found is not None:
        return found  # type: ignore[no-any-return]
    made = make()
    if made is not None and not sys.dont_write_bytecode:
        write(path, key, made)
    return made


@cache
def stamp(root: Path) -> bytes:
    """Return what tells this content, its code and this Python from others; looked at once."""
    digest = hashlib.blake2b(f"{root} {sys.version}".encode())
    for path in sorted(_files(os.fspath(root))):
        raw = Path(path).read_bytes()
        digest.update(f"{path} {len(raw)}\n".encode())
        digest.update(raw)
    return digest.digest()


def read(path: Path, key: bytes) -> Any:  # noqa: ANN401 – whatever was kept
    """Return what was written under this key; None for anything else."""
    try:
        with path.open("rb") as file:
            if file.read(_SIZE) != key:
                return None
            whole, packed = file.read(_SIZE), file.read()
        if hashlib.blake2b(packed).digest() != whole:
            return None
        return Reader(io.BytesIO(packed)).load()
    except Exception:  # noqa: BLE001 – a cache that cannot be read, for whatever reason, is none
        return None


def write(path: Path, key: bytes, made: object) -> None:
    """Keep `made`; readers see the old file or the new one. Where that cannot be, it is not."""
    packed = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        number, draft = tempfile.mkstemp(suffix=".draft", dir=path.parent)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(key + hashlib.blake2b(packed).digest() + packed)
            Path(draft).chmod(0o644)
            Path(draft).replace(path)
        finally:
            with suppress(FileNotFoundError):
                Path(draft).unlink()


class Reader(pickle.Unpickler):
    """Makes values of this room, arrays and dates, and calls nothing else."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 – a class
        """Return a class that may be made. Raises UnpicklingError for all else."""
        if (module, name) in _FOREIGN:
            return super().find_class(module, name)
        if module.startswith("content.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            elif not entry.name.endswith(_OTHERS):
                yield entry.path
