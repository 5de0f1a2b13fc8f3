"""Kills `colibris run` at random moments and counts what was lost or doubled.

Each round: people press buttons while the bot runs, reminders fall due, and the process is killed
(SIGKILL) somewhere between its start and a few seconds later. In the end the bot runs in peace
until nothing waits, and everything is counted from outside: from the database, and from what
people have on their screens.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.demo.people import Human
from bot.demo.person import Person
from bot.demo.server import BotServer
from bot.demo.world import World
from bot.rules.recurrence import Rhythm
from storage import outbox, people, pledges, reminders
from storage.database import open_database
from tests.faults.lives import Lives, many_lives

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from storage.database import Database

    End = Callable[[signal.Signals], Awaitable[int]]

TOKEN = "63:killed"
PRESSERS = range(2001, 2009)
ACTIONS = ("eau-du-robinet", "fermer-robinet", "stop-pub")
REMINDED_A_ROUND = 12
_FIRST_REMINDED = 10_001
_SETTLED_S = 120.0
_SETTLED_IN = 0.8
_AFRESH = 10  # one life of so many begins from nothing; the others are forked


@dataclass(slots=True)
class Tally:
    """What was found in the end. Everything but the first four has to be 0."""

    rounds: int = 0
    presses: int = 0
    reminders: int = 0
    uncertain: int = 0
    presses_lost: int = 0
    pledges_doubled: int = 0
    reminders_doubled: int = 0
    reminders_lost: int = 0
    kills_ms: list[int] = field(default_factory=list)


class Killing:
    """The town, the process that is killed, and what people did meanwhile."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._url = f"sqlite:///{folder / 'colibris.db'}"
        self._log = folder / "log.txt"
        self._chance = random.Random(seed)
        self._world = World(lambda: int(time.time()))
        for number in PRESSERS:
            self._world.add_person(Human(number, f"p{number}", "P"), started=True)
        self._done: set[tuple[int, str, str]] = set()  # person, action, day that were pressed
        self._reminded: dict[int, int] = {}  # person → pledge
        self.tally = Tally()

    async def run(self, rounds: int) -> Tally:
        """Kill it `rounds` times, then let it finish and count."""
        async with BotServer(self._world, token=TOKEN) as server, many_lives() as lives:
            await self._introduce(server, lives)
            for number in range(rounds):
                await self._seed_reminders(number)
                await self._one_round(server, None if number % _AFRESH == 0 else lives)
            await self._finish(server, lives)
        async with _database(self._url) as db:
            await self._count(db)
        self.tally.rounds = rounds
        return self.tally

    async def _introduce(self, server: BotServer, lives: Lives) -> None:
        """Everybody says hello once, and gets a message with buttons to press."""
        end = await self._start(server, lives)
        for number in PRESSERS:
            await Person(self._world, number, patience=60).says("/start")
        assert await end(signal.SIGTERM) == 0

    async def _one_round(self, server: BotServer, lives: Lives | None) -> None:
        pressing = asyncio.create_task(self._press_on())
        end = await self._start(server, lives)
        if self._chance.random() < _SETTLED_IN:  # else it may die while it starts
            await self._until_it_polls()
        moment = self._chance.uniform(0.0, 2.0)
        await asyncio.sleep(moment)
        pressing.cancel()
        await asyncio.gather(pressing, return_exceptions=True)
        assert await end(signal.SIGKILL) == -signal.SIGKILL
        self.tally.kills_ms.append(round(moment * 1000))

    async def _until_it_polls(self) -> None:
        polls = self._world.updates.polls
        async with asyncio.timeout(_SETTLED_S):
            while self._world.updates.polls == polls:  # noqa: ASYNC110 – a process of its own
                await asyncio.sleep(0.02)

    async def _press_on(self) -> None:
        today = datetime.now(UTC).date().isoformat()
        while True:
            number = self._chance.choice(PRESSERS)
            action = self._chance.choice(ACTIONS)
            person = Person(self._world, number)
            await person.presses_data(f"w:{action}:none", wait=False)
            if self._chance.random() < 0.3:  # a double tap
                await person.presses_data(f"w:{action}:none", wait=False)
                self.tally.presses += 1
            self.tally.presses += 1
            self._done.add((number, action, today))
            await asyncio.sleep(self._chance.uniform(0.0, 0.15))

    async def _finish(self, server: BotServer, lives: Lives) -> None:
        end = await self._start(server, lives)
        deadline = time.monotonic() + _SETTLED_S
        try:
            while not await self._quiet():
                assert time.monotonic() < deadline, self._log.read_text("utf-8")[-3000:]
                await asyncio.sleep(0.5)
        finally:
            await end(signal.SIGTERM)

    async def _quiet(self) -> bool:
        """Say whether every update is confirmed and no message waits in the outbox."""
        if self._world.updates.pending:
            return False
        async with _database(self._url, exclusive=False) as db:
            # In this order: what is planned between the two is seen as waiting.
            due = await reminders.next_due_at(db)
            depth = await outbox.depth(db)
        waiting = sum(depth.get(s, 0) for s in ("todo", "claimed", "sending"))
        return waiting == 0 and (due is None or due > time.time())

    async def _start(self, server: BotServer, lives: Lives | None) -> End:
        """Begin a life, forked from one that has read its files, or as an operator does."""
        settings = {
            "COLIBRIS_TOKEN": TOKEN,
            "COLIBRIS_API_URL": server.api_url,
            "COLIBRIS_DATABASE": self._url,
            "COLIBRIS_SEND_RATE": "400",
        }
        if lives is not None:
            return partial(lives.end, await lives.begin(settings, str(self._log)))
        with self._log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                env={**os.environ, **settings},
                stdout=log,
                stderr=log,
            )

        async def end(how: signal.Signals) -> int:
            process.send_signal(how)
            return await process.wait()

        return end

    async def _seed_reminders(self, number: int) -> None:
        """A dozen people have a reminder due just now."""
        now = int(time.time())
        today = datetime.now(UTC).date()
        rhythm = Rhythm(
            "once", 1, (), datetime.now(UTC).time().replace(second=0, microsecond=0), today, None
        )
        first = _FIRST_REMINDED + number * REMINDED_A_ROUND
        async with _database(self._url) as db:
            for person_id in range(first, first + REMINDED_A_ROUND):
                self._world.add_person(Human(person_id, f"r{person_id}", "R"), started=True)
                async with db.transaction() as tx:
                    await people.arrive(tx, person_id, language="fr", now=now)
                    taken = await pledges.take(
                        tx,
                        person_id,
                        ACTIONS[0],
                        objective=1,
                        rhythm=rhythm.to_dict(),
                        update_id=-person_id,
                        now=now,
                    )
                    assert taken.pledge is not None
                    await reminders.put(
                        tx, taken.pledge.id, due_at=now, occurrence=today.isoformat()
                    )
                self._reminded[person_id] = taken.pledge.id
                self.tally.reminders += 1

    async def _count(self, db: Database) -> None:
        tally = self.tally
        for number, action, _ in self._done:
            held = [p for p in await pledges.active(db, number) if p.action_id == action]
            tally.presses_lost += not held
            tally.pledges_doubled += max(len(held) - 1, 0)
        uncertain = await _people_with_uncertain(db)
        tally.uncertain = len(uncertain)
        for person_id in self._reminded:
            seen = Counter(
                button.get("callback_data")
                for message in self._world.chats[person_id].newest(from_bot=True)
                for row in message.rows
                for button in row
                if str(button.get("callback_data", "")).startswith("done:")
            )
            got = sum(seen.values())
            tally.reminders_doubled += max(got - 1, 0)
            tally.reminders_lost += got == 0 and person_id not in uncertain


async def _people_with_uncertain(db: Database) -> set[int]:
    rows = await db.all("SELECT person_id FROM outbox WHERE status = 'uncertain'")
    return {row["person_id"] for row in rows}


class _database:  # noqa: N801 – reads as a function: `async with _database(url) as db`
    def __init__(self, url: str, *, exclusive: bool = True) -> None:
        self._url = url
        self._exclusive = exclusive

    async def __aenter__(self) -> Database:
        self._db = await open_database(self._url, exclusive=self._exclusive)
        return self._db

    async def __aexit__(self, *_: object) -> None:
        await self._db.close()
