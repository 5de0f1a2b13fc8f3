"""Opening the database: SQLite for one process, PostgreSQL for several, alike to callers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import Conflict, Locked, Newer, StorageError, Unreachable, Unusable
from storage.migrate import check_current, migrate, read_steps
from storage.runner import Database, Row, Runner, Transaction, Value
from storage.sqlite import open_sqlite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.migrate import Step

__all__ = [
    "Conflict",
    "Database",
    "Locked",
    "Newer",
    "Row",
    "Runner",
    "StorageError",
    "Transaction",
    "Unreachable",
    "Unusable",
    "Value",
    "open_database",
]


async def open_database(
    url: str,
    *,
    create: bool = True,
    exclusive: bool = True,
    steps: Sequence[Step] | None = None,
) -> Database:
    """Open `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://user@host/name`.

    `exclusive` is for the program that owns the database: it applies the migrations and, on
    SQLite, refuses a second process. Without it, for a tool that looks in, the schema must be
    current already. `create=False` refuses a SQLite file that is missing. `steps` replaces the
    program's own migrations, for tests.

    Raises `Locked`, `Newer`, `Unreachable` or `Unusable`, each with one line for the operator.
    """
    steps = read_steps() if steps is None else steps
    db = await _connect(url, create=create, exclusive=exclusive)
    try:
        if exclusive:
            await migrate(db, steps)
        else:
            await check_current(db, steps)
    except BaseException:
        await db.close()
        raise
    return db


async def _connect(url: str, *, create: bool, exclusive: bool) -> Database:
    kind, _, place = url.partition("://")
    if kind == "sqlite" and len(place) > 1 and place.startswith("/"):
        return await open_sqlite(Path(place[1:]), create=create, exclusive=exclusive)
    if kind in {"postgresql", "postgres"}:
        from storage.postgres import open_postgres  # noqa: PLC0415 – SQLite needs no asyncpg

        return await open_postgres(url)
    raise Unusable(
        "expected sqlite:///file.db, sqlite:////folder/file.db or postgresql://user@host/name"
    )
