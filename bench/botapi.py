"""A Bot API server that costs little: hands out updates, counts what comes back."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from typing import TYPE_CHECKING, Any, Self

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Sequence

CHATS = 200  # fewer than the updates that warm a bot up: everybody is known
_AT_ONCE = 64
_SECRET = {"X-Telegram-Bot-Api-Secret-Token": "bench"}


class Telegram:
    """Gives `texts` to a bot, chat after chat; `latency_s` is what each of its requests waits."""

    def __init__(self, texts: Sequence[str], latency_s: float) -> None:
        self._texts = itertools.cycle(texts)
        self._latency_s = latency_s
        self._ids = itertools.count(1)
        self._queue: list[dict[str, Any]] = []
        self._more = asyncio.Event()
        self._sent = 0
        self._wanted = 0
        self._done = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.root = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot63:bench/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.root = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def poll(self, count: int) -> None:
        """Let the bot fetch so many updates; return when each is answered."""
        self._expect(count)
        self._queue += [self._update() for _ in range(count)]
        self._more.set()
        await asyncio.wait_for(self._done.wait(), 240)

    async def push(self, port: int, count: int) -> None:
        """Send so many updates to the bot's webhook, 64 at once; return when each is answered."""
        self._expect(count)
        left = iter(range(count))
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

            async def send() -> None:
                for _ in left:
                    url = f"http://127.0.0.1:{port}/telegram"
                    async with session.post(url, json=self._update(), headers=_SECRET) as answer:
                        await answer.read()
                        if answer.status != 200:
                            raise RuntimeError(f"the bot said {answer.status}")

            await asyncio.gather(*(send() for _ in range(_AT_ONCE)))

    def _expect(self, count: int) -> None:
        self._sent, self._wanted = 0, count
        self._done.clear()

    def _count(self) -> None:
        self._sent += 1
        if self._sent >= self._wanted:
            self._done.set()

    def _update(self) -> dict[str, Any]:
        number = next(self._ids)
        who = 1000 + number % CHATS
        return {
            "update_id": number,
            "message": {
                "message_id": number,
                "date": int(time.time()),
                "chat": {"id": who, "type": "private", "first_name": "Camille"},
                "from": {
                    "id": who,
                    "is_bot": False,
                    "first_name": "Camille",
                    "language_code": "fr",
                },
                "text": next(self._texts),
            },
        }

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        given = await self._given(request)
        if method == "getupdates":
            return _result(await self._updates(int(given.get("offset") or 0)))
        if self._latency_s:
            await asyncio.sleep(self._latency_s)
        if method == "sendmessage":
            self._count()
            chat = {"id": int(given["chat_id"]), "type": "private"}
            return _result({"message_id": next(self._ids), "date": 1, "chat": chat, "text": "x"})
        if method == "getme":
            me = {"id": 63, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
            return _result(me)
        return _result(result=True)

    async def _updates(self, offset: int) -> list[dict[str, Any]]:
        self._queue = [u for u in self._queue if u["update_id"] >= offset]
        if not self._queue:
            self._more.clear()
            try:
                await asyncio.wait_for(self._more.wait(), 5)
            except TimeoutError:
                return []
        if self._latency_s:
            await asyncio.sleep(self._latency_s)
        return self._queue[:100]

    @staticmethod
    async def _given(request: web.Request) -> dict[str, Any]:
        if request.content_type == "application/json":
            return json.loads(await request.read() or b"{}")
        return dict(await request.post()) or dict(request.query)


def _result(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})
