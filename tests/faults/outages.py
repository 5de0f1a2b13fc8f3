"""A bot that runs as an operator runs it, while what it lives on goes away and comes back."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections import Counter
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from storage.database import open_database
from tests import postgres
from tests.load.sending import running
from tests.load.telegram import FAIR, Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from storage.database import Database
    from tests.postgres import Server

QUESTION = "c koi l objectif 3"
KNOWN, NEW = range(900_001, 900_006), range(900_101, 900_106)
MEANWHILE = (*KNOWN, *NEW)
_SETTLED_S = 240.0


class Line(Telegram):
    """Telegram behind a line that may be cut; what people write meanwhile waits there."""

    cut = False

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        answer = None if self.cut else await super()._answer(request)
        if (answer is None or self.cut) and request.transport is not None:
            request.transport.close()  # what waited for news when it was cut is cut as well
        return answer or web.Response(status=502)


@dataclass(frozen=True, slots=True)
class Seen:
    """Of those who asked before and meanwhile: what they got, and what is written down."""

    asked: int
    answered_meanwhile: int
    lost: int
    doubled: int
    not_written: int
    back_after_s: float


@asynccontextmanager
async def talking(url: str, folder: Path) -> AsyncIterator[tuple[Line, int]]:
    """Let the bot run and answer some people; give Telegram, and the number of its process."""
    async with (
        Line(FAIR) as telegram,
        running(url, telegram.url, folder / "log.txt", 1000) as process,
    ):
        for person in KNOWN:
            telegram.ask(person, QUESTION)
        await until_answered(telegram)
        yield telegram, process.pid
        assert process.returncode is None, (folder / "log.txt").read_text("utf-8")


async def ask_meanwhile(telegram: Line, seconds: float) -> int:
    """Let others ask while something is away; return how many were answered all the same."""
    for person in MEANWHILE:
        telegram.ask(person, QUESTION)
        await asyncio.sleep(seconds / len(MEANWHILE))
    return sum(person not in telegram.counts.asked for person in MEANWHILE)


async def until_answered(telegram: Line) -> float:
    """Wait until nobody waits any more; return how long that took, in seconds."""
    begun = time.monotonic()
    async with asyncio.timeout(_SETTLED_S):
        while telegram.counts.asked:  # noqa: ASYNC110 – another process
            await asyncio.sleep(0.1)
    return time.monotonic() - begun


async def look(url: str, telegram: Line, meanwhile: int, back_after_s: float) -> Seen:
    """Count what people got and what is written down, from outside."""
    wanted = Counter((*KNOWN, *MEANWHILE))
    got = Counter({person: telegram.counts.got[person] for person in wanted})
    db = await open_database(url, exclusive=False)
    try:
        async with asyncio.timeout(60):  # the answer leaves before its choices are written down
            while len(known := await _known(db)) < len(wanted):  # noqa: ASYNC110
                await asyncio.sleep(0.5)
    finally:
        await db.close()
    return Seen(
        asked=wanted.total(),
        answered_meanwhile=meanwhile,
        lost=(wanted - got).total(),
        doubled=(got - wanted).total(),
        not_written=len(wanted.keys() - known),
        back_after_s=back_after_s,
    )


async def _known(db: Database) -> set[int]:
    rows = await db.all("SELECT person_id FROM conversations")
    return {row["person_id"] for row in rows} & set(MEANWHILE)


def stop(server: Server) -> None:
    """Stop PostgreSQL as an operator does: connections are cut, nothing is lost."""
    file = server.folder / "data" / "postmaster.pid"
    os.kill(int(file.read_text().split()[0]), signal.SIGINT)
    while file.exists():
        time.sleep(0.05)


@contextmanager
def started_again(server: Server) -> Iterator[None]:
    """Start it again on the same data, for as long as the block runs."""
    process = postgres._start(server, postgres._account())
    try:
        postgres._wait_until_ready(server, process)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk that holds so little; raises PermissionError where that is not allowed."""
    place = folder / "disk"
    place.mkdir()
    size = f"size={megabytes}m"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", place], check=False, capture_output=True
    )
    if done.returncode:
        raise PermissionError(done.stderr.decode())
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def fill_up(disk: Path) -> Path:
    """Write until nothing fits any more; return the file that has to go again."""
    file = disk / "film"
    with file.open("wb", buffering=0) as film:
        for size in (65_536, 4096, 512, 1):
            try:
                while film.write(b"x" * size):
                    pass
            except OSError:
                continue
    return file
