"""Many short lives of the bot that cost little: forked from a process that has read it all.

Most of a start is importing, and reading content that no life changes. `python -m
tests.faults.lives` does both once. For each line on its input, a JSON object with a command
(`run`, `web`…), its settings and the name of a log, it forks a process that runs `colibris` from
the settings on, and tells its number; for a line with a number, it tells how that process ended.
What is killed is that whole process, with its own connections, lock and files.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import bot.app
from bot.__main__ import main
from content.load import load

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping


class Lives:
    """The process that has read it all, and the lives that go on."""

    def __init__(self, parent: asyncio.subprocess.Process) -> None:
        self._parent = parent
        self._going_on: set[int] = set()

    async def begin(self, settings: Mapping[str, str], log: str, command: str = "run") -> int:
        """Start a life; return its process id."""
        pid = await self._ask({"command": command, "settings": dict(settings), "log": log})
        self._going_on.add(pid)
        return pid

    async def kill(self, pid: int) -> None:
        """End a life with SIGKILL; return when it is gone."""
        assert await self._end(pid) == -signal.SIGKILL, "it had ended before it was killed"

    async def stop(self) -> None:
        """End every life that goes on."""
        for pid in tuple(self._going_on):
            await self._end(pid)

    async def _end(self, pid: int) -> int:
        os.kill(pid, signal.SIGKILL)
        self._going_on.discard(pid)
        return await self._ask({"ended": pid})

    async def _ask(self, what: Mapping[str, object]) -> int:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(what).encode() + b"\n")
        return int(await self._parent.stdout.readline())


@asynccontextmanager
async def many_lives() -> AsyncIterator[Lives]:
    """Keep the parent for as long as the block runs."""
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    lives = Lives(parent)
    try:
        yield lives
    finally:
        await lives.stop()
        assert parent.stdin is not None
        parent.stdin.close()
        await parent.wait()


def _serve() -> None:
    known = load()
    answerer = bot.app._understand(known)
    vars(bot.app).update(load=lambda: known, _understand=lambda _: answerer)
    for line in sys.stdin:
        wanted = json.loads(line)
        if "ended" in wanted:
            answer = os.waitstatus_to_exitcode(os.waitpid(wanted["ended"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                _live(**wanted)
        print(answer, flush=True)  # noqa: T201 – how it talks


def _live(command: str, settings: Mapping[str, str], log: str) -> None:
    """Be one life, and never come back."""
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(out, stream)
    os.close(0)
    os.environ.update(settings)
    code = 1
    try:
        code = main([command])
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve()
