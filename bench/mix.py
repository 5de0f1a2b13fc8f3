"""`colibris bench mix`: real questions, of which many need their meaning, beside an announcement.

First what an update costs when nothing else is to be done. Then the bot on one core for itself:
so many questions each second by people who write whether the bot keeps up or not, while an
announcement takes what is left of the 30 messages a second; the wait of each reply is measured at
Telegram's side, up to the moment at which the reply arrives there.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.page import write_section
from bench.run import ROOT, Figure, cpu_s, measure
from bench.speed import questions
from storage.database import open_database
from tests.load import sending
from tests.load.telegram import Telegram, Weather

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

MOST_MS = 150
RATE = 30
PEOPLE = 20_000
_FAIR = Weather(limit=RATE, blocked=0, broken=0, lost=0, latency_s=(0, 0))
_WARM_S = 5.0


@dataclass(frozen=True)
class Heard:
    """Waits in ms, in order; messages a second, replies included; the core's share in use."""

    asked: int
    waits_ms: list[float]
    messages_s: float
    floods: int
    busy: float

    def p(self, percent: int) -> float:
        place = min(len(self.waits_ms) - 1, len(self.waits_ms) * percent // 100)
        return self.waits_ms[place] if self.waits_ms else float("inf")


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--updates", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--each-second", type=float, default=20)
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")


async def main(options: argparse.Namespace) -> int:
    texts = questions()
    share = len(texts["doubted"]) / len(texts["mix"])
    hook = [sys.executable, "-m", "bench.ours", "webhook"]
    costs = {
        kind: await measure(hook, texts[kind], options.updates, 0) for kind in ("lexical", "mix")
    }
    with tempfile.TemporaryDirectory() as folder:
        heard = await hear(Path(folder), texts["mix"], options.seconds, options.each_second)
    lines = table(share, costs, heard, options.each_second)
    print(lines)
    if options.write:
        head = f"{len(texts['mix'])} real questions with typing slips; {options.seconds:g} s."
        write_section("A realistic mix", "colibris bench mix", [head, lines])
    return 0 if heard.asked == len(heard.waits_ms) and heard.p(99) <= MOST_MS else 1


async def hear(folder: Path, texts: Sequence[str], seconds: float, each_s: float) -> Heard:
    """Let people ask the bot on one core while an announcement leaves."""
    url = f"sqlite:///{folder / 'colibris.db'}"
    db = await open_database(url)
    await sending.fill(db, PEOPLE)
    await db.close()
    async with Telegram(_FAIR) as telegram:
        environment = {**os.environ, **sending.settings_of(url, telegram.url, RATE)}
        core = str(min(os.sched_getaffinity(0)))
        with (folder / "log").open("wb") as log:
            bot = await asyncio.create_subprocess_exec(
                *("taskset", "-c", core, sys.executable, "-m", "bot", "run"),
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
        try:
            async with asyncio.timeout(180):
                while not telegram.counts.tries:  # noqa: ASYNC110 – another process
                    await asyncio.sleep(0.1)
            await _ask(telegram, texts[::-1], _WARM_S, each_s)
            telegram.counts.waits.clear()
            sent, cpu, begun = len(telegram.counts.tries), cpu_s(bot.pid), time.monotonic()
            asked = await _ask(telegram, texts, seconds, each_s)
            lasted = time.monotonic() - begun
            busy = (cpu_s(bot.pid) - cpu) / lasted
            rate = (len(telegram.counts.tries) - sent) / lasted
            await _until_answered(telegram)
        finally:
            bot.kill()
            await bot.wait()
    waits = sorted(1000 * wait for wait in telegram.counts.waits)
    return Heard(asked, waits[:asked], rate, telegram.counts.floods, busy)


async def _ask(telegram: Telegram, texts: Sequence[str], seconds: float, each_s: float) -> int:
    """Ask at even steps, whether the bot keeps up or not; return how many were asked."""
    count = int(seconds * each_s)
    people = itertools.cycle(sending.CITIZENS)
    begun = time.monotonic()
    for number, text in zip(range(count), itertools.cycle(texts), strict=False):
        await asyncio.sleep(max(0.0, begun + number / each_s - time.monotonic()))
        person = next(people)
        if person in telegram.counts.asked:  # still waits for the last answer
            telegram.counts.waits.append(time.monotonic() - telegram.counts.asked[person])
        telegram.ask(person, text)
    return count


async def _until_answered(telegram: Telegram) -> None:
    """Give what is still open some seconds; what is not answered then waits for ever."""
    for _ in range(50):
        if not telegram.counts.asked:
            return
        await asyncio.sleep(0.1)


def table(share: float, costs: dict[str, Figure], heard: Heard, each_s: float) -> str:
    words, mix = costs["lexical"], costs["mix"]
    rows = [
        ("share of the questions that need their meaning", f"{100 * share:.0f} %", "–"),
        (
            "CPU for an update: the mix (words alone are enough)",
            f"{mix.cpu_us:,.0f} µs ({words.cpu_us:,.0f})",
            "–",
        ),
        ("the mix, updates/s on one core by that CPU", f"{1e6 / mix.cpu_us:,.0f}", "–"),
        (
            f"{each_s:g} questions/s beside an announcement: wait p50, p90",
            f"{heard.p(50):.0f}, {heard.p(90):.0f} ms",
            "–",
        ),
        ("the same, p99", f"{heard.p(99):.0f} ms", f"≤ {MOST_MS} ms"),
        ("answered of asked", f"{len(heard.waits_ms):,} of {heard.asked:,}", "all"),
        ("messages/s together (allowed)", f"{heard.messages_s:.1f} ({RATE})", "–"),
        ("refused by Telegram (429)", str(heard.floods), "–"),
        ("CPU of the one core in use", f"{100 * heard.busy:.0f} %", "–"),
    ]
    head = "| what | found | asked for |\n|---|---|---|"
    return "\n".join([head, *(f"| {what} | {found} | {bar} |" for what, found, bar in rows)])
