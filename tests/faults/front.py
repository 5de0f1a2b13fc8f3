"""Two `colibris web` on PostgreSQL behind a proxy that delivers what it has seen again.

Each update comes at least twice: now and then to both replicas at the same moment, and all of
them once more, in any order. What a dead replica did not take comes again by itself.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import aiohttp
from aiohttp import web

from tests.faults.hooks import SECRET

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.demo.server import BotServer
    from tests.faults.lives import Lives

TOKEN = "63:faults"
PATIENCE_S = 90.0
_HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
_TWICE_AT_ONCE = 0.2  # of the updates


@dataclass(slots=True)
class Counts:
    """What went through, and what became of it."""

    updates: int = 0
    deliveries: int = 0
    both: int = 0  # updates that went to both replicas at the same moment
    untaken: int = 0  # deliveries to a replica that was dead
    kills: int = 0
    met: int = 0  # updates in the hands of a replica when it was killed
    taken: Counter[int] = field(default_factory=Counter)  # by port


class Front:
    """The proxy, for as long as the `async with` block runs. `ports`: those of the replicas."""

    def __init__(self, port: int, ports: Sequence[int], seed: int) -> None:
        self.url = f"http://127.0.0.1:{port}/telegram"
        self.ports = tuple(ports)
        self.counts = Counts()
        self.in_hand: Counter[int] = Counter()
        self._port = port
        self._kept: dict[bytes, None] = {}
        self._turns = itertools.cycle(self.ports)
        self._chance = random.Random(seed)
        self._came = {one: asyncio.Event() for one in ports}
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/telegram", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def again(self, server: BotServer) -> None:
        """Deliver everything once more, in any order, and show what is answered."""
        left = self._chance.sample([*self._kept], len(self._kept))
        while left:
            body = left.pop()
            answer = await self._post(next(self._turns), body)
            if answer is None:
                left.insert(0, body)
            else:
                await server.hooks.carry_out(answer)

    async def next_to(self, port: int) -> None:
        """Wait until an update is on its way to this replica."""
        self._came[port].clear()
        await self._came[port].wait()

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self._kept[body] = None
        self.counts.updates = len(self._kept)
        ports: Sequence[int] = [next(self._turns)]
        if self._chance.random() < _TWICE_AT_ONCE:
            ports, self.counts.both = self.ports, self.counts.both + 1
        answers = await asyncio.gather(*(self._post(port, body) for port in ports))
        for answer in answers:
            if answer is not None:
                return web.Response(body=answer, content_type="application/json")
        return web.Response(status=503)

    async def _post(self, port: int, body: bytes) -> bytes | None:
        """Give an update to one replica; None where it was not taken."""
        assert self._session is not None
        self.counts.deliveries += 1
        self.in_hand[port] += 1
        self._came[port].set()
        try:
            url = f"http://127.0.0.1:{port}/telegram"
            async with self._session.post(url, data=body, headers=_HEADERS) as answer:
                content = await answer.read()
        except (aiohttp.ClientError, OSError):
            self.counts.untaken += 1
            return None
        finally:
            self.in_hand[port] -= 1
        self.counts.taken[port] += answer.status == 200
        return content if answer.status == 200 else None


class Replicas:
    """The replicas, each a process that is killed as a whole and started again."""

    def __init__(
        self, lives: Lives, front: Front, api_url: str, database: str, folder: Path
    ) -> None:
        self._lives = lives
        self._front = front
        self._log = str(folder / "log.txt")
        self._pids: dict[int, int] = {}
        self._settings = {
            "COLIBRIS_TOKEN": TOKEN,
            "COLIBRIS_API_URL": api_url,
            "COLIBRIS_DATABASE": database,
            "COLIBRIS_WEBHOOK_URL": front.url,
            "COLIBRIS_WEBHOOK_SECRET": SECRET,
            "COLIBRIS_SEND_RATE": "1000",
        }

    async def start(self, port: int) -> None:
        settings = {**self._settings, "COLIBRIS_LISTEN": f"127.0.0.1:{port}"}
        self._pids[port] = await self._lives.begin(settings, self._log, "web")
        async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE_S):
            while not await _is_ready(session, port):  # noqa: ASYNC110 – a process of its own
                await asyncio.sleep(0.05)

    async def kill(self, port: int, after_s: float) -> None:
        """Kill a replica that has an update in hand, and start it again."""
        await self._front.next_to(port)
        await asyncio.sleep(after_s)
        self._front.counts.kills += 1
        self._front.counts.met += self._front.in_hand[port]
        await self._lives.kill(self._pids[port])
        await self.start(port)


async def _is_ready(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://127.0.0.1:{port}/ready") as answer:
            return answer.status == 200
    except (aiohttp.ClientError, OSError):
        return False
