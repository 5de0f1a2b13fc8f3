"""A simulated year of 2,000 people: `python -m bench.year [people] [days]`.

The real program lives through it over a clock that jumps a quarter of an hour at a time: both
clock changes, outages of an hour and of three days, Telegram away for an hour, pauses, stops,
blocks, people who never answer. What each person received is compared with their own diary
(`bench.diary`), which knows what they asked for and nothing of the program.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
import time as clocks
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bench.citizens import draw_wish, settle
from bench.diary import DAY, FAULTS, HOUR
from bench.town import open_town

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bench.citizens import Citizen, Wish
    from bench.town import Town
    from content.ask import Answerer

PARIS = ZoneInfo("Europe/Paris")
STEP = 900
Times = list[tuple[int, int]]
TOGETHER = 32
PEOPLE, DAYS = 2000, 365
TOWN = 1000


@dataclass
class Found:
    """What was counted in the end."""

    people: int
    days: int
    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    cpu_s: float = 0.0

    def lines(self) -> list[str]:
        """Give the table."""
        rows = [f"people: {self.people}, days: {self.days}"]
        rows += [f"{what}: {number}" for what, number in self.counts.items()]
        rows += [f"reminders {fault}: {self.faults[fault]}" for fault in FAULTS]
        return [*rows, f"processor time: {self.cpu_s:.0f} s"]


@dataclass(frozen=True)
class Plan:
    """How many people live for how long, where, from when; what they wish, and what fails."""

    people: int
    days: int
    zone: ZoneInfo = PARIS
    start: datetime = datetime(2026, 3, 2, 9)  # noqa: DTZ001 - on the wall of `zone`
    seed: int = 63
    draw: Callable[[Random, date], Wish] = draw_wish
    outages: tuple[Times, Times] | None = None  # the program is down; Telegram is away


def outages(start: int, days: int, seed: int) -> tuple[Times, Times]:
    """Draw when the program is down (an hour, or three days) and when Telegram is away."""
    chance = Random(seed)

    def some(number: int, length: int) -> Times:
        begins = (start + chance.randint(1, days * 96 - 1) * STEP for _ in range(number))
        return [(begin, begin + length) for begin in begins]

    down = [*some(max(2, days // 40), HOUR), *some(max(1, days // 150), 3 * DAY)]
    return down, some(max(2, days // 60), HOUR)


async def simulate(town: Town, plan: Plan) -> Found:
    """Let the time go by, and read every diary at each step."""
    start, cpu, people, days = town.now, clocks.process_time(), plan.people, plan.days
    down, away = plan.outages or outages(start, days, plan.seed)
    citizens = {}
    for number in range(people):
        one = settle(number, town, days, plan.seed)
        one.draw = plan.draw
        citizens[one.id] = one
    log = [0]
    for now in range(start, start + days * DAY, STEP):
        if any(begin <= now < end for begin, end in down):
            continue
        until = max((end for begin, end in away if begin <= now < end), default=0)
        await _step(town, citizens, now, until)
        if now // (7 * DAY) != log[0]:
            log[0] = now // (7 * DAY)
            await town.ticks.keep_house()
            print(f"\r{(now - start) // DAY} days", end="", file=sys.stderr, flush=True)
    found = Found(people, days, cpu_s=clocks.process_time() - cpu)
    found.counts["acts of people"] = sum(one.acts for one in citizens.values())
    found.counts["outages of an hour"] = sum(end - begin == HOUR for begin, end in down)
    found.counts["outages of three days"] = sum(end - begin > HOUR for begin, end in down)
    found.counts["hours without Telegram"] = len(away)
    found.counts["pledges"] = sum(len(one.diary.promises) for one in citizens.values())
    found.counts["reminders received"] = sum(one.diary.received for one in citizens.values())
    for one in citizens.values():
        found.faults += one.diary.faults
        found.counts += Counter({f"not sent, {k}": n for k, n in one.diary.passed.items()})
        found.notes += [f"{one.id} ({one.kind}) {note}" for note in one.diary.notes]
    return found


async def _step(town: Town, citizens: dict[int, Citizen], now: int, until: int) -> None:
    town.move(now)
    town.post.away = bool(until)
    if not until:
        acting = [one for one in citizens.values() if any(p[0] <= now for p in one.plans)]
        for first in range(0, len(acting), TOGETHER):
            await asyncio.gather(*(one.live(town) for one in acting[first : first + TOGETHER]))
    town.log.skipped.clear()
    await town.tick()
    skipped = list(town.log.skipped)
    for one in citizens.values():
        came = town.post.inbox.pop(one.id, [])
        messages = one.read([each for each in came if each.by_itself], now)
        if messages or one.diary.has_work(now):
            one.diary.look(now, messages, skipped=skipped, until=until)


def main(people: int = PEOPLE, days: int = DAYS) -> int:
    """Print the table; 1 where a diary found fault."""
    found = live(people, days)
    print()
    for line in found.lines():
        print(line)
    for note in found.notes[:40]:
        print("  ", note)
    return 1 if found.faults else 0


def live(people: int = PEOPLE, days: int = DAYS) -> Found:
    """Let towns of a thousand people live side by side, a process each, and add up."""
    sizes = [min(TOWN, people - first) for first in range(0, people, TOWN)]
    plans = [Plan(size, days, seed=63 + number) for number, size in enumerate(sizes)]
    with ProcessPoolExecutor(min(len(plans), os.cpu_count() or 1)) as pool:
        towns = list(pool.map(_live_in_one, plans))
    found = Found(people, days)
    for town in towns:
        found.counts += town.counts
        found.faults += town.faults
        found.notes += town.notes
        found.cpu_s += town.cpu_s
    return found


def _live_in_one(plan: Plan) -> Found:
    for name in ("bot", "handlers", "telegram", "apscheduler"):
        logging.getLogger(name).propagate = False
    return asyncio.run(run(plan))


async def run(plan: Plan, answerer: Answerer | None = None) -> Found:
    """Open a town, live in it, and count."""
    start = int(plan.start.replace(tzinfo=plan.zone).timestamp())
    shared = Path("/dev/shm")  # noqa: S108 - a folder in memory, where there is one
    where = shared if os.access(shared, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=where) as folder:
        async with open_town(Path(folder), plan.zone, start, answerer=answerer) as town:
            return await simulate(town, plan)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
