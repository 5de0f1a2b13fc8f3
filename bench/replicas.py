"""`colibris bench replicas`: what an update costs with one web replica, and with two.

The real `colibris web` on PostgreSQL, one alone and two others on a database of their own, all
running throughout; rounds of updates go to the one, then to the two in turn. CPU is that of the
replicas, read from `/proc`; a ratio is formed within a round, and the median counts.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from bench.botapi import Telegram
from bench.page import write_section
from bench.run import ROOT, cpu_s, free_port, until_it_listens
from bench.speed import questions
from tests.postgres import running_server

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

MOST = 1.15


@dataclass(frozen=True)
class Group:
    """Some replicas on one database: their ports and processes."""

    ports: list[int]
    replicas: list[subprocess.Popen[bytes]]

    def cpu_s(self) -> float:
        """Return what all of them have spent."""
        return sum(cpu_s(replica.pid) for replica in self.replicas)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--updates", type=int, default=600)
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")


async def main(options: argparse.Namespace) -> int:
    one, two = await measure(questions()["lexical"], options.rounds, options.updates)
    lines = table(one, two)
    print(lines)
    if options.write:
        head = f"{options.rounds} rounds of {options.updates} updates each, words alone."
        write_section("Two web replicas", "colibris bench replicas", [head, lines])
    return 0 if grown(one, two) <= MOST else 1


async def measure(texts: list[str], rounds: int, updates: int) -> tuple[list[float], list[float]]:
    """Return µs of CPU for an update, round by round: with one replica, with two."""
    async with AsyncExitStack() as stack:
        server = stack.enter_context(running_server(os.environ))
        telegram = await stack.enter_async_context(Telegram(texts, 0))
        groups = [
            stack.enter_context(_replicas(count, server.new_database(), telegram.root))
            for count in (1, 2)
        ]
        for group in groups:
            for port in group.ports:
                await until_it_listens(port)
        costs: tuple[list[float], list[float]] = ([], [])
        for number in range(rounds + 1):  # the first one warms up
            for group, found in zip(groups, costs, strict=True):
                spent = group.cpu_s()
                share = updates // len(group.ports)
                await asyncio.gather(*(telegram.push(port, share) for port in group.ports))
                if number:
                    found.append(1e6 * (group.cpu_s() - spent) / (share * len(group.ports)))
        return costs


@contextmanager
def _replicas(count: int, database: str, root: str) -> Iterator[Group]:
    ports = [free_port() for _ in range(count)]
    replicas = [_start(port, database, root) for port in ports]
    try:
        yield Group(ports, replicas)
    finally:
        for replica in replicas:
            replica.kill()
            replica.wait()


def _start(port: int, database: str, root: str) -> subprocess.Popen[bytes]:
    settings = {
        "COLIBRIS_TOKEN": "63:bench",
        "COLIBRIS_API_URL": root,
        "COLIBRIS_DATABASE": database,
        "COLIBRIS_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "COLIBRIS_WEBHOOK_SECRET": "bench",
        "COLIBRIS_LISTEN": f"127.0.0.1:{port}",
        "COLIBRIS_SEND_RATE": "1000",
        "COLIBRIS_LOG": "error",
    }
    program = [sys.executable, "-m", "bot", "web"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        program, cwd=ROOT, env={**os.environ, **settings}, stdout=quiet, stderr=quiet
    )


def grown(one: Sequence[float], two: Sequence[float]) -> float:
    """Return what an update costs with two replicas, over what it costs with one."""
    return median(t / o for o, t in zip(one, two, strict=True))


def table(one: Sequence[float], two: Sequence[float]) -> str:
    return "\n".join(
        [
            "| web replicas | CPU µs for an update | × one | asked for |\n|---|---|---|---|",
            f"| 1 | {median(one):,.0f} | 1.00 | – |",
            f"| 2 | {median(two):,.0f} | {grown(one, two):.2f} | ≤ {MOST:.2f} |",
        ]
    )
