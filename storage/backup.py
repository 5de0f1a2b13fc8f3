"""Backups: one SQLite file, whichever the engine, proven by opening it; and taking one back.

A backup of SQLite is a copy of its pages at one moment, made beside the running bot; one of
PostgreSQL is a copy of all rows at one moment. It is written under another name and gets its own
only once it has been opened and checked: a file that bears the name is whole.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from storage import meta
from storage.copying import copy, read_tables
from storage.database import open_database
from storage.errors import Unusable
from storage.pages import (
    check_pages,
    copy_pages,
    file_of,
    lies_there,
    make_private,
    make_single,
    put_in_place,
    remove,
    sync,
    url_of,
)
from storage.sqlite import take_lock

if TYPE_CHECKING:
    from storage.database import Database

# A message that had its turn, but no outcome yet, may have left after the backup.
_UNSURE = """
    UPDATE outbox SET status = 'uncertain', finished_at = $1, claimed_by = NULL,
        claimed_until = NULL
    WHERE (status IN ('todo', 'claimed') AND batch IS NULL AND due_at <= $1)
        OR status = 'sending'
"""
_HOLD = """
    UPDATE outbox SET status = 'held', claimed_by = NULL, claimed_until = NULL
    WHERE status IN ('todo', 'claimed') AND batch IS NOT NULL
"""


async def back_up(url: str, file: Path) -> dict[str, int]:
    """Write a backup of the database at `url`; return the rows by table. The bot may run.

    Raises `Unusable` where the file exists already or cannot be written.
    """
    part = file.with_name(f".{file.name}.part")
    remove(part)
    try:
        if lies_there(file):
            raise Unusable(f"{file}: exists already, a backup never replaces another file")
        make_private(part)
        if url.startswith("sqlite"):
            source = await open_database(url, create=False, exclusive=False)
            await source.close()  # it is ours, and of this version
            await asyncio.to_thread(copy_pages, file_of(url), part)
        else:
            await _copy_rows(url, part)
        rows = await check(part)
        await asyncio.to_thread(sync, part)
        os.link(part, file)  # unlike a renaming, never over another file
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror}") from None
    except sqlite3.Error as error:
        raise Unusable(f"{file}: the backup was not written ({error})") from None
    finally:
        remove(part)
    return rows


async def check(file: Path) -> dict[str, int]:
    """Open a backup and look whether it is whole; return the rows by table."""
    await asyncio.to_thread(check_pages, file)
    db = await open_database(url_of(file), create=False, exclusive=False)
    try:
        tables = await read_tables(db)
        return {t.name: await db.value(f"SELECT count(*) FROM {t.name}") for t in tables}  # noqa: S608 – names of our own schema, checked
    finally:
        await db.close()
        await asyncio.to_thread(make_single, file)


async def restore(url: str, file: Path, *, now: int) -> tuple[dict[str, int], Path | None]:
    """Put the content of a backup in place of the database at `url`, which nobody may be using.

    Returns the rows by table and, with SQLite, where the former database lies now. PostgreSQL
    wants an empty one. Raises `Locked` while the bot runs on the file, `Newer` for a backup of a
    newer program.
    """
    await asyncio.to_thread(check_pages, file)
    if url.startswith("sqlite"):
        path = file_of(url)
        return await _restore_file(path, file, now)
    with tempfile.TemporaryDirectory() as folder:
        working = Path(folder) / "backup.db"
        await prepare_copy(file, working, now=now)
        return await move(f"sqlite:///{working}", url), None


async def move(source_url: str, target_url: str) -> dict[str, int]:
    """Copy one database into another that is empty; every row is compared. Nobody may use either.

    Returns the rows by table. Where it fails, the target stays empty.
    """
    source = await open_database(source_url, create=False)
    try:
        target = await open_database(target_url)
        try:
            return await copy(source, target)
        finally:
            await target.close()
    finally:
        await source.close()


async def prepare_copy(file: Path, working: Path, *, now: int) -> dict[str, int]:
    """Make a copy of a backup that is of this version and knows that it was restored."""
    remove(working)
    make_private(working)
    await asyncio.to_thread(copy_pages, file, working)
    db = await open_database(f"sqlite:///{working}", create=False)
    try:
        await _mark_restored(db, now=now)
    finally:
        await db.close()
    return await check(working)


async def _restore_file(path: Path, file: Path, now: int) -> tuple[dict[str, int], Path | None]:
    working = path.with_name(f".{path.name}.restoring")
    try:
        lock = take_lock(path)
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}") from None
    try:
        rows = await prepare_copy(file, working, now=now)
        await asyncio.to_thread(sync, working)
        return rows, await asyncio.to_thread(put_in_place, working, path, now)
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}") from None
    finally:
        remove(working)
        os.close(lock)


async def _mark_restored(db: Database, *, now: int) -> None:
    """Let nothing leave by itself that may have left after the backup was made."""
    async with db.transaction() as tx:
        await tx.run(_UNSURE, now)
        await tx.run(_HOLD)
        await meta.put(tx, meta.RESTORED, "1")
        await meta.put(tx, meta.RESTORED_AT, str(now))


async def _copy_rows(url: str, file: Path) -> None:
    source = await open_database(url, exclusive=False)
    try:
        target = await open_database(url_of(file), create=False)
        try:
            await copy(source, target)
        finally:
            await target.close()
    finally:
        await source.close()
