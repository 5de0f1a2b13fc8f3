"""Whatever is wrong, an operator gets one clear line and an exit code, never a traceback.

Some of these start the program from nothing; the others fork it from a process that has read its
files, and differ from those in nothing that an operator sees.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.demo.server import BotServer
from bot.demo.world import World
from storage.database import open_database
from tests.faults.lives import many_lives

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "63:secret-part"
ROOMS = ("bot", "content", "handlers", "storage")


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line on standard error."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


async def forked(folder: Path, *arguments: str, settings: dict[str, str] | None = None) -> Ended:
    out, err = folder / "out.txt", folder / "err.txt"
    async with many_lives() as lives:
        pid = await lives.begin(settings or {}, str(out), *arguments, errors=str(err))
        code = await lives.ended(pid)
    return Ended(code, out.read_text("utf-8"), err.read_text("utf-8"))


async def colibris(
    *arguments: str, settings: dict[str, str] | None = None, cwd: Path = ROOT
) -> Ended:
    process = await _start(*arguments, cwd=cwd, settings=settings or {})
    out, err = await asyncio.wait_for(process.communicate(), 30)
    return Ended(process.returncode or 0, out.decode(), err.decode())


async def _start(
    *arguments: str, cwd: Path, settings: dict[str, str]
) -> asyncio.subprocess.Process:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("COLIBRIS_")}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=cwd,
        env={**kept, **settings},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def server() -> AsyncIterator[BotServer]:
    async with BotServer(World(lambda: 1_795_507_500), token=TOKEN) as opened:
        yield opened


def settings_for(opened: BotServer, folder: Path) -> dict[str, str]:
    return {
        "COLIBRIS_TOKEN": TOKEN,
        "COLIBRIS_API_URL": opened.api_url,
        "COLIBRIS_DATABASE": f"sqlite:///{folder / 'colibris.db'}",
    }


async def test_no_token_says_how_to_get_one() -> None:
    ended = await colibris("run")

    assert ended.code == 2
    assert "BotFather" in ended.line


@pytest.mark.parametrize("token", ["nonsense", "63:a b", "'; DROP TABLE people"])
async def test_what_is_no_token_is_refused_without_showing_it(tmp_path: Path, token: str) -> None:
    ended = await forked(tmp_path, "run", settings={"COLIBRIS_TOKEN": token})

    assert ended.code == 2
    assert token not in ended.line


async def test_a_token_that_is_refused_ends_it(tmp_path: Path) -> None:
    async with server() as opened:
        settings = settings_for(opened, tmp_path) | {"COLIBRIS_TOKEN": "63:another"}
        ended = await forked(tmp_path, "run", settings=settings)

    assert ended.code == 2
    assert "refused" in ended.line
    assert "another" not in ended.err


@pytest.mark.parametrize("path", ["", "/nowhere"], ids=["nobody listens", "404"])
async def test_a_server_that_is_away_is_waited_for(tmp_path: Path, path: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{probe.getsockname()[1]}"
        async with server() as opened, many_lives() as lives:
            root = opened.api_url + path if path else closed
            settings = settings_for(opened, tmp_path) | {"COLIBRIS_API_URL": root}
            log = tmp_path / "log.txt"
            pid = await lives.begin(settings, str(log))
            async with asyncio.timeout(60):
                while not log.exists() or "\n" not in log.read_text("utf-8"):  # noqa: ASYNC110 – a file
                    await asyncio.sleep(0.02)
            assert "server not ready" in log.read_text("utf-8")
            assert await lives.end(pid, signal.SIGTERM) == 0


async def test_a_database_in_use_elsewhere(tmp_path: Path) -> None:
    async with server() as opened:
        settings = settings_for(opened, tmp_path)
        holder = await open_database(settings["COLIBRIS_DATABASE"])
        ended = await forked(tmp_path, "run", settings=settings)
        await holder.close()

    assert ended.code == 2
    assert "already in use" in ended.line


async def test_a_database_of_a_newer_version(tmp_path: Path) -> None:
    async with server() as opened:
        settings = settings_for(opened, tmp_path)
        db = await open_database(settings["COLIBRIS_DATABASE"])
        await db.run("INSERT INTO schema_version (version, name) VALUES (999, 'later')")
        await db.close()
        ended = await forked(tmp_path, "run", settings=settings)

    assert ended.code == 2
    assert "newer" in ended.line


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "colibris.db").write_bytes(b"not a database, and long enough to be read" * 50)
    async with server() as opened:
        ended = await forked(tmp_path, "run", settings=settings_for(opened, tmp_path))

    assert ended.code == 2
    assert "colibris.db" in ended.line


async def test_broken_content_is_named_with_file_and_line(tmp_path: Path) -> None:
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room)
    plan = tmp_path / "content" / "topics" / "plan.md"
    plan.write_text(plan.read_text("utf-8").replace("reviewed: ", "reviewed: hier "), "utf-8")

    ran = await colibris("run", cwd=tmp_path, settings={"COLIBRIS_TOKEN": TOKEN})
    checked = await colibris("check", cwd=tmp_path)

    assert ran.code == 2
    assert "content/topics/plan.md:6:" in ran.line
    assert checked.code == 1
    assert "content/topics/plan.md:6:" in checked.out


async def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        arguments = ("demo", "--port", port, "--data", str(tmp_path), "--no-browser")
        ended = await forked(tmp_path, *arguments)

    assert ended.code == 2
    assert port in ended.line


async def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here already")
    arguments = ("demo", "--data", str(tmp_path / "file" / "x"), "--no-browser")
    ended = await forked(tmp_path, *arguments)

    assert ended.code == 2
    assert "--data" in ended.line


async def test_a_setting_that_is_wrong(tmp_path: Path) -> None:
    ended = await forked(
        tmp_path, "run", settings={"COLIBRIS_TOKEN": TOKEN, "COLIBRIS_SEND_RATE": "beaucoup"}
    )

    assert ended.code == 2
    assert "COLIBRIS_SEND_RATE" in ended.line


async def test_a_command_that_does_not_exist() -> None:
    ended = await colibris("dance")

    assert ended.code == 2
    assert "dance" in ended.err
