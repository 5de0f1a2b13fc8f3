"""Backups are made beside the running bot, proven, and taken back; databases move as a whole."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from storage import backup, copying, meta, outbox, people, roles
from storage.database import Database, Locked, StorageError, Unusable, open_database
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from pathlib import Path

    from storage.runner import Runner, Transaction

LATER = NOON + 86_400


async def fill(db: Database) -> None:
    """Some people and what hangs on them, in more than one page of the copy."""
    for number in range(1, 6):
        await people.arrive(db, number, language="fr", now=NOON)
    await roles.grant(db, 1, "administrator", by=None, now=NOON)
    async with db.transaction() as tx:
        for number in range(2, 1203):
            await put(tx, number, due_at=NOON + number)
    await db.run("DELETE FROM outbox WHERE dedupe_key = 'k:1202'")


async def put(db: Runner, number: int, *, due_at: int) -> None:
    await outbox.put(
        db,
        key=f"k:{number}",
        lane=1,
        person_id=number % 5 + 1,
        kind="notice",
        payload={"words": "Été à l'ombre 🌳 'quote' \\ \n"},
        due_at=due_at,
    )


async def everything(db: Database) -> dict[str, set[tuple[object, ...]]]:
    return {
        table.name: {row async for page in copying.pages(table, db) for row in page}
        for table in await copying.read_tables(db)
    }


def names(folder: Path, pattern: str) -> list[str]:
    return [path.name for path in folder.glob(pattern)]


@pytest.fixture
async def full(db: Database) -> Database:
    await fill(db)
    return db


async def test_a_backup_beside_the_running_bot_holds_everything(
    full: Database, url: str, tmp_path: Path
) -> None:
    file = tmp_path / "copy.db"

    rows = await backup.back_up(url, file)

    assert rows["people"] == 5
    assert rows["outbox"] == 1200
    assert file.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path, "*copy*") == ["copy.db"]
    copied = await open_database(f"sqlite:///{file}", exclusive=False)
    assert await everything(copied) == await everything(full)
    await copied.close()
    await people.arrive(full, 77, language="fr", now=NOON)  # the bot goes on


@pytest.mark.usefixtures("full")
async def test_a_backup_never_replaces_a_file(url: str, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    file.write_text("precious")

    with pytest.raises(Unusable, match="exists already"):
        await backup.back_up(url, file)

    assert file.read_text() == "precious"


@pytest.mark.usefixtures("full")
async def test_a_folder_that_is_not_there_is_said_in_one_line(url: str, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="No such file"):
        await backup.back_up(url, tmp_path / "nowhere" / "copy.db")


async def test_a_restore_brings_back_what_was_and_sends_nothing_twice(
    db: Database, empty_url: str, url: str, tmp_path: Path
) -> None:
    await fill(db)
    file = tmp_path / "copy.db"
    await backup.back_up(url, file)

    rows, aside = await backup.restore(empty_url_of(empty_url), file, now=NOON + 600)

    assert rows["people"] == 5
    assert aside is None
    restored = await open_database(empty_url_of(empty_url))
    depth = dict(await outbox.depth(restored))
    assert depth == {"uncertain": 599, "todo": 601}  # what was due may have left
    assert await meta.get(restored, meta.RESTORED) == "1"
    await put(restored, 5000, due_at=LATER)
    newest = await restored.value("SELECT max(id) FROM outbox")
    assert newest > 1201  # the number of a deleted row does not come back
    await restored.close()


def empty_url_of(url: str) -> str:
    return url.replace("colibris.db", "other.db")


async def test_what_is_in_use_is_not_replaced(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/colibris.db"
    db = await open_database(url)
    await fill(db)
    file = tmp_path / "copy.db"
    await backup.back_up(url, file)
    with pytest.raises(Locked):
        await backup.restore(url, file, now=LATER)
    await people.arrive(db, 88, language="fr", now=NOON)
    await db.close()

    _, aside = await backup.restore(url, file, now=LATER)

    assert aside is not None
    former = await open_database(f"sqlite:///{aside}", exclusive=False)
    assert await former.value("SELECT count(*) FROM people") == 6
    await former.close()
    now = await open_database(url)
    assert await now.value("SELECT count(*) FROM people") == 5
    await now.close()


async def test_a_broken_database_is_set_aside_and_replaced(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/colibris.db"
    db = await open_database(url)
    await fill(db)
    await backup.back_up(url, tmp_path / "copy.db")
    await db.close()
    (tmp_path / "colibris.db").write_bytes(b"no database at all" * 100)

    _, aside = await backup.restore(url, tmp_path / "copy.db", now=LATER)

    assert aside is not None
    assert aside.read_bytes().startswith(b"no database")
    now = await open_database(url)
    assert await now.value("SELECT count(*) FROM people") == 5
    await now.close()


@pytest.mark.parametrize("damage", ["text", "cut", "other", "missing"])
async def test_a_damaged_backup_changes_nothing(tmp_path: Path, damage: str) -> None:
    url = f"sqlite:///{tmp_path}/colibris.db"
    db = await open_database(url)
    await fill(db)
    file = tmp_path / "copy.db"
    await backup.back_up(url, file)
    await db.close()
    before = (tmp_path / "colibris.db").read_bytes()
    match damage:
        case "text":
            file.write_text("Bonjour")
        case "cut":
            file.write_bytes(file.read_bytes()[:20_000])
        case "other":
            file.unlink()
            with sqlite3.connect(file) as connection:
                connection.execute("CREATE TABLE cakes (id INTEGER)")
        case _:
            file.unlink()

    with pytest.raises(Unusable):
        await backup.restore(url, file, now=LATER)

    assert (tmp_path / "colibris.db").read_bytes() == before
    assert not names(tmp_path, ".*restoring*")


@pytest.mark.postgres
async def test_a_move_there_and_back_changes_nothing(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    first, back = f"sqlite:///{tmp_path}/colibris.db", f"sqlite:///{tmp_path}/back.db"
    server = request.getfixturevalue("postgres_server").new_database()
    db = await open_database(first)
    await fill(db)
    before = await everything(db)
    await db.close()

    moved = await backup.move(first, server)
    assert moved == await backup.move(server, back)

    db = await open_database(back)
    assert await everything(db) == before
    await db.close()
    with pytest.raises(Unusable, match="not empty"):
        await backup.move(first, server)


async def test_a_move_that_breaks_leaves_nothing_behind(
    full: Database, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target_url = empty_url_of(empty_url)
    target = await open_database(target_url)

    async def breaks(*_: object) -> None:
        raise StorageError("the cable was pulled")

    with monkeypatch.context() as patch:
        patch.setattr(copying, "_set_counters", breaks)
        with pytest.raises(StorageError, match="cable"):
            await copying.copy(full, target)
    assert await target.value("SELECT count(*) FROM people") == 0

    assert (await copying.copy(full, target))["people"] == 5
    await target.close()


async def test_a_row_that_arrives_changed_is_noticed(
    full: Database, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = await open_database(empty_url_of(empty_url))
    real = copying._insert

    async def careless(
        table: copying.Table, page: list[tuple[object, ...]], tx: Transaction
    ) -> None:
        await real(table, page, tx)  # type: ignore[arg-type]
        if table.name == "people":
            await tx.run("UPDATE people SET language = 'de' WHERE id = 3")

    monkeypatch.setattr(copying, "_insert", careless)
    with pytest.raises(StorageError, match="people did not arrive"):
        await copying.copy(full, target)
    assert await target.value("SELECT count(*) FROM people") == 0
    await target.close()
