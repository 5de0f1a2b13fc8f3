"""Every test of storage runs on both engines, by the fixture `db`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import people
from storage.database import Database, open_database
from tests.databases import fresh_sqlite

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.postgres import Server

NOON = 1_774_346_400  # 24 March 2026, 10:00 UTC
ENGINES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a database without any table is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/colibris.db"
    server: Server = request.getfixturevalue("postgres_server")
    return server.new_database()


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a database is that has nobody in it."""
    if request.param == "sqlite":
        return fresh_sqlite(tmp_path / "colibris.db")
    server: Server = request.getfixturevalue("postgres_server")
    return server.shared_database()


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    """Open that database."""
    database = await open_database(url)
    yield database
    await database.close()


@pytest.fixture
async def camille(db: Database) -> int:
    """Somebody the bot knows."""
    return (await people.arrive(db, 1001, language="fr", now=NOON)).id


@pytest.fixture
async def bruno(db: Database) -> int:
    """Somebody else."""
    return (await people.arrive(db, 1002, language="fr", now=NOON)).id
