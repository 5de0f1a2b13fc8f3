"""Lets `colibris run` send one announcement to many, and counts from outside what happened."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.announce.kinds import ANNOUNCEMENT
from bot.rules import segments
from storage import announcements, audiences, batches, people
from storage.database import Database, open_database
from tests.load.telegram import FAIR, Telegram, Weather

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

FIRST = 1_000_001
CITIZENS = range(900_001, 900_201)
SUBJECT = "evenements"
_QUESTION = "c koi l objectif 3"
_OPEN = ("held", "todo", "claimed", "sending")

_PEOPLE = """
    WITH RECURSIVE numbers(n) AS (
        SELECT CAST($1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < $2
    )
    INSERT INTO people (id, language, arrived_at, seen_on)
    SELECT n, 'fr', CAST($3 AS BIGINT), '2026-01-01' FROM numbers
"""
_WISHES = """
    INSERT INTO consents (person_id, subject, wanted, said_at)
    SELECT id, CAST($1 AS TEXT), 1, CAST($2 AS BIGINT) FROM people WHERE id BETWEEN $3 AND $4
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found. `rate` and `replies` are messages a second on the wire, memory in MB."""

    rate: float
    replies: float
    seconds: float
    floods: int
    reply_p99_s: float
    memory_start: float
    memory_end: float
    statuses: dict[str, int]
    doubled: int
    lost: int  # neither there, nor blocked, nor shown as uncertain


async def fill(db: Database, count: int) -> None:
    """Put `count` people into the database who asked for the subject, and one announcement."""
    now = int(time.time())
    step = 20_000
    for first in range(FIRST, FIRST + count, step):
        last = min(first + step, FIRST + count) - 1
        async with db.transaction() as tx:
            await tx.run(_PEOPLE, first, last, now)
            await tx.run(_WISHES, SUBJECT, now, first, last)
    await announce(db)


async def announce(db: Database, update_id: int = 1) -> int:
    """Write an announcement to all that is confirmed and due."""
    now = int(time.time())
    await people.arrive(db, 1, language="fr", now=now)
    number = await announcements.draft(
        db, 1, kind="text", html="<b>Fête</b>", file_id="", update_id=update_id, now=now
    )
    await announcements.decide(db, number, "subject", SUBJECT)
    await announcements.decide(db, number, "segment", segments.to_text(segments.Segment()))
    await announcements.move(db, number, "scheduled", now=now)
    await announcements.plan(db, number, send_at=now, valid_until=now + 7 * 86_400)
    return number


async def freeze(db: Database, number: int) -> int:
    """Freeze the audience at once, instead of at the next tick."""
    now = int(time.time())
    batch = announcements.batch_of(number)
    wish = audiences.Wish(SUBJECT)
    added = await audiences.freeze(db, wish, batch=batch, kind=ANNOUNCEMENT, now=now)
    await announcements.freeze(db, number, {"reached": added}, now=now)
    return added


def daytime() -> str:
    """Name a time zone in which it is ten in the morning, so that nobody sleeps."""
    ahead = (10 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{'-' if ahead >= 0 else '+'}{abs(ahead)}"


def settings_of(url: str, api_url: str, rate: float) -> dict[str, str]:
    """Give the settings under which it sends."""
    return {
        "COLIBRIS_TOKEN": "63:load",
        "COLIBRIS_API_URL": api_url,
        "COLIBRIS_DATABASE": url,
        "COLIBRIS_SEND_RATE": str(rate),
        "COLIBRIS_TIMEZONE": daytime(),
        "COLIBRIS_LOG": "warning",
    }


@asynccontextmanager
async def running(
    url: str, api_url: str, log: Path, rate: float
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot as an operator does, and end it with SIGTERM."""
    environment = {**os.environ, **settings_of(url, api_url, rate)}
    with log.open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=environment, stdout=out, stderr=out
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def send_to_many(
    folder: Path, *, count: int, rate: float, weather: Weather, asks_each_s: float = 1.0
) -> Seen:
    """Send to `count` people at `rate` while citizens ask; return what was seen."""
    url = f"sqlite:///{folder / 'colibris.db'}"
    db = await open_database(url)
    await fill(db, count)
    await db.close()
    async with Telegram(weather) as telegram:
        async with running(url, telegram.url, folder / "log.txt", rate) as process:
            asking = asyncio.create_task(_keep_asking(telegram, asks_each_s))
            memory = await _until_sent(url, telegram, process.pid, count)
            asking.cancel()
        return await _seen(url, telegram, count, memory)


async def memory_of(folder: Path, *, rows: int, until: int) -> float:
    """Return the most memory, in MB, that `rows` take until `until` messages have left."""
    url = f"sqlite:///{folder / f'{rows}.db'}"
    db = await open_database(url)
    await fill(db, rows)
    await db.close()
    most = 0.0
    async with (
        Telegram(FAIR) as telegram,
        running(url, telegram.url, folder / "log.txt", 1000) as process,
    ):
        while len(telegram.counts.got) < until:
            await asyncio.sleep(0.2)
            most = max(most, resident_mb(process.pid))
    return most


async def _keep_asking(telegram: Telegram, each_s: float) -> None:
    while not telegram.counts.tries:  # noqa: ASYNC110 – another process
        await asyncio.sleep(0.05)
    for number in range(10**9):
        telegram.ask(CITIZENS[number % len(CITIZENS)], _QUESTION)
        await asyncio.sleep(each_s)


async def _until_sent(url: str, telegram: Telegram, pid: int, count: int) -> list[float]:
    """Wait until nothing is open; return the memory as it went, in MB."""
    memory: list[float] = []
    db = await open_database(url, exclusive=False)
    try:
        while True:
            await asyncio.sleep(min(max(count / 300, 0.2), 2.0))
            if len(telegram.counts.got) > min(count / 10, 1000):
                memory.append(resident_mb(pid))
            found = await batches.counts(db, announcements.batch_of(1))
            if found and not any(found.get(status) for status in _OPEN):
                return memory
    finally:
        await db.close()


async def _seen(url: str, telegram: Telegram, count: int, memory: list[float]) -> Seen:
    db = await open_database(url, exclusive=False)
    statuses = dict(await batches.counts(db, announcements.batch_of(1)))
    rows = await db.all("SELECT person_id FROM outbox WHERE status = 'uncertain'")
    await db.close()
    uncertain = {row["person_id"] for row in rows}
    counts = telegram.counts
    everybody = range(FIRST, FIRST + count)
    lost = [
        p
        for p in everybody
        if not counts.got[p] and not telegram.is_blocked(p) and p not in uncertain
    ]
    # From the first of them on; the last retries come seconds after the rest. What counts is the
    # stretch at full work.
    began = next((n for n, (_, chat) in enumerate(counts.tries) if chat >= FIRST), 0)
    tries = counts.tries[began : max(int(len(counts.tries) * 0.95), began + 2)]
    seconds = tries[-1][0] - tries[0][0]
    waits = sorted(counts.waits)
    return Seen(
        rate=(len(tries) - 1) / seconds,
        replies=sum(chat in CITIZENS for _, chat in tries) / seconds,
        seconds=seconds,
        floods=counts.floods,
        reply_p99_s=waits[int(len(waits) * 0.99)] if waits else 0.0,
        memory_start=memory[0] if memory else 0.0,
        memory_end=max(memory, default=0.0),
        statuses=statuses,
        doubled=sum(counts.got[p] > 1 for p in everybody),
        lost=len(lost),
    )


def resident_mb(pid: int) -> float:
    """Return the memory that a process holds."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:  # noqa: PTH123 – /proc
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
