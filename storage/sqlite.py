"""SQLite: one connection writes (`writer.py`), a few others read what is committed (`lookups.py`).

The file belongs to one process: a lock file beside it, released by the kernel however the process
ends, refuses a second one at once, where SQLite would let both run and quarrel later.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Literal

from storage.connection import connect
from storage.errors import Locked, StorageError, Unusable
from storage.lookups import Lookups
from storage.runner import Statements, only_reads, refuse_inside
from storage.sqlite_errors import as_storage_error
from storage.writer import Writer

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from storage.connection import Connection
    from storage.runner import Row, Transaction, Value

_READERS = 2
_PRIVATE = 0o600
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"


class SqliteDatabase(Statements):
    """A database in one file. Made by `open_sqlite`.

    A SELECT outside a transaction sees what was committed when it began; everything else goes
    through the one writer.
    """

    engine: Literal["sqlite"] = "sqlite"
    skip_locked = ""

    def __init__(
        self, writer: Writer, readers: list[Connection], resources: AsyncExitStack
    ) -> None:
        self.writer = writer
        self._resources = resources
        self._lookups = Lookups(readers)

    async def all(self, sql: str, *args: Value) -> list[Row]:
        """Return every row."""
        if only_reads(sql):
            return await self._lookups.all(sql, args)
        return (await self.writer.statement(sql, args))[0]

    async def one(self, sql: str, *args: Value) -> Row | None:
        """Return the first row, or None; what walks through a table goes by `all`."""
        if only_reads(sql):
            return await self._lookups.one(sql, args)
        return await super().one(sql, *args)

    async def run(self, sql: str, *args: Value) -> int:
        """Run a statement in a transaction of its own; return how many rows it touched."""
        return (await self.writer.statement(sql, args))[1]

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction; transactions take turns."""
        return self.writer.unit()

    async def scrub(self) -> bool:
        """Leave nothing of what was deleted in the files; False: later, a reader is at it.

        Pages were overwritten as they were freed (`secure_delete`); the log holds older ones.
        """
        refuse_inside()
        return await self.writer.empty_log()

    async def close(self) -> None:
        """Finish what is under way and let go of the file. Safe to call twice."""
        self._lookups.close()
        await self._resources.aclose()


async def open_sqlite(path: Path, *, create: bool, exclusive: bool) -> SqliteDatabase:
    """Open the file, made with mode 0600 where it is missing and `create` allows.

    `exclusive` refuses a second process (`Locked`). Raises `Unusable` for a file that is no
    database, belongs to another program, is missing or may not be written.
    """
    path = _check(path, create=create)
    try:
        # What is opened first is closed last: readers, writer (tidies the log away), lock.
        async with AsyncExitStack() as resources:
            if exclusive:
                resources.callback(os.close, take_lock(path))
            if create:
                _create(path)
            connection = await connect(path)
            writer = Writer(connection)
            resources.push_async_callback(writer.close)
            await _prepare(connection)
            readers = [await _open_reader(path, resources) for _ in range(_READERS)]
            return SqliteDatabase(writer, readers, resources.pop_all())
    except (sqlite3.Error, StorageError) as error:
        reason = as_storage_error(error) if isinstance(error, sqlite3.Error) else error
        raise type(reason)(f"{path}: {reason}") from None
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}") from None


async def _open_reader(path: Path, resources: AsyncExitStack) -> Connection:
    reader = await connect(path)
    resources.push_async_callback(reader.close)
    await reader.execute_fetchall("PRAGMA query_only=ON")
    return reader


async def _prepare(connection: Connection) -> None:
    """Check that the file is ours to use, then set it up for one writer beside readers."""
    tables = {row[0] for row in await connection.execute_fetchall(_TABLES)}
    if tables and "schema_version" not in tables:
        raise Unusable("this database belongs to another program")
    (mode,) = await connection.execute_fetchall("PRAGMA journal_mode=WAL")
    if mode[0] != "wal":
        raise Unusable("this folder cannot hold a write-ahead log (a network folder?)")
    # A commit survives a power cut; group commit shares the price.
    await connection.execute_fetchall("PRAGMA synchronous=FULL")
    await connection.execute_fetchall("PRAGMA foreign_keys=ON")
    # What somebody has erased is overwritten, not only forgotten.
    await connection.execute_fetchall("PRAGMA secure_delete=ON")


def _check(path: Path, *, create: bool) -> Path:
    """Refuse what cannot work, with a better line than SQLite's; return the file's one name."""
    path = path.resolve()
    if path.is_dir():
        raise Unusable(f"{path}: this is a folder, not a database")
    if not path.parent.is_dir():
        raise Unusable(f"{path}: the folder {path.parent} does not exist")
    if not (create or path.exists()):
        raise Unusable(f"{path}: there is no such database")
    for place in (path, path.parent):  # the log is written beside the file
        if place.exists() and not os.access(place, os.W_OK, effective_ids=True):
            raise Unusable(f"{path}: {place} is read-only for this user")
    return path


def _create(path: Path) -> None:
    """Create the file before SQLite does: what people confide is nobody else's to read."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE))


def take_lock(path: Path) -> int:
    """Take the lock that one process holds; closing what is returned lets go of it."""
    lock = os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR, _PRIVATE)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise Locked("already in use by another process") from None
    return lock
