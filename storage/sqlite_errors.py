"""What SQLite met, in one line for the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.errors import Conflict, Locked, StorageError, Unusable

if TYPE_CHECKING:
    import sqlite3


def as_storage_error(error: sqlite3.Error) -> StorageError:
    """Say in one line what SQLite met. Its messages carry names of tables, never values."""
    name = getattr(error, "sqlite_errorname", "") or ""
    for prefix, kind, line in _MEANINGS:
        if name.startswith(prefix):
            return kind(line.format(error=error))
    return StorageError(f"SQLite: {error}")


_MEANINGS: tuple[tuple[str, type[StorageError], str], ...] = (
    ("SQLITE_BUSY", Locked, "the database is locked by another process"),
    ("SQLITE_LOCKED", Locked, "the database is locked by another process"),
    ("SQLITE_CONSTRAINT", Conflict, "SQLite: {error}"),
    ("SQLITE_NOTADB", Unusable, "the file is not a database"),
    ("SQLITE_CORRUPT", Unusable, "the database is damaged: restore a backup"),
    ("SQLITE_READONLY", Unusable, "the database cannot be written to: check its permissions"),
    ("SQLITE_CANTOPEN", Unusable, "the database cannot be opened: check path and permissions"),
    ("SQLITE_FULL", Unusable, "the disk is full"),
    ("SQLITE_IOERR", Unusable, "the disk failed: {error}"),
)
