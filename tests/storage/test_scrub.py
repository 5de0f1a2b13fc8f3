"""What was deleted leaves the files as well, beside people who go on writing."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

import pytest

from storage import meta
from storage.database import StorageError, open_database

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Database

MARK = "zorglub" * 400


async def test_it_may_be_asked_for_at_any_time(db: Database) -> None:
    await meta.put(db, "a", MARK)
    done = await asyncio.gather(
        *(meta.put(db, f"b{number}", MARK) for number in range(20)),
        *(db.scrub() for _ in range(5)),
    )
    assert done[20:] == [True] * 5
    assert await db.value("SELECT count(*) FROM meta WHERE key LIKE 'b%'") == 20
    async with db.transaction() as tx:
        await meta.put(tx, "a", "")
    assert await db.scrub()
    assert await meta.get(db, "a") == ""


async def test_the_files_keep_no_byte_and_a_reader_only_puts_it_off(tmp_path: Path) -> None:
    path = tmp_path / "colibris.db"
    db = await open_database(f"sqlite:///{path}")
    await meta.put(db, "a", MARK)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM meta").fetchall()
    await db.run("DELETE FROM meta WHERE key = 'a'")
    assert not await db.scrub()
    await meta.put(db, "b", "still written")
    reader.close()

    assert await db.scrub()
    assert (tmp_path / "colibris.db-wal").stat().st_size == 0
    assert MARK[:7].encode() not in path.read_bytes()
    await db.close()
    with pytest.raises(StorageError):
        await db.scrub()
