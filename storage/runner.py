"""What every module of this folder talks to: statements in, rows out, on either engine.

SQL is written once: `$1` for values, BIGINT for ids and UTC seconds, 0/1 for flags, JSON as TEXT,
`ON CONFLICT` and `RETURNING`; no ILIKE, no arrays. The only differences between the engines that
a statement may show are the attributes `skip_locked` here and `{identity}` in migrations.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractAsyncContextManager

Engine: TypeAlias = Literal["sqlite", "postgres"]
Value: TypeAlias = str | int | float | None


class Row(Protocol):
    """One row, read by name or place of the column: `row["id"]`, `row[0]`, `Person(**row)`."""

    def keys(self) -> Iterable[str]:
        """Name the columns."""

    def __getitem__(self, column: str | int, /) -> Any: ...  # noqa: ANN401 – the column's own type


class Runner(Protocol):
    """A `Database` or a `Transaction`: whoever only runs statements need not know which."""

    @property
    def engine(self) -> Engine:
        """Which engine runs underneath."""

    @property
    def skip_locked(self) -> str:
        """End of a SELECT that leaves rows alone which another worker holds."""

    async def all(self, sql: str, *args: Value) -> list[Row]:
        """Return every row."""

    async def one(self, sql: str, *args: Value) -> Row | None:
        """Return the first row, or None."""

    async def value(self, sql: str, *args: Value) -> Any:  # noqa: ANN401 – the column's own type
        """Return the first column of the first row, or None where there is no row."""

    async def run(self, sql: str, *args: Value) -> int:
        """Run a statement and return how many rows it touched."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction: all of it happens, or nothing. Inside one, join it.

        Keep it to statements and plain code: on SQLite every other writer waits for its end.
        """


class Transaction(Runner, Protocol):
    """Statements that happen together.

    Leaving it normally commits, an exception undoes. Once a statement has failed in it, the
    transaction is lost, even where the caller went on: PostgreSQL is like that, so both are.
    """

    async def run_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        """Run a statement for each row of values, at far less cost than one by one."""


class Database(Runner, Protocol):
    """An open database; what a statement of its own wrote is durable when the call returns.

    Writing through the database from inside one of its transactions raises RuntimeError: it
    would wait for itself.
    """

    async def scrub(self) -> bool:
        """Leave nothing of what was deleted in the files, as far as the engine lets us.

        False where it has to be done later.
        """

    async def close(self) -> None:
        """Finish what is under way and let go of the database. Safe to call twice."""


class Statements(ABC):
    """The shared half of every runner: the short forms, told in terms of `all`."""

    @abstractmethod
    async def all(self, sql: str, *args: Value) -> list[Row]:
        """Return every row."""

    async def one(self, sql: str, *args: Value) -> Row | None:
        """Return the first row, or None."""
        rows = await self.all(sql, *args)
        return rows[0] if rows else None

    async def value(self, sql: str, *args: Value) -> Any:  # noqa: ANN401 – the column's own type
        """Return the first column of the first row, or None where there is no row."""
        row = await self.one(sql, *args)
        return None if row is None else row[0]


class Unit(Protocol):
    """A transaction, as far as `refuse_inside` needs to know it."""

    @property
    def running(self) -> bool:
        """Whether it began and has not ended."""


_INSIDE: ContextVar[Unit | None] = ContextVar("storage_inside", default=None)


def enter(unit: Unit) -> None:
    """Remember, for this task and those it starts, which transaction they are in."""
    refuse_inside()
    _INSIDE.set(unit)


def refuse_inside() -> None:
    """Raise RuntimeError inside a transaction that runs: a write outside it would wait for it."""
    unit = _INSIDE.get()
    if unit is not None and unit.running:
        raise RuntimeError("inside a transaction, write through the transaction")


@lru_cache(maxsize=512)
def only_reads(sql: str) -> bool:
    """Tell a SELECT from what may write. A statement that starts with WITH counts as a write."""
    return sql.lstrip()[:6].upper() == "SELECT"


@lru_cache(maxsize=512)
def numbered(sql: str) -> str:
    """Turn `$1` into SQLite's `?1`."""
    return _PLACEHOLDER.sub(r"?\1", sql)


def there(row: Row | None) -> Row:
    """Return the row of a statement that always gives one."""
    if row is None:
        raise StorageError("a statement that returns a row returned none")
    return row


_PLACEHOLDER = re.compile(r"\$(\d+)")
