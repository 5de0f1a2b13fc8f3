"""Kills `colibris run` at random moments while an announcement leaves, and counts from outside."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from storage import announcements, batches
from storage.database import open_database
from tests.faults.lives import Lives, many_lives
from tests.load.sending import FIRST, fill, running, settings_of
from tests.load.telegram import Telegram, Weather

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from pathlib import Path

FLIGHTS = 16  # sends in the air at one moment (bot.outbox.Batch)
RATE = 40.0
_AFRESH = 10  # one life of so many begins from nothing; the others are forked
_EACH_LIFE = 60  # people for each round: some are left for the last one
_LIVES_S = 2.5
_SETTLED_S = 600.0
_SLOW = Weather(limit=1_000_000, blocked=0, broken=0, lost=0, latency_s=(0.05, 0.3))
_OPEN = ("held", "todo", "claimed", "sending")


@dataclass(slots=True)
class Tally:
    """What was found. `doubled`, `lost` and `hidden` have to be 0.

    `lost`: got nothing, and are not shown as uncertain. `hidden`: rows that are nowhere.
    """

    people: int = 0
    afresh: int = 0
    kills_ms: list[int] = field(default_factory=list)
    fates: Mapping[str, int] = field(default_factory=dict)
    doubled: int = 0
    lost: int = 0
    hidden: int = 0
    uncertain: int = 0
    arrived: int = 0  # of the uncertain ones, those who have it


async def kill_while_it_leaves(folder: Path, *, rounds: int, seed: int) -> Tally:
    """Kill it `rounds` times, then let it finish and count."""
    chance, tally = random.Random(seed), Tally(people=rounds * _EACH_LIFE)
    url, log = f"sqlite:///{folder / 'colibris.db'}", folder / "log.txt"
    db = await open_database(url)
    await fill(db, tally.people)
    await db.close()
    async with Telegram(_SLOW) as telegram:
        async with many_lives() as lives:
            for number in range(rounds):
                begin = _afresh if number % _AFRESH == 0 else _forked
                tally.afresh += begin is _afresh
                async with begin(lives, url, telegram, log) as kill:
                    await _until_it_sends(telegram, chance)
                    moment = chance.uniform(0.0, _LIVES_S)
                    await asyncio.sleep(moment)
                    await kill()
                tally.kills_ms.append(round(moment * 1000))
            await lives.begin(settings_of(url, telegram.url, 400), str(log))
            await _until_over(url)
        await _count(url, telegram, tally)
    return tally


@asynccontextmanager
async def _afresh(
    _: Lives, url: str, telegram: Telegram, log: Path
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Begin a life as an operator does."""
    async with running(url, telegram.url, log, RATE) as process:

        async def kill() -> None:
            process.kill()

        yield kill


@asynccontextmanager
async def _forked(
    lives: Lives, url: str, telegram: Telegram, log: Path
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Begin a life that has everything read already."""
    pid = await lives.begin(settings_of(url, telegram.url, RATE), str(log))
    yield partial(lives.kill, pid)


async def _until_it_sends(telegram: Telegram, chance: random.Random) -> None:
    """Mostly wait for its first message; else it may die while it starts."""
    if chance.random() < 0.1:
        return
    before = len(telegram.counts.got)
    async with asyncio.timeout(300):
        while len(telegram.counts.got) == before:  # noqa: ASYNC110 – a process of its own
            await asyncio.sleep(0.02)


async def _until_over(url: str) -> None:
    deadline = time.monotonic() + _SETTLED_S
    while any(status in _OPEN for status in await _fates(url)):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.5)


async def _fates(url: str) -> Mapping[str, int]:
    db = await open_database(url, exclusive=False)
    try:
        return await batches.counts(db, announcements.batch_of(1))
    finally:
        await db.close()


async def _count(url: str, telegram: Telegram, tally: Tally) -> None:
    tally.fates = dict(await _fates(url))
    db = await open_database(url, exclusive=False)
    rows = await db.all("SELECT person_id FROM outbox WHERE status = 'uncertain'")
    await db.close()
    uncertain = {row["person_id"] for row in rows}
    got, everybody = telegram.counts.got, range(FIRST, FIRST + tally.people)
    tally.doubled = sum(got[person] > 1 for person in everybody)
    tally.lost = sum(not got[person] and person not in uncertain for person in everybody)
    tally.hidden = tally.people - sum(tally.fates.values())
    tally.uncertain = len(uncertain)
    tally.arrived = sum(got[person] > 0 for person in uncertain)
