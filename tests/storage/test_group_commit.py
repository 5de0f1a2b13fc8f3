"""SQLite: many writers share few COMMITs, and none of them notices the others."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from storage.database import Conflict, Locked, StorageError
from storage.sqlite import SqliteDatabase, open_sqlite

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

ADD = "INSERT INTO t (key) VALUES ($1)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "colibris.db"


@pytest.fixture
async def db(path: Path) -> AsyncIterator[SqliteDatabase]:
    database = await open_sqlite(path, create=True, exclusive=True)
    await database.run("CREATE TABLE t (key BIGINT PRIMARY KEY, filling TEXT)")
    yield database
    await database.close()


def on_disk(path: Path) -> set[int]:
    """What another process sees."""
    with closing(sqlite3.connect(path)) as other:
        return {key for (key,) in other.execute("SELECT key FROM t")}


async def add_pair(db: SqliteDatabase, key: int) -> None:
    async with db.transaction() as tx:
        await tx.run(ADD, 2 * key)
        await tx.run(ADD, 2 * key + 1)


async def test_writers_that_wait_together_share_a_commit(db: SqliteDatabase, path: Path) -> None:
    before = db.writer.commits
    await asyncio.gather(*(db.run(ADD, n) for n in range(500)))
    assert db.writer.commits - before <= 10
    assert on_disk(path) == set(range(500))


async def test_transactions_share_a_commit_too(db: SqliteDatabase, path: Path) -> None:
    before = db.writer.commits
    await asyncio.gather(*(add_pair(db, n) for n in range(100)))
    assert db.writer.commits - before <= 5
    assert on_disk(path) == set(range(200))


async def test_nobody_gets_an_answer_before_their_work_is_committed(
    db: SqliteDatabase, path: Path
) -> None:
    async def write_and_look(n: int) -> bool:
        if n % 2:
            await db.run(ADD, n)
        else:
            async with db.transaction() as tx:
                await tx.run(ADD, n)
        return n in on_disk(path)

    assert all(await asyncio.gather(*(write_and_look(n) for n in range(100))))


async def test_a_unit_that_fails_leaves_its_neighbours_alone(
    db: SqliteDatabase, path: Path
) -> None:
    async def write(n: int) -> None:
        async with db.transaction() as tx:
            await tx.run(ADD, n)
            if n % 3 == 0:
                raise ZeroDivisionError
            if n % 3 == 1:
                await tx.run(ADD, n)  # exists: refused by SQLite

    results = await asyncio.gather(*(write(n) for n in range(30)), return_exceptions=True)
    kinds = [type(result) for result in results]
    assert kinds == [ZeroDivisionError, Conflict, type(None)] * 10
    assert on_disk(path) == set(range(2, 30, 3))


async def test_a_statement_that_fails_leaves_its_neighbours_alone(
    db: SqliteDatabase, path: Path
) -> None:
    results = await asyncio.gather(
        *(db.run(ADD, n // 2) for n in range(20)), return_exceptions=True
    )
    assert sum(isinstance(result, Conflict) for result in results) == 10
    assert on_disk(path) == set(range(10))


async def test_somebody_who_stops_waiting_holds_up_nobody(db: SqliteDatabase, path: Path) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with db.transaction() as tx:
            await tx.run(ADD, 1)
            inside.set()
            await go_on.wait()

    holder = asyncio.create_task(first())
    await inside.wait()
    waiters = [asyncio.create_task(db.run(ADD, n)) for n in (2, 3, 4)]
    await asyncio.sleep(0)
    waiters[1].cancel()
    go_on.set()
    results = await asyncio.gather(holder, *waiters, return_exceptions=True)

    assert isinstance(results[2], asyncio.CancelledError)
    assert on_disk(path) == {1, 2, 4}


@pytest.mark.parametrize("seed", range(6))
async def test_a_storm_of_cancellations_leaves_whole_units_only(
    db: SqliteDatabase, path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    tasks = [asyncio.create_task(add_pair(db, n)) for n in range(200)]
    for victim in chance.sample(tasks, 80):
        victim.cancel()
        for _ in range(chance.randrange(6)):
            await asyncio.sleep(0)
        await asyncio.wait(tasks, timeout=chance.random() / 1000)
    await asyncio.wait(tasks)

    kept = on_disk(path)
    for n, task in enumerate(tasks):
        pair = {2 * n, 2 * n + 1}
        assert pair <= kept or not pair & kept
        if not task.cancelled():
            assert pair <= kept
    assert await db.run(ADD, 1000) == 1


async def test_cancelling_every_task_of_the_program_leaves_the_database_usable(
    db: SqliteDatabase, path: Path
) -> None:
    writers = [asyncio.create_task(add_pair(db, n)) for n in range(50)]
    for _ in range(3):
        await asyncio.sleep(0)
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    results = await asyncio.gather(*writers, return_exceptions=True)
    assert all(isinstance(result, BaseException) for result in results)

    await add_pair(db, 100)
    assert {200, 201} <= on_disk(path)


async def test_a_batch_that_is_broken_off_is_told_to_everybody_in_it(
    db: SqliteDatabase, path: Path
) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with db.transaction() as tx:
            await tx.run(ADD, 1000)
            inside.set()
            await go_on.wait()

    holder = asyncio.create_task(hold())
    await inside.wait()
    waiting = [asyncio.create_task(add_pair(db, n)) for n in range(5)]
    await asyncio.sleep(0)
    assert db.writer._drainer is not None
    db.writer._drainer.cancel()
    await asyncio.wait(waiting)
    go_on.set()
    results = await asyncio.gather(holder, *waiting, return_exceptions=True)

    assert [type(result) for result in results] == [StorageError] * 6
    assert on_disk(path) == set()
    await add_pair(db, 100)


@pytest.mark.parametrize("alone", [True, False])
async def test_a_statement_that_undoes_everything_gives_each_writer_the_truth(
    db: SqliteDatabase, path: Path, *, alone: bool
) -> None:
    drastic = "INSERT OR ROLLBACK INTO t (key) VALUES ($1)"
    await db.run(ADD, 0)

    async def in_transaction() -> None:
        async with db.transaction() as tx:
            await tx.run(drastic, 0)

    results = await asyncio.gather(
        *(db.run(ADD, n) for n in range(1, 5)),
        db.run(drastic, 0) if alone else in_transaction(),
        *(db.run(ADD, n) for n in range(6, 10)),
        return_exceptions=True,
    )
    told = {n for n, result in enumerate(results, start=1) if not isinstance(result, Exception)}
    assert isinstance(results[4], Conflict)
    # Statements that wait go before transactions, all in one trip: then nobody is left to go on.
    assert told == on_disk(path) - {0} == ({6, 7, 8, 9} if alone else set())
    assert "undone" in str(results[0])


async def test_a_full_disk_gives_each_writer_the_truth(db: SqliteDatabase, path: Path) -> None:
    ((pages,),) = await db.writer.connection.execute_fetchall("PRAGMA page_count")
    await db.writer.connection.execute_fetchall(f"PRAGMA max_page_count={pages + 12}")

    async def fill(n: int) -> None:
        async with db.transaction() as tx:
            await tx.run("INSERT INTO t (key, filling) VALUES ($1, $2)", n, "x" * 9000)

    results = await asyncio.gather(*(fill(n) for n in range(20)), return_exceptions=True)
    told = {n for n, result in enumerate(results) if result is None}
    assert told == on_disk(path)
    assert any(isinstance(r, StorageError) and "full" in str(r) for r in results)

    await db.writer.connection.execute_fetchall("PRAGMA max_page_count=100000")
    await fill(100)
    assert 100 in on_disk(path)


async def test_a_foreign_tool_that_holds_the_file_is_named_and_then_forgotten(
    db: SqliteDatabase, path: Path
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as tool:
        tool.execute("BEGIN IMMEDIATE")
        results = await asyncio.gather(
            *(add_pair(db, n) for n in range(5)), return_exceptions=True
        )
        assert [type(result) for result in results] == [Locked] * 5
        assert await db.value("SELECT count(*) FROM t") == 0  # reading goes on
    await add_pair(db, 1)
    assert on_disk(path) == {2, 3}


async def test_readers_do_not_write(db: SqliteDatabase) -> None:
    reader = await db._lookups._free.get()
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await reader.execute_fetchall("DELETE FROM t")
    db._lookups._free.put_nowait(reader)
