"""Group commit for SQLite: units of work that wait at the same moment share one COMMIT.

Making a commit durable costs some 4 ms of disk, whatever it holds; a hundred people who press a
button together should pay it once. Units run one after the other on the one connection that
writes, inside one SQLite transaction; each caller gets its answer only after the COMMIT that
holds its work. A unit that fails is undone alone, by its SAVEPOINT.

Statements reach SQLite in the order in which they are submitted (aiosqlite runs them on one
thread, first come first served). That is what makes cancellation safe: what undoes a cancelled
unit queues up behind the statement that it was waiting for.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Literal, Self

from storage.errors import StorageError
from storage.runner import Statements, enter, numbered
from storage.sqlite_errors import as_storage_error

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from types import TracebackType

    import aiosqlite

    from storage.runner import Row, Value

_BATCH = 100  # units in one COMMIT; bounds how long the first of them waits
_CLOSE_PATIENCE_S = 5.0
_EMPTY = "PRAGMA wal_checkpoint(TRUNCATE)"
_CLOSED_BEFORE = "the database was closed before this was written"


class Writer:
    """The one connection that writes, and the queue before it.

    `commits` counts COMMITs since the start: far fewer than units where many write together.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self.commits = 0
        self.connection = connection
        self._waiting: deque[SqliteUnit] = deque()
        self._emptying: deque[asyncio.Future[bool]] = deque()
        self._drainer: asyncio.Task[None] | None = None
        self._dirty = False
        self._closed = False

    def unit(self, *, atomic: bool = False) -> SqliteUnit:
        """Make a unit of work. `atomic`: it is one statement, which needs no SAVEPOINT."""
        return SqliteUnit(self, atomic=atomic)

    def enqueue(self, unit: SqliteUnit) -> None:
        """Put a unit in the queue; its `turn` comes when it may use the connection."""
        if self._closed:
            raise StorageError("the database is closed")
        self._waiting.append(unit)
        self._see_to_it()

    async def empty_log(self) -> bool:
        """Empty the log between two transactions; False where a reader still needs it."""
        if self._closed:
            raise StorageError("the database is closed")
        emptied: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._emptying.append(emptied)
        self._see_to_it()
        return await emptied

    async def close(self) -> None:
        """Let the units in the queue finish (for a while), then close the connection."""
        self._closed = True
        if self._drainer is not None and not self._drainer.done():
            await asyncio.wait({self._drainer}, timeout=_CLOSE_PATIENCE_S)
            self._drainer.cancel()
            await asyncio.wait({self._drainer})
        await self.connection.close()

    def _see_to_it(self) -> None:
        if self._drainer is None or self._drainer.done():
            self._drainer = asyncio.get_running_loop().create_task(self._drain())

    async def _drain(self) -> None:
        try:
            while self._waiting or self._emptying:
                if self._waiting:
                    await self._batch()
                if self._emptying:
                    await self._empty()
        except BaseException:
            _settle(self._waiting, StorageError(_CLOSED_BEFORE))
            while self._emptying:
                self._emptying.popleft().cancel()
            raise

    async def _empty(self) -> None:
        """Write what is in the log into the database itself, and leave nothing in the log."""
        asked = [self._emptying.popleft() for _ in range(len(self._emptying))]
        try:
            if self._dirty:
                await self._roll_back()
            ((busy, *_),) = await self.connection.execute_fetchall(_EMPTY)
        except sqlite3.Error:
            busy = 1  # the next time will do: what is in the log is never lost
        for one in asked:
            if not one.done():
                one.set_result(not busy)

    async def _batch(self) -> None:
        """Run waiting units in one SQLite transaction and settle all of them."""
        try:
            await self._begin()
        except sqlite3.Error as error:
            # Nobody has had a turn, and all have waited as long as the first.
            _settle(self._waiting, as_storage_error(error))
            return
        joined: list[SqliteUnit] = []
        try:
            await self._fill(joined)
            await self._finish(joined)
        except sqlite3.Error as error:
            _settle(joined, as_storage_error(error))
            await self._roll_back()
        except BaseException:
            _settle(joined, StorageError(_CLOSED_BEFORE))
            raise

    async def _fill(self, joined: list[SqliteUnit]) -> None:
        """Give one unit after the other its turn, while some wait and nothing was lost."""
        while self._waiting and len(joined) < _BATCH:
            unit = self._waiting.popleft()
            joined.append(unit)
            if len(joined) == 1:
                if not await unit.perform():
                    joined.clear()
                    return  # alone in this transaction: it is undone as a whole
            else:
                await self._perform_guarded(unit, joined)

    async def _perform_guarded(self, unit: SqliteUnit, joined: list[SqliteUnit]) -> None:
        """Give a unit its turn such that its failure leaves those before it untouched."""
        if not unit.atomic:
            await self._do("SAVEPOINT unit")
        kept = await unit.perform()
        if not kept:
            joined.remove(unit)
            if not self.connection.in_transaction:  # where the disk is full, for example
                raise sqlite3.OperationalError("the whole transaction was undone")
        if not unit.atomic:
            if not kept:
                await self._do("ROLLBACK TO unit")
            await self._do("RELEASE unit")

    async def _begin(self) -> None:
        if self._dirty:
            await self._roll_back()
        self._dirty = True
        await self._do("BEGIN IMMEDIATE")

    async def _finish(self, joined: list[SqliteUnit]) -> None:
        if joined:
            await self._do("COMMIT")
            self._dirty = False
            self.commits += 1
            _settle(joined, None)
        else:
            await self._roll_back()

    async def _roll_back(self) -> None:
        await self._do("SELECT 1")  # waits for the last statement of a cancelled caller
        if self.connection.in_transaction:
            await self._do("ROLLBACK")
        self._dirty = False

    async def _do(self, sql: str) -> None:
        await self.connection.execute_fetchall(sql)


