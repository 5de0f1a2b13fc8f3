"""Starting a bot on a core of its own, and counting what it spends."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from bench.botapi import Telegram

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent
_WARM = 300


@dataclass(frozen=True)
class Figure:
    """What one run found; `memory_mb`: the most that the process held."""

    cpu_us: float
    per_s: float
    memory_mb: float = 0.0

    def __str__(self) -> str:
        return f"{self.cpu_us:7,.0f} µs {self.per_s:7,.0f}/s {self.memory_mb:5.0f} MB"


async def measure(
    program: Sequence[str], texts: list[str], count: int, latency_ms: float
) -> Figure:
    """Let a bot answer so many updates, after some to warm up."""
    hook = any("webhook" in word for word in program)
    async with Telegram(texts, latency_ms / 1000) as telegram:
        port = free_port()
        process = start([*program, telegram.root, str(port)])
        try:

            async def run(number: int) -> None:
                if hook:
                    await until_it_listens(port)
                    await telegram.push(port, number)
                else:
                    await telegram.poll(number)

            await run(min(_WARM, count))
            cpu, wall = cpu_s(process.pid), perf_counter()
            await run(count)
            cpu, wall = cpu_s(process.pid) - cpu, perf_counter() - wall
            return Figure(1e6 * cpu / count, count / wall, memory_mb(process.pid))
        finally:
            process.kill()
            process.wait()


def start(program: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a bot on the first core; whoever measures keeps to the others."""
    cores = sorted(os.sched_getaffinity(0))
    pinned: list[str] = []
    if len(cores) > 1:
        pinned = ["taskset", "-c", str(cores[0])]
    quiet = subprocess.DEVNULL
    return subprocess.Popen([*pinned, *program], cwd=ROOT, stdout=quiet, stderr=quiet)


def cpu_s(pid: int) -> float:
    """Return the CPU seconds that a process has spent."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Return the most memory that a process has held."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until_it_listens(port: int) -> None:
    for _ in range(1200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise RuntimeError("the bot does not listen")
