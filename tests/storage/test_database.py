"""What every caller may count on, on either engine."""

from __future__ import annotations

import asyncio
import logging
import random
from typing import TYPE_CHECKING, cast

import pytest

from storage.database import Conflict, StorageError, open_database

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.database import Database, Runner, Transaction

ADD = "INSERT INTO meta (key, value) VALUES ($1, $2)"


async def keys(db: Runner) -> list[str]:
    return [row["key"] for row in await db.all("SELECT key FROM meta ORDER BY key")]


async def in_transaction(db: Database, work: Callable[[Transaction], Awaitable[object]]) -> None:
    async with db.transaction() as tx:
        await work(tx)


async def test_rows_are_read_by_name_and_by_place(db: Database) -> None:
    assert await db.run(ADD, "a", "1") == 1
    row = await db.one("SELECT key, value FROM meta")
    assert row is not None
    assert (row["key"], row["value"], row[0], row[1]) == ("a", "1", "a", "1")
    assert {**row} == {"key": "a", "value": "1"}


async def test_nothing_found_is_none_or_empty(db: Database) -> None:
    assert await db.all("SELECT key FROM meta") == []
    assert await db.one("SELECT key FROM meta") is None
    assert await db.value("SELECT key FROM meta") is None
    assert await db.value("SELECT max(key) FROM meta") is None


async def test_a_write_tells_how_many_rows_it_touched(db: Database) -> None:
    for key in "abc":
        await db.run(ADD, key, "1")
    assert await db.run("UPDATE meta SET value = $1 WHERE key <> $2", "2", "a") == 2
    assert await db.run("UPDATE meta SET value = $1 WHERE key = $2", "2", "z") == 0
    assert await db.run(ADD + " ON CONFLICT DO NOTHING", "a", "3") == 0
    assert await db.run("DELETE FROM meta") == 3


async def test_a_write_may_return_rows(db: Database) -> None:
    assert await db.value(ADD + " RETURNING value", "a", "1") == "1"
    assert await db.value("WITH x AS (SELECT $1 AS k) " + "SELECT 'read'", "a") == "read"
    assert await keys(db) == ["a"]


async def test_values_go_to_their_numbers(db: Database) -> None:
    await db.run("INSERT INTO meta (value, key) VALUES ($2, $1)", "key", "value")
    assert await db.value("SELECT value FROM meta WHERE key = $1 AND key <> $2", "key", "x") == (
        "value"
    )


