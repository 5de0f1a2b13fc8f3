"""What waits for the writer of SQLite: transactions, and statements that stand alone."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from storage.connection import perform
from storage.errors import StorageError
from storage.runner import Statements, enter, numbered
from storage.sqlite_errors import as_storage_error

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from types import TracebackType

    from storage.runner import Row, Value
    from storage.writer import Writer

T = TypeVar("T")


class SqliteStatement:
    """One statement, all of a transaction for its caller; many are carried in one trip."""

    def __init__(self, sql: str, args: Sequence[Value]) -> None:
        self.done: asyncio.Future[tuple[list[Row], int]] = (
            asyncio.get_running_loop().create_future()
        )
        self._sql = numbered(sql)
        self._args = args
        self._result: tuple[list[Row], int] = ([], 0)

    def perform(self, connection: sqlite3.Connection) -> sqlite3.Error | None:
        """Do it, in the thread of the connection; return why it is not to be kept, if so."""
        try:
            self._result = perform(connection, self._sql, self._args)
        except sqlite3.Error as error:
            return error
        return None

    def settle(self, failure: StorageError | None) -> None:
        """Tell the caller that it is durable, or why it is not."""
        if self.done.done():
            return
        if failure is None:
            self.done.set_result(self._result)
        else:
            self.done.set_exception(failure)
            self.done.exception()  # the caller may be gone: not a fault of its own


class SqliteUnit(Statements):
    """One unit of work: a transaction for its caller, a part of a larger one for SQLite."""

    engine: Literal["sqlite"] = "sqlite"
    skip_locked = ""

    def __init__(self, writer: Writer) -> None:
        loop = asyncio.get_running_loop()
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
        return (await self._trip(lambda connection: perform(connection, numbered(sql), args)))[0]

    async def run(self, sql: str, *args: Value) -> int:
        """Run a statement and return how many rows it touched."""
        return (await self._trip(lambda connection: perform(connection, numbered(sql), args)))[1]

    async def run_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        """Run a statement for each row of values, with one trip to the thread."""
        await self._trip(lambda connection: connection.executemany(numbered(sql), rows).close())

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Self]:
        """Join this one: a transaction within a transaction is the same one."""
        yield self

    async def _trip(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._over.done() or not self._turn.done():
            raise StorageError("this transaction is not open")
        if self._failure is not None:
            raise self._failure
        try:
            return await self._writer.connection.trip(work)
        except sqlite3.Error as error:
            self._failure = as_storage_error(error)
            raise self._failure from None

    def _finish(self, *, kept: bool) -> None:
        if not self._over.done():
            self._over.set_result(kept)
