"""A lean Bot API on loopback that counts strictly and answers badly, as the real one may.

It refuses more than `limit` messages in any sliding second and more than one a second to one
chat (429), says 403 for some people for ever, 500 now and then, and now and then carries a
message out and never answers. All by chance that can be repeated.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

BOT = {"id": 63, "is_bot": True, "first_name": "Colibris", "username": "colibris63_bot"}
_LONG_POLL_S = 20.0
_BEAT_S = 0.002


@dataclass(frozen=True, slots=True)
class Weather:
    """How it behaves. Shares are between 0 and 1, `latency_s` from least to most."""

    limit: int = 30
    blocked: float = 0.05
    broken: float = 0.01
    lost: float = 0.005
    latency_s: tuple[float, float] = (0.05, 0.3)


FAIR = Weather(limit=1_000_000, blocked=0, broken=0, lost=0, latency_s=(0, 0))


@dataclass(slots=True)
class Counts:
    """What was seen on the wire. Moments are those of the monotonic clock, in seconds."""

    got: Counter[int] = field(default_factory=Counter)  # messages carried out, by chat
    tries: list[tuple[float, int]] = field(default_factory=list)  # every message: when, to whom
    floods: int = 0
    lost: int = 0
    asked: dict[int, float] = field(default_factory=dict)  # who asked, and when
    waits: list[float] = field(default_factory=list)  # seconds until each reply arrived


class Telegram:
    """The server, for as long as the `async with` block runs."""

    def __init__(self, weather: Weather, seed: int = 63) -> None:
        self._weather = weather
        self._chance = random.Random(seed)
        self._recent: deque[float] = deque()
        self._last: dict[int, float] = {}
        self._updates: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self._number = 0
        self._beats = deque([time.monotonic()], maxlen=4)  # a request takes a while to be read
        self.in_the_air = 0
        self.counts = Counts()
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)

    async def __aenter__(self) -> Self:
        self._beating = asyncio.create_task(self._beat())
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._beating.cancel()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """What COLIBRIS_API_URL takes."""
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def is_blocked(self, chat: int) -> bool:
        """Say whether this person has blocked the bot: a share of them, always the same."""
        return random.Random(chat).random() < self._weather.blocked

    def ask(self, person: int, text: str) -> None:
        """Let somebody write to the bot; the clock for the reply runs."""
        self._number += 1
        user = {"id": person, "is_bot": False, "first_name": "P", "language_code": "fr"}
        message = {
            "message_id": self._number,
            "date": int(time.time()),
            "chat": {"id": person, "type": "private", "first_name": "P"},
            "from": user,
            "text": text,
        }
        self.counts.asked[person] = time.monotonic()
        self._updates.append({"update_id": self._number, "message": message})
        self._news.set()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method, arrived = request.match_info["method"], self._beats[0]
        said = request.content_type == "application/json"
        form = await request.json() if said else await request.post()
        if method == "getMe":
            return _ok(BOT)
        if method == "getUpdates":
            return _ok(await self._poll(int(str(form.get("offset", 0)))))
        if "chat_id" not in form or not method.startswith(("send", "edit", "delete")):
            return _ok(data=True)
        return await self._message(request, int(str(form["chat_id"])), arrived)

    async def _message(
        self, request: web.Request, chat: int, arrived: float
    ) -> web.StreamResponse:
        method = request.match_info["method"]
        refused = self._count(chat, arrived)
        fate, pause = self._chance.random(), self._chance.uniform(*self._weather.latency_s)
        if not refused and chat in self.counts.asked:
            self.counts.waits.append(time.monotonic() - self.counts.asked.pop(chat))
        self.in_the_air += 1
        await asyncio.sleep(pause)
        self.in_the_air -= 1
        if refused:
            return _no(429, "Too Many Requests: retry after 1", retry_after=1)
        if self.is_blocked(chat):
            return _no(403, "Forbidden: bot was blocked by the user")
        if fate < self._weather.broken:
            return _no(500, "Internal Server Error")
        self._number += 1
        if method.startswith("send"):
            self.counts.got[chat] += 1
        if fate < self._weather.broken + self._weather.lost and method.startswith("send"):
            self.counts.lost += 1
            if request.transport is not None:
                request.transport.close()
        return _ok(
            {
                "message_id": self._number,
                "date": int(time.time()),
                "chat": {"id": chat, "type": "private", "first_name": "P"},
                "from": BOT,
                "text": "…",
            }
        )

    def _count(self, chat: int, arrived: float) -> bool:
        """Count one message by its arrival; True where that is one too many.

        Where this process was held up itself, what it reads now may have come just after it
        last looked; what surely came within a second counts.
        """
        now = time.monotonic()
        while self._recent and now - self._recent[0] >= 1.0:
            self._recent.popleft()
        crowded = len(self._recent) >= self._weather.limit
        close = self._weather.limit < FAIR.limit and now - self._last.get(chat, 0.0) < 1.0
        self._recent.append(arrived)
        self._last[chat] = arrived
        self.counts.tries.append((now, chat))
        self.counts.floods += crowded or close
        return crowded or close

    async def _beat(self) -> None:
        while True:
            self._beats.append(time.monotonic())
            await asyncio.sleep(_BEAT_S)

    async def _poll(self, offset: int) -> list[dict[str, Any]]:
        self._updates = [u for u in self._updates if u["update_id"] >= offset]
        if not self._updates:
            self._news.clear()
            try:
                async with asyncio.timeout(_LONG_POLL_S):
                    await self._news.wait()
            except TimeoutError:
                return []
        return list(self._updates)


def _ok(data: object) -> web.Response:
    return web.json_response({"ok": True, "result": data})


def _no(code: int, words: str, **parameters: int) -> web.Response:
    body = {"ok": False, "error_code": code, "description": words, "parameters": parameters}
    return web.json_response(body, status=code)
