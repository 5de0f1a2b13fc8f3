"""Two `colibris web` and a `colibris worker` on PostgreSQL, killed at random while a crowd talks.

Everything is counted from outside: by Telegram's ledger, and in the database.
"""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.rules.recurrence import Rhythm
from storage import outbox, people, pledges, reminders
from storage.database import open_database
from tests.faults.crowd import REMINDED, Crowd, Written, look
from tests.faults.hooks import SECRET, Telegram
from tests.faults.lives import Lives, many_lives

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from storage.database import Database

_GENTLY = 0.25  # of the ends are SIGTERM, as an update of the program does it
_SETTLED_S = 120.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done: so many chats for so many seconds, `kills` at most, at these pauses.

    `victims`: places among the ports; the worker's is 0.
    """

    chats: int
    seconds: float
    victims: tuple[int, ...]
    kills: int
    kills_each_s: tuple[float, float]
    thinks_s: tuple[float, float]
    reminded: int
    seed: int


@dataclass(slots=True)
class Tally:
    """What was found."""

    written: Written
    updates: Counter[str]
    unsettled: int
    unanswered: int
    strays: int
    again: int
    met: int  # updates that a kill met in the hands of a replica
    doubled_met: int  # answers shown twice, of those
    doubled_else: int
    edits_again: int
    reminders: int
    reminders_lost: int
    reminders_doubled: int
    reminders_uncertain: int
    kills: Counter[str] = field(default_factory=Counter)


class Replicas:
    """The three processes; `ports[0]` stands for the worker, which listens nowhere."""

    def __init__(
        self, lives: Lives, telegram: Telegram, database: str, ports: Sequence[int], log: Path
    ) -> None:
        self.kills: Counter[str] = Counter()
        self._lives = lives
        self._telegram = telegram
        self._ports = ports
        self._log = log
        self._settings = {
            "COLIBRIS_TOKEN": "63:faults",
            "COLIBRIS_API_URL": telegram.url,
            "COLIBRIS_DATABASE": database,
            "COLIBRIS_WEBHOOK_URL": f"http://127.0.0.1:{ports[1]}/telegram",
            "COLIBRIS_WEBHOOK_SECRET": SECRET,
            "COLIBRIS_SEND_RATE": "1000",
        }
        self._running: dict[int, int] = {}  # port → process

    async def start(self, port: int) -> None:
        part, more = ("web", {"COLIBRIS_LISTEN": f"127.0.0.1:{port}"}) if port else ("worker", {})
        settings = {**self._settings, **more}
        self._running[port] = await self._lives.begin(settings, str(self._log), part)

    async def start_all(self) -> None:
        for port in self._ports:
            await self.start(port)
        async with asyncio.timeout(120):
            await self._telegram.hooked.wait()

    async def end_one(self, port: int, number: signal.Signals) -> None:
        """End a process at once, or ask it to end; and start it again, as a supervisor does."""
        ending = asyncio.create_task(self._lives.end(self._running[port], number))
        await asyncio.sleep(0)  # the signal is on its way
        if number is signal.SIGKILL:
            self._telegram.meet_a_kill(port)
        self.kills[f"{'web' if port else 'worker'} {number.name}"] += 1
        await ending
        await self.start(port)

    async def kill_on(self, plan: Plan, chance: random.Random, until: asyncio.Event) -> None:
        """Kill one or the other until the event."""
        while not until.is_set() and self.kills.total() < plan.kills:
            await asyncio.sleep(chance.uniform(*plan.kills_each_s))
            port, gently = self._ports[chance.choice(plan.victims)], chance.random() < _GENTLY
            await self.end_one(port, signal.SIGTERM if gently else signal.SIGKILL)

    async def stop(self) -> None:
        for process in self._running.values():
            await self._lives.end(process, signal.SIGTERM)


async def run(plan: Plan, database: str, ports: Sequence[int], log: Path) -> Tally:
    """Let the crowd talk while replicas are killed; then let all be finished, and count."""
    db = await open_database(database)
    reminded = await _seed_reminders(db, plan)
    chance, over = random.Random(plan.seed), asyncio.Event()
    async with Telegram(ports[1:], plan.seed) as telegram, many_lives() as lives:
        telegram.got = {person: Counter() for person in reminded}
        replicas = Replicas(lives, telegram, database, ports, log)
        crowd = Crowd(telegram, plan.chats, seed=plan.seed, thinks_s=plan.thinks_s)
        try:
            await replicas.start_all()
            killing = asyncio.create_task(replicas.kill_on(plan, chance, over))
            talking = asyncio.create_task(crowd.talk(over))
            await asyncio.wait({talking}, timeout=plan.seconds)
            over.set()
            await killing
            await asyncio.wait_for(talking, _SETTLED_S)
            assert await _is_quiet(db), await asyncio.to_thread(log.read_text, "utf-8")
        finally:
            over.set()
            await replicas.stop()
    tally = await _count(db, telegram, await look(db, crowd.said))
    tally.kills = replicas.kills
    await db.close()
    return tally


async def _seed_reminders(db: Database, plan: Plan) -> list[int]:
    """Let people who do not talk have a reminder at some moment of the run."""
    now, chance = int(time.time()), random.Random(plan.seed)
    wall = datetime.now(UTC)
    rhythm = Rhythm("once", 1, (), wall.time().replace(second=0, microsecond=0), wall.date(), None)
    everybody = list(range(REMINDED, REMINDED + plan.reminded))
    for person in everybody:
        async with db.transaction() as tx:
            await people.arrive(tx, person, language="fr", now=now)
            taken = await pledges.take(
                tx,
                person,
                "eau-du-robinet",
                objective=1,
                rhythm=rhythm.to_dict(),
                update_id=-person,
                now=now,
            )
            assert taken.pledge is not None
            due = now + chance.randrange(max(int(plan.seconds), 1))
            await reminders.put(
                tx, taken.pledge.id, due_at=due, occurrence=wall.date().isoformat()
            )
    return everybody


async def _is_quiet(db: Database) -> bool:
    """Wait until no reminder is due and no message waits; False where that takes too long."""
    deadline = time.monotonic() + _SETTLED_S
    while time.monotonic() < deadline:
        # In this order: what is planned between the two is seen as waiting, never as neither.
        due, depth = await reminders.next_due_at(db), await outbox.depth(db)
        waiting = sum(depth.get(status, 0) for status in ("todo", "claimed", "sending"))
        if not waiting and (due is None or due > time.time()):
            return True
        await asyncio.sleep(0.5)
    return False


async def _count(db: Database, telegram: Telegram, written: Written) -> Tally:
    ledger = telegram.ledger
    rows = await db.all("SELECT person_id FROM outbox WHERE status = 'uncertain'")
    uncertain = {row["person_id"] for row in rows}
    sent = {
        person: sum(n for button, n in got.items() if button.startswith("done:"))
        for person, got in telegram.got.items()
    }
    return Tally(
        written=written,
        updates=Counter(given.what for given in ledger),
        unsettled=sum(not given.settled for given in ledger),
        unanswered=sum(not given.messages and not given.edits for given in ledger),
        strays=telegram.strays,
        again=sum(given.tries > 1 for given in ledger),
        met=sum(given.met_a_kill for given in ledger),
        doubled_met=sum(max(g.messages - 1, 0) for g in ledger if g.met_a_kill),
        doubled_else=sum(max(g.messages - 1, 0) for g in ledger if not g.met_a_kill),
        edits_again=sum(max(given.edits - 1, 0) for given in ledger),
        reminders=len(sent),
        reminders_lost=sum(not n and person not in uncertain for person, n in sent.items()),
        reminders_doubled=sum(max(n - 1, 0) for n in sent.values()),
        reminders_uncertain=len(uncertain),
    )
