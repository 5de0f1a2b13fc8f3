"""A database that tells how long its callers waited, and what failed; else like any other."""

from __future__ import annotations

from contextlib import asynccontextmanager
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from storage.errors import StorageError
from storage.runner import Statements, only_reads

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from storage.runner import Database, Engine, Row, Transaction, Value

    Observe = Callable[[str, float, str], None]

T = TypeVar("T")


class Measured(Statements):
    """Wraps `inner`. `observe(kind, seconds, error)`: kind is read, write or transaction.

    A write or a transaction counts until it is durable; `error` names the kind of failure.
    """

    def __init__(self, inner: Database, observe: Observe) -> None:
        self.inner = inner
        self.engine: Engine = inner.engine
        self.skip_locked = inner.skip_locked
        self._observe = observe

    async def all(self, sql: str, *args: Value) -> list[Row]:
        """Return every row."""
        kind = "read" if only_reads(sql) else "write"
        return await self._timed(kind, self.inner.all(sql, *args))

    async def one(self, sql: str, *args: Value) -> Row | None:
        """Return the first row, or None."""
        kind = "read" if only_reads(sql) else "write"
        return await self._timed(kind, self.inner.one(sql, *args))

    async def run(self, sql: str, *args: Value) -> int:
        """Run a statement in a transaction of its own; return how many rows it touched."""
        return await self._timed("write", self.inner.run(sql, *args))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open a transaction."""
        start, failure = perf_counter(), ""
        try:
            async with self.inner.transaction() as tx:
                yield tx
        except StorageError as error:
            failure = type(error).__name__
            raise
        finally:
            self._observe("transaction", perf_counter() - start, failure)

    async def scrub(self) -> bool:
        """Leave nothing of what was deleted in the files."""
        return await self.inner.scrub()

    async def close(self) -> None:
        """Finish what is under way and let go of the database."""
        await self.inner.close()

    async def _timed(self, kind: str, work: Awaitable[T]) -> T:
        start, failure = perf_counter(), ""
        try:
            return await work
        except StorageError as error:
            failure = type(error).__name__
            raise
        finally:
            self._observe(kind, perf_counter() - start, failure)
