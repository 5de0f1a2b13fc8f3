"""Writes of one transaction that are gathered and done together at its end.

A statement of its own costs a trip to another thread, or over the network; a hundred reminders
that are planned together should pay it once. Whoever reads in between sees what was written.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Self

from storage.runner import Statements

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from storage.runner import Row, Transaction, Value


class Together(Statements):
    """A transaction whose writes wait. Made by `together`.

    For writes that do not hang on each other's order, unless they are the same statement, and
    whose count of rows nobody asks for: `run` tells 0.
    """

    def __init__(self, inner: Transaction) -> None:
        self.engine = inner.engine
        self.skip_locked = inner.skip_locked
        self._inner = inner
        self._waiting: dict[str, list[Sequence[Value]]] = {}

    async def all(self, sql: str, *args: Value) -> list[Row]:
        """Return every row."""
        await self.flush()
        return await self._inner.all(sql, *args)

    async def run(self, sql: str, *args: Value) -> int:
        """Let a statement wait."""
        self._waiting.setdefault(sql, []).append(args)
        return 0

    async def run_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        """Let a statement wait for each row of values."""
        self._waiting.setdefault(sql, []).extend(rows)

    async def flush(self) -> None:
        """Do what waits."""
        waiting, self._waiting = self._waiting, {}
        for sql, rows in waiting.items():
            await self._inner.run_many(sql, rows)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Self]:
        """Join this one."""
        yield self


@asynccontextmanager
async def together(tx: Transaction) -> AsyncIterator[Together]:
    """Gather the writes of a block; they are done at its end, unless it raises."""
    gathered = Together(tx)
    yield gathered
    await gathered.flush()
