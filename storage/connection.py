"""A connection to SQLite that does many things in one trip to its thread.

A trip costs more than the statement that it carries: two threads take turns for it.
"""

from __future__ import annotations

import logging
import sqlite3
from typing import TYPE_CHECKING, TypeVar

import aiosqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from storage.runner import Row, Value

T = TypeVar("T")

BUSY_S = 1.0  # a foreign tool, a backup for example, may hold the file for a moment
_STATEMENTS = 256  # kept ready


class Connection(aiosqlite.Connection):
    """aiosqlite's, with `trip`. Trips and statements run in the order in which they are asked."""

    async def trip(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Let `work` have the connection, in its thread, and return what it returns."""
        done: T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return done


async def connect(path: Path) -> Connection:
    """Open the file. Nothing is committed by itself."""
    # At level DEBUG, aiosqlite logs statements with their values, so what people wrote.
    logging.getLogger("aiosqlite").setLevel(logging.INFO)

    def opened() -> sqlite3.Connection:
        found = sqlite3.connect(
            path, timeout=BUSY_S, isolation_level=None, cached_statements=_STATEMENTS
        )
        found.row_factory = sqlite3.Row
        return found

    connection = Connection(opened, iter_chunk_size=64)
    # Since 0.22 the thread is no daemon: a connection that nobody closed would hang the exit.
    connection._thread.daemon = True  # noqa: SLF001 – there is no public way
    await connection
    return connection


def perform(
    connection: sqlite3.Connection, sql: str, args: Sequence[Value]
) -> tuple[list[Row], int]:
    """Run a statement; return its rows, and how many it touched."""
    cursor = connection.execute(sql, args)
    try:
        rows: list[Row] = cursor.fetchall()
        return rows, max(cursor.rowcount, 0)
    finally:
        cursor.close()
