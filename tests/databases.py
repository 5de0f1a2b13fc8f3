"""Databases for tests that are not about making one.

A SQLite file that has gone through every migration costs a tenth of a second; a copy of one costs
a thousandth. The migrations themselves are looked at in tests/storage/test_migrate.py.
"""

from __future__ import annotations

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from storage.database import open_database


def fresh_sqlite(path: Path) -> str:
    """Lay an empty database, up to date, at `path` where nothing is yet; return its address."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(_empty())
    return f"sqlite:///{path}"


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as aside:
        path = Path(folder) / "empty.db"
        aside.submit(asyncio.run, _make(path)).result()  # a test may have a loop of its own here
        return path.read_bytes()


async def _make(path: Path) -> None:
    await (await open_database(f"sqlite:///{path}")).close()