async def test_a_transaction_happens_as_a_whole(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.run(ADD, "a", "1")
        await tx.run(ADD, "b", "1")
        assert await keys(tx) == ["a", "b"]
        assert await keys(db) == []  # nobody else sees it yet
    assert await keys(db) == ["a", "b"]


async def test_an_exception_undoes_the_transaction(db: Database) -> None:
    async def fail(tx: Transaction) -> None:
        await tx.run(ADD, "a", "1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await in_transaction(db, fail)
    assert await keys(db) == []


async def test_a_transaction_within_a_transaction_is_the_same_one(db: Database) -> None:
    async def fail(tx: Transaction) -> None:
        async with tx.transaction() as inner:
            await inner.run(ADD, "a", "1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await in_transaction(db, fail)
    assert await keys(db) == []


async def test_a_failed_statement_loses_the_transaction_even_where_the_caller_goes_on(
    db: Database,
) -> None:
    async def go_on(tx: Transaction) -> None:
        await tx.run(ADD, "a", "1")
        for _ in range(2):
            with pytest.raises(Conflict):
                await tx.run(ADD, "a", "2")
        with pytest.raises(Conflict):
            await tx.all("SELECT key FROM meta")

    with pytest.raises(Conflict):
        await in_transaction(db, go_on)
    assert await keys(db) == []
    await db.run(ADD, "a", "3")


async def test_a_transaction_cannot_be_used_before_or_after(db: Database) -> None:
    async with db.transaction() as over:
        pass
    early = db.transaction()
    for tx in (over, cast("Transaction", early)):
        with pytest.raises(StorageError, match="not open"):
            await tx.run(ADD, "a", "1")
        with pytest.raises(StorageError, match="not open"):
            await tx.all("SELECT key FROM meta")


async def test_writing_past_ones_own_transaction_is_refused_instead_of_waiting_for_ever(
    db: Database,
) -> None:
    async def through_a_task(_tx: Transaction) -> None:
        await asyncio.create_task(db.run(ADD, "a", "1"))

    async def directly(_tx: Transaction) -> None:
        await db.value(ADD + " RETURNING key", "a", "1")

    async def in_another_one(_tx: Transaction) -> None:
        await in_transaction(db, directly)

    for work in (through_a_task, directly, in_another_one):
        with pytest.raises(RuntimeError, match="through the transaction"):
            await in_transaction(db, work)
    await db.run(ADD, "a", "1")


async def test_a_cancelled_transaction_leaves_nothing_behind(db: Database) -> None:
    inside = asyncio.Event()

    async def linger(tx: Transaction) -> None:
        await tx.run(ADD, "a", "1")
        inside.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(in_transaction(db, linger))
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    await db.run(ADD, "a", "2")  # neither a row nor a lock stands in the way
    assert await db.value("SELECT value FROM meta") == "2"


async def test_a_transaction_cancelled_in_the_middle_of_a_statement_leaves_nothing(
    db: Database,
) -> None:
    slow = """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
        INSERT INTO meta (key, value) SELECT CAST(i AS TEXT), 'x' FROM n
    """

    async def write(tx: Transaction) -> None:
        await tx.run(slow)

    task = asyncio.create_task(in_transaction(db, write))
    done, _ = await asyncio.wait({task}, timeout=0.02)
    assert not done, "the statement must still be running"
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await db.run(ADD, "a", "1")
    assert await keys(db) == ["a"]


async def test_many_people_at_once_lose_nothing(db: Database) -> None:
    async def add_one() -> None:
        async with db.transaction() as tx:
            await tx.run("UPDATE meta SET value = value WHERE key = 'n'")
            n = int(await tx.value("SELECT value FROM meta WHERE key = 'n'"))
            await tx.run("UPDATE meta SET value = $1 WHERE key = 'n'", str(n + 1))

    await db.run(ADD, "n", "0")
    await asyncio.gather(*(add_one() for _ in range(100)))
    assert await db.value("SELECT value FROM meta WHERE key = 'n'") == "100"


@pytest.mark.parametrize("seed", range(3))
async def test_a_storm_of_cancellations_leaves_whole_transactions_only(
    db: Database, seed: int
) -> None:
    async def add_pair(n: int) -> None:
        async with db.transaction() as tx:
            await tx.run(ADD, f"{n} a", "x")
            await tx.run(ADD, f"{n} b", "x")

    chance = random.Random(seed)
    tasks = [asyncio.create_task(add_pair(n)) for n in range(60)]
    for victim in chance.sample(tasks, 25):
        await asyncio.wait(tasks, timeout=chance.random() / 1000)
        victim.cancel()
    await asyncio.wait(tasks)

    kept = await keys(db)
    for n, task in enumerate(tasks):
        halves = [key for key in kept if key.split()[0] == str(n)]
        assert len(halves) in ({0, 2} if task.cancelled() else {2})
    assert await db.run(ADD, "after", "x") == 1


async def test_errors_do_not_repeat_what_somebody_wrote(db: Database) -> None:
    await db.run(ADD, "a secret", "x")
    with pytest.raises(Conflict) as twice:
        await db.run(ADD, "a secret", "x")
    assert "a secret" not in str(twice.value)
    assert twice.value.__suppress_context__ or twice.value.__context__ is None

    with pytest.raises(StorageError) as wrong:
        await db.run("INSERT INTO people (id, language) VALUES ($1, $2)", 1, None)
    assert "\n" not in str(wrong.value)


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgres"], indirect=True)  # SQLite takes any value
async def test_a_value_of_the_wrong_kind_is_not_repeated(db: Database) -> None:
    async def go_on(tx: Transaction) -> None:
        await tx.run(ADD, "a", "1")
        with pytest.raises(StorageError) as wrong:
            await tx.run(ADD, "a secret", 6363)
        assert "6363" not in str(wrong.value)

    with pytest.raises(StorageError):  # lost, although it never reached the server
        await in_transaction(db, go_on)
    assert await keys(db) == []


async def test_the_log_does_not_repeat_what_somebody_wrote(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await db.run(ADD, "a", "a secret")
        await db.all("SELECT key FROM meta WHERE value = $1", "a secret")
    assert "a secret" not in caplog.text


async def test_a_closed_database_says_so(url: str) -> None:
    db = await open_database(url)
    await db.close()
    await db.close()
    for use in (db.all("SELECT 1"), db.run(ADD, "a", "1")):
        with pytest.raises(StorageError, match="closed"):
            await use
    with pytest.raises(StorageError, match="closed"):
        async with db.transaction():
            pass


async def test_closing_waits_for_what_is_under_way(url: str) -> None:
    db = await open_database(url)
    writes = [asyncio.create_task(db.run(ADD, str(n), "1")) for n in range(20)]
    await asyncio.sleep(0)
    await db.close()
    assert await asyncio.gather(*writes) == [1] * 20

    db = await open_database(url)
    assert len(await keys(db)) == 20
    await db.close()
