"""Copying everything from one database into another one that is empty, whichever the engines.

All of it arrives in one transaction, or nothing. The source is read as it is at one moment. Then
every row that arrived is read back and compared with what left, so that a move is proven.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from contextvars import Context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage import personal
from storage.errors import StorageError, Unusable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from storage.database import Database
    from storage.runner import Engine, Runner, Transaction, Value

    Record = tuple[Value, ...]

_NAME = re.compile(r"[a-z_]+")
_SCHEMA = "schema_version"
_PAGE = 1000
_MOST_VALUES = 8000  # in one statement; both engines take some 32,000
_KEYS: Mapping[Engine, str] = {
    "sqlite": """
        SELECT m.name AS place, c.name AS name FROM sqlite_master m
        JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND c.pk > 0 ORDER BY 1, c.pk
    """,
    "postgres": """
        SELECT k.table_name AS place, k.column_name AS name
        FROM information_schema.table_constraints t
        JOIN information_schema.key_column_usage k
            ON k.constraint_name = t.constraint_name AND k.constraint_schema = t.constraint_schema
        WHERE t.constraint_type = 'PRIMARY KEY' AND t.constraint_schema = current_schema()
        ORDER BY 1, k.ordinal_position
    """,
}
_COUNTERS: Mapping[Engine, str] = {
    "sqlite": "SELECT name AS place, seq AS last FROM sqlite_sequence",
    "postgres": """
        SELECT c.relname AS place, s.last_value AS last FROM pg_sequences s
        JOIN pg_class q ON q.relname = s.sequencename AND q.relkind = 'S'
        JOIN pg_depend d ON d.objid = q.oid AND d.deptype = 'i'
        JOIN pg_class c ON c.oid = d.refobjid
        WHERE s.schemaname = current_schema() AND s.last_value IS NOT NULL
    """,
}
_ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in order, and which of them make its primary key."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(slots=True)
class Sum:
    """The count and a fingerprint of many rows, whatever their order."""

    rows: int = 0
    print: int = field(default=0, repr=False)

    def add(self, record: Record) -> None:
        """Take one row in."""
        digest = hashlib.blake2b(repr(record).encode(), digest_size=16).digest()
        self.rows += 1
        self.print = (self.print + int.from_bytes(digest)) % (1 << 128)


async def copy(source: Database, target: Database) -> dict[str, int]:
    """Copy every row; return how many there are by table. Raises `Unusable` for a full target."""
    async with source.transaction() as reading:
        if source.engine == "postgres":  # on SQLite, a transaction of ours excludes every writer
            await reading.run(_ONE_MOMENT)
        # In a context of its own: anywhere else, a transaction within another is a slip.
        return await asyncio.create_task(_write(reading, target), context=Context())


async def _write(reading: Transaction, target: Database) -> dict[str, int]:
    tables = await read_tables(reading)
    left: dict[str, Sum] = {}
    async with target.transaction() as writing:
        await _check_alike(tables, writing)
        for table in tables:
            left[table.name] = await _carry(table, reading, writing)
        await _set_counters(reading, writing)
        await _compare(tables, left, writing)
    return {name: total.rows for name, total in left.items()}


async def read_tables(db: Runner) -> list[Table]:
    """Return the tables, each one after those that it points to."""
    columns: dict[str, list[str]] = {}
    for column in await personal.columns(db):
        columns.setdefault(column.place, []).append(_safe(column.name))
    keys: dict[str, list[str]] = {}
    for row in await db.all(_KEYS[db.engine]):
        keys.setdefault(row["place"], []).append(_safe(row["name"]))
    wants: dict[str, set[str]] = {_safe(name): set() for name in columns if name != _SCHEMA}
    for link in await personal.links(db):
        if link.target != link.place:
            wants[link.place].add(link.target)
    order: list[str] = []
    while len(order) < len(wants):
        ready = [n for n, after in wants.items() if n not in order and after <= set(order)]
        if not ready:
            raise StorageError("the tables point to each other in a circle")
        order += ready
    return [Table(name, tuple(sorted(columns[name])), tuple(keys[name])) for name in order]


async def _check_alike(tables: Sequence[Table], target: Transaction) -> None:
    theirs = {table.name: table for table in await read_tables(target)}
    for table in tables:
        if theirs.get(table.name) != table:
            raise Unusable(f"the table {table.name} is another one there: run `colibris migrate`")
        if await target.value(f"SELECT 1 FROM {table.name} LIMIT 1"):  # noqa: S608 – names of our own schema, checked
            raise Unusable(f"the target is not empty (table {table.name}): give an empty database")


async def _carry(table: Table, source: Transaction, target: Transaction) -> Sum:
    total = Sum()
    at_once = max(1, _MOST_VALUES // len(table.columns))
    async for page in pages(table, source):
        for record in page:
            total.add(record)
        for start in range(0, len(page), at_once):
            await _insert(table, page[start : start + at_once], target)
    return total


async def pages(table: Table, db: Runner) -> AsyncIterator[list[Record]]:
    """Give all rows in the order of their keys, some hundreds at a time."""
    names, keys = ", ".join(table.columns), ", ".join(table.keys)
    places = [table.columns.index(key) for key in table.keys]
    marks = ", ".join(f"${n}" for n in range(1, len(table.keys) + 1))
    first = f"SELECT {names} FROM {table.name} ORDER BY {keys} LIMIT {_PAGE}"  # noqa: S608 – as above
    after = (
        f"SELECT {names} FROM {table.name} WHERE ({keys}) > ({marks})"  # noqa: S608 – as above
        f" ORDER BY {keys} LIMIT {_PAGE}"
    )
    rows = await db.all(first)
    while rows:
        page: list[Record] = [tuple(row[n] for n in range(len(table.columns))) for row in rows]
        yield page
        rows = await db.all(after, *(page[-1][place] for place in places))


async def _insert(table: Table, page: Sequence[Record], target: Transaction) -> None:
    width = len(table.columns)
    marks = ", ".join(
        "(" + ", ".join(f"${row * width + n}" for n in range(1, width + 1)) + ")"
        for row in range(len(page))
    )
    names = ", ".join(table.columns)
    sql = f"INSERT INTO {table.name} ({names}) VALUES {marks}"  # noqa: S608 – as above
    await target.run(sql, *(value for record in page for value in record))


async def _set_counters(source: Transaction, target: Transaction) -> None:
    """Let the numbers of deleted rows not come back: old buttons carry them."""
    for row in await source.all(_COUNTERS[source.engine]):
        place, last = _safe(row["place"]), int(row["last"])
        if target.engine == "postgres":
            await target.all("SELECT setval(pg_get_serial_sequence($1, 'id'), $2)", place, last)
            continue
        await target.run("DELETE FROM sqlite_sequence WHERE name = $1", place)
        await target.run("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", place, last)


async def _compare(tables: Sequence[Table], left: Mapping[str, Sum], target: Transaction) -> None:
    for table in tables:
        arrived = Sum()
        async for page in pages(table, target):
            for record in page:
                arrived.add(record)
        if arrived != left[table.name]:
            raise StorageError(
                f"the table {table.name} did not arrive as it left: nothing was kept"
            )


def _safe(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name of our schema: {name!r}")
    return name
