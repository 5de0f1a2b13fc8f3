"""Many short lives of `colibris run` that cost little: forked from a process that has read it all.

Most of a start is importing, and reading content that no life changes. `python -m
tests.faults.lives` does both once; for each line on its input, a JSON object with the settings and
the name of a log, it forks a process that runs `colibris run` from the settings on, and tells its
number. What is killed is that whole process, with its own connections, lock and files.
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
    """The process that has read it all, and the life of the moment."""

    def __init__(self, parent: asyncio.subprocess.Process) -> None:
        self._parent = parent

    async def begin(self, settings: Mapping[str, str], log: str) -> int:
        """Start a life; return its process id."""
        assert self._parent.stdin is not None
        line = json.dumps({"settings": dict(settings), "log": log})
        self._parent.stdin.write(line.encode() + b"\n")
        return await self._read()

    async def kill(self, pid: int) -> None:
        """End a life with SIGKILL; return when it is gone."""
        os.kill(pid, signal.SIGKILL)
        assert await self._read() == -signal.SIGKILL, "it had ended before it was killed"

    async def _read(self) -> int:
        assert self._parent.stdout is not None
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
    try:
        yield Lives(parent)
    finally:
        assert parent.stdin is not None
        parent.stdin.close()
        await parent.wait()


def _serve() -> None:
    known = load()
    answerer = bot.app._understand(known)
    vars(bot.app).update(load=lambda: known, _understand=lambda _: answerer)
    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _live(wanted["settings"], wanted["log"])
        print(pid, flush=True)  # noqa: T201 – how it talks
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)  # noqa: T201


def _live(settings: Mapping[str, str], log: str) -> None:
    """Be one life, and never come back."""
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(out, stream)
    os.close(0)
    os.environ.update(settings)
    code = 1
    try:
        code = main(["run"])
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve()
