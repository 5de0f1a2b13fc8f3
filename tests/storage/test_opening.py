"""One clear line for each way in which a database cannot be opened."""

# ruff: noqa: ASYNC240 – nothing else runs on the loop while a test prepares its file

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage import postgres
from storage.database import (
    Locked,
    Newer,
    StorageError,
    Unreachable,
    Unusable,
    open_database,
)
from storage.migrate import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres import Server


async def refusal(url: str, *, create: bool = True, exclusive: bool = True) -> StorageError:
    """Open a database that cannot be opened and return what the operator reads."""
    with pytest.raises(StorageError) as raised:
        await (await open_database(url, create=create, exclusive=exclusive)).close()
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 300
    return raised.value


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "colibris.db"


async def make(path: Path) -> None:
    await (await open_database(url_of(path))).close()


@pytest.mark.parametrize(
    "url", ["", "colibris.db", "mysql://host/name", "sqlite://", "sqlite:///", "sqlite://a.db"]
)
async def test_an_address_that_is_none_of_ours(url: str) -> None:
    error = await refusal(url)
    assert isinstance(error, Unusable)
    assert "sqlite:///file.db" in str(error)


async def test_a_relative_address_starts_at_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    await (await open_database("sqlite:///here.db")).close()
    assert (tmp_path / "here.db").exists()


async def test_a_new_file_is_readable_by_its_owner_alone(path: Path) -> None:
    db = await open_database(url_of(path))
    await db.run("INSERT INTO meta (key, value) VALUES ('a', 'b')")
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in path.parent.iterdir()}
    assert modes == dict.fromkeys(
        ("colibris.db", "colibris.db-wal", "colibris.db-shm", "colibris.db.lock"), "0o600"
    )
    await db.close()
    assert sorted(file.name for file in path.parent.iterdir()) == [
        "colibris.db",
        "colibris.db.lock",
    ]


async def test_a_missing_folder(tmp_path: Path) -> None:
    error = await refusal(url_of(tmp_path / "nowhere" / "colibris.db"))
    assert isinstance(error, Unusable)
    assert "does not exist" in str(error)


async def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    error = await refusal(url_of(tmp_path))
    assert isinstance(error, Unusable)
    assert "folder" in str(error)


async def test_a_missing_file_where_none_is_to_be_made(path: Path) -> None:
    assert isinstance(await refusal(url_of(path), create=False), Unusable)
    assert isinstance(await refusal(url_of(path), create=False, exclusive=False), Unusable)
    assert not path.exists()


async def test_a_file_that_is_no_database(path: Path) -> None:
    path.write_text("Bonjour, ceci est une liste de courses. " * 50)
    error = await refusal(url_of(path))
    assert isinstance(error, Unusable)
    assert "not a database" in str(error)
    assert path.read_text().startswith("Bonjour")


async def test_a_damaged_file(path: Path) -> None:
    await make(path)
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    error = await refusal(url_of(path))
    assert isinstance(error, Unusable)
    assert "damaged" in str(error)


async def test_a_database_of_another_program_is_left_untouched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()
    error = await refusal(url_of(path))
    assert isinstance(error, Unusable)
    assert "another program" in str(error)
    assert path.read_bytes() == before


