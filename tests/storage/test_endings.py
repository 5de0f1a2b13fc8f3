"""How a program may end, killed or careless, and what the next one finds."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from storage.database import Locked, Unreachable, open_database

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Database
    from tests.postgres import Server

# Writes pairs, many at a time, and prints the number of each pair once it is told it is kept.
WRITER = """
import asyncio, sys
from storage.database import open_database

ADD = "INSERT INTO meta (key, value) VALUES ($1, 'x')"

async def add_pair(db, n):
    async with db.transaction() as tx:
        await tx.run(ADD, f"{n} a")
        await tx.run(ADD, f"{n} b")
    print(n, flush=True)

async def main():
    db = await open_database(sys.argv[1])
    for start in range(0, 10**6, 20):
        await asyncio.gather(*(add_pair(db, n) for n in range(start, start + 20)))

asyncio.run(main())
"""
FORGETS_TO_CLOSE = """
import asyncio, sys
from storage.database import open_database

async def main():
    db = await open_database(sys.argv[1])
    await db.run("INSERT INTO meta (key, value) VALUES ('a', 'x')")
    if sys.argv[2] == "in a transaction":
        await db.transaction().__aenter__()
    return db

db = asyncio.run(main())
"""


def start_writer(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True)


def read_numbers(program: subprocess.Popen[str], count: int) -> list[int]:
    assert program.stdout is not None
    return [int(program.stdout.readline()) for _ in range(count)]


def kill(program: subprocess.Popen[str]) -> list[int]:
    """Kill the writer, and return what it printed that nobody had read."""
    program.kill()
    rest, _ = program.communicate()
    return [int(line) for line in rest.splitlines()]


def run_careless(url: str, when: str) -> int:
    """Run a program that never closes; return its exit status, fail where it hangs."""
    command = [sys.executable, "-c", FORGETS_TO_CLOSE, url, when]
    return subprocess.run(command, timeout=20, capture_output=True, check=False).returncode


async def test_a_killed_program_loses_nothing_that_it_was_told_is_kept(url: str) -> None:
    with start_writer(url) as program:
        told = read_numbers(program, 150) + kill(program)

    db = await open_database(url)  # the lock went with the process
    keys = {row["key"] for row in await db.all("SELECT key FROM meta")}
    await db.close()
    assert {f"{n} {half}" for n in told for half in "ab"} <= keys
    assert {key[:-1] for key in keys if key[-1] == "a"} == {
        key[:-1] for key in keys if key[-1] == "b"
    }


async def test_a_second_process_is_refused_while_the_first_one_lives(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/colibris.db"
    with start_writer(url) as program:
        read_numbers(program, 1)
        with pytest.raises(Locked):
            await open_database(url)
        kill(program)
    await (await open_database(url)).close()


@pytest.mark.parametrize("when", ["at rest", "in a transaction"])
async def test_a_program_that_forgets_to_close_ends_all_the_same(url: str, when: str) -> None:
    assert run_careless(url, when) == 0
    db = await open_database(url)
    assert await db.value("SELECT value FROM meta") == "x"
    await db.close()


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
async def test_a_server_that_drops_us_is_found_again(
    db: Database, postgres_server: Server
) -> None:
    ours = "FROM pg_stat_activity WHERE application_name = 'colibris'"

    async def be_dropped() -> None:
        async with db.transaction() as tx:
            await tx.run("INSERT INTO meta (key, value) VALUES ('a', 'x')")
            postgres_server.sql(f"SELECT pg_terminate_backend(pid) {ours}")
            await tx.run("INSERT INTO meta (key, value) VALUES ('b', 'x')")

    with pytest.raises(Unreachable):
        await be_dropped()
    assert await db.all("SELECT key FROM meta") == []
