"""Telegram's side of a webhook, for many chats at once, with a ledger of what was given and shown.

As Telegram does it: the next update of a chat leaves only when the last one got a 200; one that
did not comes again, until it is taken; a hundred connections at most; the call in a response is
carried out. A reverse proxy is played as well: each request goes to the next replica, and one
that does not answer is passed over at the next try.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Sequence

SECRET = "faults"
BOT = {"id": 63, "is_bot": True, "first_name": "Colibris", "username": "colibris63_bot"}
_HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
_AT_ONCE = 100
_ANSWER_S = 60.0
_AGAIN_S = (0.2, 1.0)
_LATENCY_S = (0.0, 0.06)  # of the Bot API: a kill may fall between a message and its 200
_SHOWN = ("sendmessage", "sendphoto", "editmessagetext", "editmessagecaption")


@dataclass(slots=True)
class Given:
    """One update, and what became of it."""

    number: int
    chat: int
    what: str
    tries: int = 0
    port: int = 0  # where it is now
    met_a_kill: bool = False
    settled: bool = False
    messages: int = 0
    edits: int = 0


class Telegram:
    """The server, for as long as the `async with` block runs. `ports`: those of the replicas."""

    def __init__(self, ports: Sequence[int], seed: int) -> None:
        self.ledger: list[Given] = []
        self.got: dict[int, Counter[str]] = {}  # who does not talk: the first button of each
        self.strays = 0
        self.refused: Counter[str] = Counter()
        self.hooked = asyncio.Event()
        self._turns = itertools.cycle(ports)
        self._chance = random.Random(seed)
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._open: dict[int, Given] = {}
        self._numbers = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=_ANSWER_S),
            connector=aiohttp.TCPConnector(limit=0),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        assert self._runner is not None
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def next_number(self) -> int:
        return next(self._numbers)

    def meet_a_kill(self, port: int) -> int:
        """Mark what this replica has in hand just now; return how much that is."""
        met = [given for given in self._open.values() if given.port == port]
        for given in met:
            given.met_a_kill = True
        return len(met)

    async def give(self, chat: int, what: str, update: dict[str, Any]) -> Given:
        """Send an update of a chat until it is taken."""
        given = Given(int(update["update_id"]), chat, what)
        self.ledger.append(given)
        assert chat not in self._open
        self._open[chat] = given
        while not given.settled:
            async with self._places:
                given.settled = await self._try(given, update)
            if not given.settled:
                given.port = 0
                await asyncio.sleep(self._chance.uniform(*_AGAIN_S))
        del self._open[chat]
        return given

    async def _try(self, given: Given, update: dict[str, Any]) -> bool:
        assert self._session is not None
        given.port, given.tries = next(self._turns), given.tries + 1
        url = f"http://127.0.0.1:{given.port}/telegram"
        try:
            async with self._session.post(url, json=update, headers=_HEADERS) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self.refused[type(error).__name__] += 1
            return False
        if answer.status != 200:
            self.refused[str(answer.status)] += 1
            return False
        if body:
            call = json.loads(body)
            self._note(str(call.pop("method")), call)
        return True

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        said = request.content_type == "application/json"
        call = dict(await (request.json() if said else request.post()))
        self._note(method, call)
        await asyncio.sleep(self._chance.uniform(*_LATENCY_S))
        if method == "getMe":
            return _ok(BOT)
        if method == "setWebhook":
            self.hooked.set()
        if "chat_id" not in call or method == "sendChatAction":
            return _ok(data=True)
        chat = {"id": int(str(call["chat_id"])), "type": "private", "first_name": "P"}
        number = int(str(call.get("message_id") or self.next_number()))
        message = {"message_id": number, "date": int(time.time()), "chat": chat, "from": BOT}
        return _ok({**message, "text": "…"})

    def _note(self, method: str, call: dict[str, Any]) -> None:
        """Write down what a person is shown, for the update that is open in that chat.

        What quotes another message than the one that is open was out of order: a stray.
        """
        if method.lower() not in _SHOWN:
            return
        chat = int(str(call["chat_id"]))
        if chat in self.got:
            self.got[chat][_first_button(call)] += 1
            return
        given, quoted = self._open.get(chat), _parsed(call.get("reply_parameters"))
        if given is None or quoted.get("message_id", given.number) != given.number:
            self.strays += 1
        elif method.lower().startswith("edit"):
            given.edits += 1
        else:
            given.messages += 1


def _first_button(call: dict[str, Any]) -> str:
    rows = _parsed(call.get("reply_markup")).get("inline_keyboard") or [[{}]]
    return str(rows[0][0].get("callback_data", ""))


def _parsed(value: object) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    return dict(json.loads(str(value))) if value else {}


def _ok(data: object) -> web.Response:
    return web.json_response({"ok": True, "result": data})