@contextmanager
def unprivileged() -> Iterator[Path]:
    """Give a folder, as an account for which permissions count (they do not for root)."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    somebody = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()
    before = os.geteuid()
    os.chown(folder, somebody, -1)
    os.seteuid(somebody)
    try:
        yield folder
    finally:
        os.seteuid(before)
        folder.chmod(0o755)
        shutil.rmtree(folder)


async def test_a_file_that_may_only_be_read() -> None:
    with unprivileged() as folder:
        path = folder / "colibris.db"
        await make(path)
        path.chmod(0o400)
        error = await refusal(url_of(path))
        assert isinstance(error, Unusable)
        assert "read-only" in str(error)


async def test_a_folder_that_may_only_be_read() -> None:
    with unprivileged() as folder:
        path = folder / "colibris.db"
        await make(path)
        folder.chmod(0o555)
        for name in ("colibris.db", "other.db"):
            error = await refusal(url_of(folder / name))
            assert isinstance(error, Unusable)
            assert "read-only" in str(error)


async def test_a_second_bot_on_the_same_file_is_refused(path: Path, tmp_path: Path) -> None:
    first = await open_database(url_of(path))
    (tmp_path / "other-name.db").symlink_to(path)
    for name in ("colibris.db", "other-name.db"):
        error = await refusal(url_of(tmp_path / name))
        assert isinstance(error, Locked)
        assert "already in use by another process" in str(error)

    await first.close()
    await make(path)


async def test_a_tool_may_look_in_while_the_bot_runs(path: Path) -> None:
    bot = await open_database(url_of(path))
    await bot.run("INSERT INTO meta (key, value) VALUES ('a', 'b')")
    tool = await open_database(url_of(path), create=False, exclusive=False)
    assert await tool.value("SELECT value FROM meta") == "b"
    await tool.close()
    await bot.run("INSERT INTO meta (key, value) VALUES ('c', 'd')")
    await bot.close()


async def test_a_file_held_by_another_program(path: Path) -> None:
    await make(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        error = await refusal(url_of(path))
        assert isinstance(error, Locked)
        assert "locked by another process" in str(error)
    await make(path)  # nothing of the failed attempt stays in the way


async def test_a_database_of_a_newer_program(url: str) -> None:
    db = await open_database(url)
    await db.run("INSERT INTO schema_version (version, name) VALUES (9999, '9999_future')")
    await db.close()
    try:
        error = await refusal(url)
        assert isinstance(error, Newer)
        assert "9999" in str(error)
        assert isinstance(await refusal(url, exclusive=False), Newer)
    finally:
        older = await open_database(url, steps=[Step(n, "", "") for n in range(1, 10_000)])
        await older.run("DELETE FROM schema_version WHERE version = 9999")
        await older.close()


async def test_a_tool_does_not_migrate(empty_url: str) -> None:
    await (await open_database(empty_url, steps=[])).close()
    error = await refusal(empty_url, exclusive=False)
    assert isinstance(error, Unusable)
    assert "colibris migrate" in str(error)


@pytest.mark.postgres
async def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    for place in (f"127.0.0.1:1/name?x={tmp_path}", f"/name?host={tmp_path}"):
        error = await refusal(f"postgresql://user:very-secret@{place}".partition("?x=")[0])
        assert isinstance(error, Unreachable)
        assert "does not answer" in str(error)
        assert "very-secret" not in str(error)


@pytest.mark.postgres
async def test_a_database_that_the_server_does_not_have(postgres_server: Server) -> None:
    error = await refusal(postgres_server.url("nowhere"))
    assert isinstance(error, Unusable)
    assert "no such database" in str(error)


@pytest.mark.postgres
async def test_a_user_that_the_server_does_not_know(postgres_server: Server) -> None:
    stranger = postgres_server.url().replace("colibris@", "stranger:very-secret@")
    error = await refusal(stranger)
    assert isinstance(error, Unusable)
    assert "refuses this user" in str(error)
    assert "very-secret" not in str(error)


@pytest.mark.postgres
async def test_a_user_who_may_not_make_tables(postgres_server: Server) -> None:
    owned = postgres_server.new_database()
    database = owned.partition("@/")[2].partition("?")[0]
    postgres_server.sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC", database)
    postgres_server.sql("CREATE ROLE reader LOGIN")
    error = await refusal(owned.replace("colibris@", "reader@"))
    assert isinstance(error, Unusable)
    assert "permission denied" in str(error)


@pytest.mark.postgres
async def test_a_server_older_than_we_promise(
    postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_OLDEST", 99)
    error = await refusal(postgres_server.url())
    assert isinstance(error, Unusable)
    assert "99 or newer is needed" in str(error)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:very-secret@host:notaport/name",
        "postgresql://user:very/secret@[::1/name",
        "postgres://user@host/name?sslmode=nonsense&password=very-secret",
    ],
)
async def test_an_address_that_postgresql_does_not_understand(url: str) -> None:
    error = await refusal(url)
    assert isinstance(error, Unusable | Unreachable)
    assert "secret" not in str(error)
