"""SQLite: those who look something up at the same moment share a trip, and nothing else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from storage.database import StorageError
from storage.sqlite import SqliteDatabase, open_sqlite

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

FIND = "SELECT filling FROM t WHERE key = $1"


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    database = await open_sqlite(tmp_path / "colibris.db", create=True, exclusive=True)
    await database.run("CREATE TABLE t (key BIGINT PRIMARY KEY, filling TEXT)")
    await asyncio.gather(
        *(database.run("INSERT INTO t VALUES ($1, $2)", n, f"n{n}") for n in range(300))
    )
    yield database
    await database.close()


async def test_each_gets_what_they_asked_for(db: SqliteDatabase) -> None:
    found = await asyncio.gather(*(db.value(FIND, n) for n in range(301)))
    assert found == [*(f"n{n}" for n in range(300)), None]


async def test_what_fails_fails_alone(db: SqliteDatabase) -> None:
    found = await asyncio.gather(
        db.value(FIND, 1),
        db.value("SELECT nothing FROM nowhere"),
        db.value(FIND, 2),
        return_exceptions=True,
    )
    assert (found[0], found[2]) == ("n1", "n2")
    assert isinstance(found[1], StorageError)


async def test_whoever_stops_waiting_holds_up_nobody(db: SqliteDatabase) -> None:
    tasks = [asyncio.create_task(db.value(FIND, n)) for n in range(10)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(found.pop(3), asyncio.CancelledError)
    assert found == [f"n{n}" for n in range(10) if n != 3]


async def test_cancelling_everything_leaves_the_readers_usable(db: SqliteDatabase) -> None:
    waiting = [asyncio.create_task(db.value(FIND, n)) for n in range(10)]
    await asyncio.sleep(0)
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert await db.value(FIND, 5) == "n5"


async def test_whoever_asks_while_it_closes_is_told(db: SqliteDatabase) -> None:
    waiting = [asyncio.create_task(db.value(FIND, n)) for n in range(3)]
    await asyncio.sleep(0)
    await db.close()
    for found in await asyncio.gather(*waiting, return_exceptions=True):
        assert isinstance(found, StorageError | str)
    with pytest.raises(StorageError, match="closed"):
        await db.value(FIND, 1)