class SqliteUnit(Statements):
    """One unit of work: a transaction for its caller, a part of a larger one for SQLite."""

    engine: Literal["sqlite"] = "sqlite"
    skip_locked = ""

    def __init__(self, writer: Writer, *, atomic: bool) -> None:
        loop = asyncio.get_running_loop()
        self.atomic = atomic
        self._writer = writer
        self._turn: asyncio.Future[None] = loop.create_future()
        self._over: asyncio.Future[bool] = loop.create_future()
        self._settled: asyncio.Future[None] = loop.create_future()
        self._failure: StorageError | None = None

    @property
    def running(self) -> bool:
        """Whether this unit waits for its turn or has it."""
        return not self._over.done()

    async def __aenter__(self) -> Self:
        enter(self)
        try:
            self._writer.enqueue(self)
            await self._turn
        except BaseException:
            self._finish(kept=False)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._finish(kept=kind is None and self._failure is None)
        if kind is not None:
            return
        if self._failure is not None:
            raise self._failure
        await self._settled

    async def perform(self) -> bool:
        """Let the caller work, and return whether the work is to be kept (the writer's side)."""
        if self._turn.cancelled():  # the caller went away while it waited
            return False
        self._turn.set_result(None)
        return await self._over

    def settle(self, failure: StorageError | None) -> None:
        """Tell the caller that its work is durable, or why it is not (the writer's side)."""
        self._finish(kept=False)  # no further statement, where the unit was still at work
        waits_for = self._settled if self._turn.done() else self._turn
        if waits_for.done():
            return
        if failure is None:
            waits_for.set_result(None)
        else:
            waits_for.set_exception(failure)
            waits_for.exception()  # the caller may be gone: not a fault of its own

    async def all(self, sql: str, *args: Value) -> list[Row]:
        """Return every row."""
        self._check()
        try:
            return list(await self._writer.connection.execute_fetchall(numbered(sql), args))
        except sqlite3.Error as error:
            raise self._fail(error) from None

    async def run(self, sql: str, *args: Value) -> int:
        """Run a statement and return how many rows it touched."""
        self._check()
        try:
            async with self._writer.connection.execute(numbered(sql), args) as cursor:
                return max(cursor.rowcount, 0)
        except sqlite3.Error as error:
            raise self._fail(error) from None

    async def run_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        """Run a statement for each row of values, with one trip to the thread."""
        self._check()
        try:
            async with self._writer.connection.executemany(numbered(sql), rows):
                pass
        except sqlite3.Error as error:
            raise self._fail(error) from None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Self]:
        """Join this one: a transaction within a transaction is the same one."""
        yield self

    def _check(self) -> None:
        if self._over.done() or not self._turn.done():
            raise StorageError("this transaction is not open")
        if self._failure is not None:
            raise self._failure

    def _fail(self, error: sqlite3.Error) -> StorageError:
        self._failure = as_storage_error(error)
        return self._failure

    def _finish(self, *, kept: bool) -> None:
        if not self._over.done():
            self._over.set_result(kept)


def _settle(units: deque[SqliteUnit] | list[SqliteUnit], failure: StorageError | None) -> None:
    for unit in units:
        unit.settle(failure)
    units.clear()
