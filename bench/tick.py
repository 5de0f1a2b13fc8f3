"""`colibris bench tick`: the minute tick over a database as large as the département.

Two questions: what a tick costs when nothing is due; and how long it takes to plan everybody who
chose 18:00, while people go on talking. Wall time is told, and beside it the CPU that our own
process spent meanwhile, which is what counts on a machine that others use as well.
"""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bench.crowd import FIRST, Crowd, fill
from bench.page import write_lines, write_section
from bench.town import open_town
from bot.reminders import plan
from handlers import challenges, staff_ticks

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable

    from bench.town import Town

ZONE = ZoneInfo("Europe/Paris")
EVENING = int(datetime(2026, 11, 25, 18, tzinfo=ZONE).timestamp())
QUIET_MS, PLAN_S, REPLY_MS = 50, 20, 100
_TICKS = 30


@dataclass(frozen=True)
class Spent:
    wall_s: float
    cpu_s: float


@dataclass(frozen=True)
class Found:
    """`alone`, `beside`: what replies took before the planning, and beside it.

    `first`: the tick that finds so many people away and lays their reminders to rest.
    """

    first: Spent
    quiet: list[Spent]
    planning: Spent
    planned: int
    alone: list[Spent]
    beside: list[Spent]


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=600_000)
    parser.add_argument("--pledges", type=int, default=1_500_000)
    parser.add_argument("--due", type=int, default=100_000)
    parser.add_argument("--away", type=int, default=50_000, help="people in a pause of a month")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")


async def main(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        crowd = Crowd(options.people, options.pledges, options.due, options.away)
        found = await measure(Path(folder), crowd)
    lines = _lines(found)
    size = (
        f"{options.people:,} people, of whom {options.away:,} are away for a month,"
        f" {options.pledges:,} active pledges, SQLite"
    )
    print("\n".join([size, *lines]))
    if options.write:
        _write(size, found, lines)
    return 0 if _is_within(found) else 1


async def measure(folder: Path, crowd: Crowd) -> Found:
    await fill(folder / "year.db", crowd, at=EVENING)
    async with open_town(folder, ZONE, EVENING - 3600) as town:
        for own in (staff_ticks, challenges):
            town.ticks.each_minute += (partial(own.every_minute, town.services),)
        first = await _spent(town.tick)
        quiet = [await _spent(town.tick) for _ in range(_TICKS)]
        alone = [await _reply(town, number) for number in range(200)]
        town.move(EVENING)
        beside: list[Spent] = []
        talking = asyncio.create_task(_talk(town, beside))
        planned = 0

        async def go() -> None:
            nonlocal planned
            planned = await plan(town.services.db, ZONE, now=EVENING)

        planning = await _spent(go)
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)
    return Found(first, quiet, planning, planned, alone, beside)


async def _talk(town: Town, told: list[Spent]) -> None:
    """One person after the other asks for something, twenty times a second."""
    number = 1000
    while True:
        number += 1
        told.append(await _reply(town, number))
        await asyncio.sleep(0.05)


async def _reply(town: Town, number: int) -> Spent:
    async def ask() -> None:
        if not await town.says(FIRST + number, "/objectifs"):
            raise RuntimeError("no answer")

    return await _spent(ask)


async def _spent(work: Callable[[], Awaitable[None]]) -> Spent:
    wall, cpu = perf_counter(), process_time()
    await work()
    return Spent(perf_counter() - wall, process_time() - cpu)


def _is_within(found: Found) -> bool:
    """Judge by the CPU of our own process: others may have the machine."""
    quiet = median(spent.cpu_s for spent in found.quiet)
    return (
        1000 * quiet < QUIET_MS
        and found.planning.cpu_s < PLAN_S
        and 1000 * _p(found.beside, 99).cpu_s < REPLY_MS
    )


def _lines(found: Found) -> list[str]:
    quiet, planning = found.quiet, found.planning
    return [
        f"- a tick with nothing due: {_told(_p(quiet, 50))}, at most {_told(_p(quiet, 100))}"
        f" (asked for: < {QUIET_MS} ms)",
        f"- the tick before, which lays the reminders of those who are away to rest:"
        f" {_told(found.first)}",
        f"- {found.planned:,} reminders due at 18:00 planned in {planning.wall_s:.1f} s, of which"
        f" {planning.cpu_s:.1f} s are CPU of ours, replies included (asked for: < {PLAN_S} s)",
        f"- a reply alone: median {_told(_p(found.alone, 50))}, p99 {_told(_p(found.alone, 99))}",
        f"- a reply beside the planning ({len(found.beside)} of them): median"
        f" {_told(_p(found.beside, 50))}, p99 {_told(_p(found.beside, 99))}, at most"
        f" {_told(_p(found.beside, 100))} (asked for: held up < {REPLY_MS} ms)",
    ]


def _told(spent: Spent) -> str:
    return f"{1000 * spent.wall_s:.1f} ms ({1000 * spent.cpu_s:.1f} CPU)"


def _p(told: list[Spent], percent: int) -> Spent:
    walls, cpus = sorted(s.wall_s for s in told), sorted(s.cpu_s for s in told)
    place = min(len(told) - 1, len(told) * percent // 100)
    return Spent(walls[place], cpus[place])


def _write(size: str, found: Found, lines: list[str]) -> None:
    steps = (10, 25, 50, 75, 90, 99, 100)
    curves = {
        name: [(f"p{step}", 1000 * _p(told, step).wall_s) for step in steps]
        for name, told in (("alone", found.alone), ("beside planning", found.beside))
    }
    title = "ms for a reply, alone and while 100,000 reminders are planned"
    write_lines("tick", title, curves)
    parts = [f"{size}.", "\n".join(lines), f"![{title}](images/tick.svg)"]
    write_section("The tick at 18:00", "colibris bench tick", parts)
