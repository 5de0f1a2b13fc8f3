"""Reading SQLite: a few connections, and lookups of one row that share their trips.

Whoever looks something up while others do goes with them: at a hundred updates a second a trip
for each would cost more than all that they read.
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from storage.connection import perform
from storage.errors import StorageError
from storage.runner import numbered
from storage.sqlite_errors import as_storage_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.connection import Connection
    from storage.runner import Row, Value

_TOGETHER = 100  # lookups in one trip
_CLOSED = "the database is closed"


class _Lookup(NamedTuple):
    sql: str
    args: Sequence[Value]
    found: asyncio.Future[Row | None]


class Lookups:
    """The connections that read what is committed."""

    def __init__(self, readers: list[Connection]) -> None:
        self._closed = False
        self._free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for reader in readers:
            self._free.put_nowait(reader)
        self._waiting: list[_Lookup] = []
        self._runner: asyncio.Task[None] | None = None

    async def all(self, sql: str, args: Sequence[Value]) -> list[Row]:
        """Return every row; it may take its time, on a trip of its own."""
        reader = await self._free.get()
        try:
            if self._closed:
                raise StorageError(_CLOSED)
            return list(await reader.execute_fetchall(numbered(sql), args))
        except sqlite3.Error as error:
            raise as_storage_error(error) from None
        finally:
            self._free.put_nowait(reader)

    async def one(self, sql: str, args: Sequence[Value]) -> Row | None:
        """Return the first row, or None; for what is found at once, by a key."""
        if self._closed:
            raise StorageError(_CLOSED)
        loop = asyncio.get_running_loop()
        lookup = _Lookup(numbered(sql), args, loop.create_future())
        self._waiting.append(lookup)
        if self._runner is None or self._runner.done():
            # It begins at the next step of the loop: all who ask in this one go together.
            self._runner = loop.create_task(self._run())
        return await lookup.found

    def close(self) -> None:
        """Take no more; what is under way comes to its end."""
        self._closed = True

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._trip()
        except BaseException as error:
            for lookup in self._waiting:
                _refuse(lookup, StorageError(_CLOSED))
            self._waiting.clear()
            if not (self._closed and isinstance(error, ValueError)):  # the connection is closed
                raise

    async def _trip(self) -> None:
        """Look up what waits, with one reader, and tell everybody."""
        reader = await self._free.get()
        asked = self._waiting[:_TOGETHER]
        try:
            found = await reader.trip(lambda connection: [_look(connection, one) for one in asked])
        finally:
            self._free.put_nowait(reader)
        del self._waiting[: len(asked)]
        for lookup, row in zip(asked, found, strict=True):
            if isinstance(row, sqlite3.Error):
                _refuse(lookup, as_storage_error(row))
            elif not lookup.found.done():
                lookup.found.set_result(row)


def _look(connection: sqlite3.Connection, lookup: _Lookup) -> Row | sqlite3.Error | None:
    try:
        rows, _ = perform(connection, lookup.sql, lookup.args)
    except sqlite3.Error as error:
        return error
    return rows[0] if rows else None


def _refuse(lookup: _Lookup, error: StorageError) -> None:
    if not lookup.found.done():
        lookup.found.set_exception(error)
        lookup.found.exception()  # whoever asked may be gone: not a fault of its own
