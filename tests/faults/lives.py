"""Many short lives of the bot that cost little: forked from a process that has read it all.

Most of a start is importing, and reading content that no life changes. `python -m
tests.faults.lives` does both once for all tests of a process. For each line on its input, a JSON
object with a command (`run`, `web`…), its settings and the name of a log, it forks a process that
runs `colibris` from the settings on, and tells its number; for a line with a number, it tells how
that process ended.
What is killed is that whole process, with its own connections, lock and files.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import signal
import subprocess
import sys
import traceback
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

import bot.app
import bot.demo.runner
from bot.__main__ import main
from content.load import load

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence


class Lives:
    """The process that has read it all, and the lives that go on."""

    def __init__(self, parent: subprocess.Popen[str]) -> None:
        self._parent = parent
        self._asking = asyncio.Lock()
        self._going_on: set[int] = set()

    async def begin(
        self, settings: Mapping[str, str], log: str, *command: str, errors: str = ""
    ) -> int:
        """Start a life, `colibris run` if nothing else is said; return its process id.

        What it writes to standard error goes into the log as well, or into a file of its own.
        """
        wanted = {"command": command or ("run",), "settings": dict(settings)}
        pid = await self._ask({**wanted, "log": log, "errors": errors or log})
        self._going_on.add(pid)
        return pid

    async def kill(self, pid: int) -> None:
        """End a life with SIGKILL; return when it is gone."""
        code = await self.end(pid, signal.SIGKILL)
        assert code == -signal.SIGKILL, "it had ended before it was killed"

    async def end(self, pid: int, how: signal.Signals) -> int:
        """End a life; return its exit code when it is gone."""
        os.kill(pid, how)
        self._going_on.discard(pid)
        return await self._ask({"ended": pid})

    async def ended(self, pid: int) -> int:
        """Wait until a life ends by itself; return its exit code."""
        self._going_on.discard(pid)
        return await self._ask({"ended": pid})

    async def stop(self) -> None:
        """End every life that goes on."""
        for pid in tuple(self._going_on):
            await self.end(pid, signal.SIGKILL)

    async def _ask(self, what: Mapping[str, object]) -> int:
        async with self._asking:
            return await asyncio.to_thread(self._ask_now, json.dumps(what))

    def _ask_now(self, line: str) -> int:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        print(line, file=self._parent.stdin, flush=True)
        return int(self._parent.stdout.readline())


@asynccontextmanager
async def many_lives() -> AsyncIterator[Lives]:
    """Begin lives; those that go on end with the block."""
    lives = Lives(await asyncio.to_thread(_parent))
    try:
        yield lives
    finally:
        await lives.stop()


@cache
def _parent() -> subprocess.Popen[str]:
    parent = subprocess.Popen(
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(parent.communicate)
    return parent


def _serve() -> None:
    known = load()
    answerer = bot.app._understand(known)
    vars(bot.app).update(load=lambda: known, _understand=lambda _: answerer)
    vars(bot.demo.runner).update(load=lambda: known)
    for line in sys.stdin:
        wanted = json.loads(line)
        if "ended" in wanted:
            answer = os.waitstatus_to_exitcode(os.waitpid(wanted["ended"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                _live(**wanted)
        print(answer, flush=True)  # noqa: T201 – how it talks


def _live(command: Sequence[str], settings: Mapping[str, str], log: str, errors: str) -> None:
    """Be one life, and never come back."""
    for stream, name in ((1, log), (2, errors)):
        os.dup2(os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), stream)
    os.close(0)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("COLIBRIS_")}
    os.environ.clear()
    os.environ.update({**kept, **settings})
    code = 1
    try:
        code = main(command)
    except Exception:  # noqa: BLE001 – as the interpreter does in the end
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
