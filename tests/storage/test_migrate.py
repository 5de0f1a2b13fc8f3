from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from storage import people
from storage.database import Database, StorageError, open_database
from storage.migrate import Step, read_steps, split, version
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from tests.postgres import Server

COLUMNS = {
    "sqlite": """
        SELECT m.name AS place, c.name AS column_name
        FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'
    """,
    "postgres": """
        SELECT table_name AS place, column_name FROM information_schema.columns
        WHERE table_schema = 'public'
    """,
}


async def tables(db: Database) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in await db.all(COLUMNS[db.engine]):
        found.setdefault(row["place"], set()).add(row["column_name"])
    return found


def with_more(*scripts: str) -> list[Step]:
    """The steps of the program and some that it may get one day."""
    known = read_steps()
    more = enumerate(scripts, start=len(known) + 1)
    return known + [Step(number, f"{number:04}_later", script) for number, script in more]


async def test_an_empty_database_gets_every_table(empty_url: str) -> None:
    db = await open_database(empty_url)
    made = await tables(db)
    assert await version(db) == len(read_steps())
    await db.close()

    assert {
        "schema_version",
        "meta",
        "people",
        "profiles",
        "roles",
        "action_answers",
        "conversations",
        "pledges",
        "check_ins",
        "reminders",
        "outbox",
        "questions",
    } <= made.keys()
    assert made["schema_version"] == {"version", "name"}
    assert {"id", "person_id", "rhythm", "created_update"} <= made["pledges"]


async def test_opening_again_changes_nothing(empty_url: str) -> None:
    db = await open_database(empty_url)
    await people.arrive(db, 1001, language="fr", now=NOON)
    await db.close()

    db = await open_database(empty_url)
    assert await people.find(db, 1001) is not None
    applied = await db.all("SELECT version, name FROM schema_version ORDER BY version")
    assert [(row["version"], row["name"]) for row in applied] == [
        (step.version, step.name) for step in read_steps()
    ]
    await db.close()


async def test_a_later_step_keeps_what_is_there(empty_url: str) -> None:
    db = await open_database(empty_url)
    await people.arrive(db, 1001, language="fr", now=NOON)
    await db.close()

    steps = with_more(
        "ALTER TABLE people ADD COLUMN note TEXT;\n",
        "CREATE TABLE notes (\n    id {identity},\n    text TEXT  -- a; b\n);\n"
        "INSERT INTO notes (text) SELECT 'one; two' FROM people;\n",
    )
    db = await open_database(empty_url, steps=steps)
    assert await people.find(db, 1001) is not None
    assert await db.value("SELECT text FROM notes WHERE id = 1") == "one; two"
    assert await version(db) == len(steps)
    await db.close()


async def test_a_step_that_fails_leaves_nothing_of_itself(empty_url: str) -> None:
    steps = with_more(
        "CREATE TABLE good (a BIGINT);\n", "CREATE TABLE bad (a BIGINT);\nNONSENSE;\n"
    )
    with pytest.raises(StorageError):
        await open_database(empty_url, steps=steps)

    db = await open_database(empty_url, steps=steps[:-1])
    made = await tables(db)
    assert "good" in made
    assert "bad" not in made
    await db.close()


async def test_numbers_of_deleted_rows_never_come_back(empty_url: str) -> None:
    steps = with_more("CREATE TABLE notes (\n    id {identity},\n    text TEXT\n);\n")
    db = await open_database(empty_url, steps=steps)
    add = "INSERT INTO notes (text) VALUES ('x') RETURNING id"
    first = await db.value(add)
    await db.run("DELETE FROM notes")
    assert await db.value(add) > first
    await db.close()


@pytest.mark.postgres
async def test_replicas_that_start_together_migrate_once(postgres_server: Server) -> None:
    url = postgres_server.new_database()
    replicas = await asyncio.gather(*(open_database(url) for _ in range(4)))
    assert await replicas[0].value("SELECT count(*) FROM schema_version") == len(read_steps())
    for replica in replicas:
        await replica.close()


async def test_both_engines_have_the_same_tables_and_columns(
    postgres_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("same") / "colibris.db"
    shapes = []
    for url in (f"sqlite:///{file}", postgres_server.new_database()):
        db = await open_database(url)
        shapes.append(await tables(db))
        await db.close()
    assert shapes[0] == shapes[1]


def test_a_script_is_cut_into_its_statements() -> None:
    script = "-- first; really\nCREATE TABLE a (\n    b TEXT DEFAULT ';'\n);\n\nDROP TABLE a;\n"
    assert list(split(script)) == [
        "-- first; really\nCREATE TABLE a (\n    b TEXT DEFAULT ';'\n);",
        "DROP TABLE a;",
    ]
    with pytest.raises(ValueError, match="semicolon"):
        list(split("DROP TABLE a"))


def test_steps_are_numbered_without_a_gap() -> None:
    steps = read_steps()
    assert [step.version for step in steps] == list(range(1, len(steps) + 1))
    assert all(step.name.startswith(f"{step.version:04}_") for step in steps)
