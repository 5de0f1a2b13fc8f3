"""Group commit for SQLite: units of work that wait at the same moment share one COMMIT.

Making a commit durable costs some 4 ms of disk, whatever it holds; a hundred people who press a
button together should pay it once. Units run one after the other on the one connection that
writes, inside one SQLite transaction; each caller gets its answer only after the COMMIT that
holds its work. A unit that fails is undone alone, by its SAVEPOINT; a statement that stands
alone undoes itself, so that all of those that wait travel in one trip, BEGIN and COMMIT included.

Statements reach SQLite in the order in which they are submitted (aiosqlite runs them on one
thread, first come first served). That is what makes cancellation safe: what undoes a cancelled
unit queues up behind the statement that it was waiting for.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from typing import TYPE_CHECKING, Any, TypeAlias

from storage.errors import StorageError
from storage.runner import refuse_inside
from storage.sqlite_errors import as_storage_error
from storage.units import SqliteStatement, SqliteUnit

if TYPE_CHECKING:
    from collections.abc import MutableSequence, Sequence

    from storage.connection import Connection
    from storage.runner import Row, Value

    Work: TypeAlias = SqliteStatement | SqliteUnit

_BATCH = 100  # units in one COMMIT; bounds how long the first of them waits
_CLOSE_PATIENCE_S = 5.0
_EMPTY = "PRAGMA wal_checkpoint(TRUNCATE)"
_UNDONE = sqlite3.OperationalError("the whole transaction was undone")
_CLOSED_BEFORE = "the database was closed before this was written"


class Writer:
    """The one connection that writes, and the queue before it.

    `commits` counts COMMITs since the start: far fewer than units where many write together.
    """

    def __init__(self, connection: Connection) -> None:
        self.commits = 0
        self.connection = connection
        self._waiting: deque[SqliteUnit] = deque()
        self._statements: deque[SqliteStatement] = deque()
        self._emptying: deque[asyncio.Future[bool]] = deque()
        self._drainer: asyncio.Task[None] | None = None
        self._dirty = False
        self._closed = False

    def unit(self) -> SqliteUnit:
        """Make a unit of work, a transaction."""
        return SqliteUnit(self)

    async def statement(self, sql: str, args: Sequence[Value]) -> tuple[list[Row], int]:
        """Run a statement that stands alone; return its rows and how many it touched."""
        refuse_inside()
        self._refuse_closed()
        statement = SqliteStatement(sql, args)
        self._statements.append(statement)
        self._see_to_it()
        return await statement.done

    def enqueue(self, unit: SqliteUnit) -> None:
        """Put a unit in the queue; its `turn` comes when it may use the connection."""
        self._refuse_closed()
        self._waiting.append(unit)
        self._see_to_it()

    async def empty_log(self) -> bool:
        """Empty the log between two transactions; False where a reader still needs it."""
        self._refuse_closed()
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

    def _refuse_closed(self) -> None:
        if self._closed:
            raise StorageError("the database is closed")

    def _see_to_it(self) -> None:
        if self._drainer is None or self._drainer.done():
            self._drainer = asyncio.get_running_loop().create_task(self._drain())

    async def _drain(self) -> None:
        try:
            while self._waiting or self._statements or self._emptying:
                if self._waiting:
                    await self._batch()
                elif self._statements:
                    await self._statements_alone()
                if self._emptying:
                    await self._empty()
        except BaseException:
            _settle(self._waiting, StorageError(_CLOSED_BEFORE))
            _settle(self._statements, StorageError(_CLOSED_BEFORE))
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

    async def _statements_alone(self) -> None:
        """Run waiting statements in one transaction and one trip."""
        statements = self._take(_BATCH)
        if self._dirty:
            await self._roll_back()
        self._dirty = True
        try:
            failures, lost = await self.connection.trip(lambda c: _carry(c, statements))
        except sqlite3.Error as error:  # from BEGIN or COMMIT: nothing was kept
            _settle(statements, as_storage_error(error))
            await self._roll_back()
        except BaseException:
            _settle(statements, StorageError(_CLOSED_BEFORE))
            raise
        else:
            self._dirty = False
            self.commits += not lost
            performed = self._sort_out(statements, failures)
            _settle(performed, as_storage_error(_UNDONE) if lost else None)

    async def _batch(self) -> None:
        """Run waiting units in one SQLite transaction and settle all of them."""
        try:
            await self._begin()
        except sqlite3.Error as error:
            # Nobody has had a turn, and all have waited as long as the first.
            _settle(self._waiting, as_storage_error(error))
            _settle(self._statements, as_storage_error(error))
            return
        joined: list[Work] = []
        try:
            await self._fill(joined)
            await self._finish(joined)
        except sqlite3.Error as error:
            _settle(joined, as_storage_error(error))
            await self._roll_back()
        except BaseException:
            _settle(joined, StorageError(_CLOSED_BEFORE))
            raise

    async def _fill(self, joined: list[Work]) -> None:
        """Give one unit after the other its turn, while some wait and nothing was lost."""
        while (self._waiting or self._statements) and len(joined) < _BATCH:
            if self._statements:
                await self._join_statements(joined)
                continue
            unit = self._waiting.popleft()
            joined.append(unit)
            if len(joined) == 1:
                if not await unit.perform():
                    joined.clear()
                    return  # alone in this transaction: it is undone as a whole
            else:
                await self._perform_guarded(unit, joined)

    async def _join_statements(self, joined: list[Work]) -> None:
        """Let the statements that wait take part, in one trip."""
        place, statements = len(joined), self._take(_BATCH - len(joined))
        joined += statements
        failures = await self.connection.trip(lambda c: _perform_all(c, statements))
        joined[place:] = self._sort_out(statements, failures)
        if not self.connection.in_transaction:
            raise _UNDONE

    async def _perform_guarded(self, unit: SqliteUnit, joined: list[Work]) -> None:
        """Give a unit its turn such that its failure leaves those before it untouched."""
        await self._do("SAVEPOINT unit")
        kept = await unit.perform()
        if not kept:
            joined.remove(unit)
            if not self.connection.in_transaction:  # where the disk is full, for example
                raise _UNDONE
            await self._do("ROLLBACK TO unit")
        await self._do("RELEASE unit")

    def _take(self, most: int) -> list[SqliteStatement]:
        """Take statements from the queue, but for those whose caller has gone."""
        waiting = self._statements
        taken = [waiting.popleft() for _ in range(min(most, len(waiting)))]
        return [statement for statement in taken if not statement.done.done()]

    def _sort_out(
        self, statements: list[SqliteStatement], failures: list[sqlite3.Error | None]
    ) -> list[SqliteStatement]:
        """Return what was performed; tell what failed, put back what had no turn any more."""
        self._statements.extendleft(reversed(statements[len(failures) :]))
        performed = []
        for statement, failure in zip(statements, failures, strict=False):
            if failure is None:
                performed.append(statement)
            else:
                statement.settle(as_storage_error(failure))
        return performed

    async def _begin(self) -> None:
        if self._dirty:
            await self._roll_back()
        self._dirty = True
        await self._do("BEGIN IMMEDIATE")

    async def _finish(self, joined: list[Work]) -> None:
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


def _carry(
    connection: sqlite3.Connection, statements: list[SqliteStatement]
) -> tuple[list[sqlite3.Error | None], bool]:
    """Do statements as one transaction; return what each met, and whether all was undone."""
    connection.execute("BEGIN IMMEDIATE")
    failures = _perform_all(connection, statements)
    if not connection.in_transaction:
        return failures, True
    connection.execute("COMMIT")
    return failures, False


def _perform_all(
    connection: sqlite3.Connection, statements: list[SqliteStatement]
) -> list[sqlite3.Error | None]:
    """Do one after the other, until one of them undoes the whole transaction."""
    failures: list[sqlite3.Error | None] = []
    for statement in statements:
        failures.append(statement.perform(connection))
        if not connection.in_transaction:  # where the disk is full, for example
            break
    return failures


def _settle(works: MutableSequence[Any], failure: StorageError | None) -> None:
    for work in works:
        work.settle(failure)
    works.clear()
