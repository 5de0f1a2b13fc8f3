"""The demo server with nobody behind the bot: the test itself speaks for it, over the Bot API."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, FormData

from bot.demo.server import BotServer
from bot.demo.world import World
from content.records import Sheet
from content.sentence_files import read_sentences

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "bot" / "demo" / "static"
TOKEN = "63:demo"
CAMILLE, BRUNO = 1001, 1002
TUESDAY = 1_795_507_500  # 24 November 2026, 9:05 in Paris
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJg"
    "gg=="
)
COMMANDS = [
    {"command": "agir", "description": "Trouver une action à faire"},
    {"command": "aide", "description": "Ce que je sais faire"},
    {"command": "annonces", "description": "Recevoir les nouvelles"},
]


def read_words() -> dict[str, str]:
    """The words of the page as the runner hands them over."""
    sentences = read_sentences(ROOT / "content", Sheet())
    return {k.removeprefix("demo."): v for k, v in sentences.items() if k.startswith("demo.")}


@dataclass
class Clock:
    now: int = TUESDAY
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def advance(self, target: int) -> None:
        """Arrive only once the test opens the gate."""
        await self.gate.wait()
        self.now = target


@dataclass
class Stage:
    """One running demo. `port` stays the same over `restart`."""

    world: World
    clock: Clock
    http: ClientSession
    words: dict[str, str]
    port: int = 0
    offset: int = 0
    _open: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        server = BotServer(
            self.world,
            token=TOKEN,
            port=self.port,
            words=self.words,
            on_advance=self.clock.advance,
        )
        self.port = (await self._open.enter_async_context(server)).port

    async def stop(self) -> None:
        await self._open.aclose()

    async def call(self, method: str, **params: Any) -> Any:
        """Do as the bot does; returns the result of the Bot API."""
        async with self.http.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as answer:
            body = await answer.json()
        assert body["ok"], body
        return body["result"]

    async def say(self, text: str, chat_id: int = CAMILLE, **params: Any) -> int:
        """Write as the bot, with HTML and any parameter of sendMessage; returns the id."""
        params.setdefault("parse_mode", "HTML")
        sent = await self.call("sendMessage", chat_id=chat_id, text=text, **params)
        return int(sent["message_id"])

    async def send_file(self, method: str, kind: str, name: str, content: bytes) -> None:
        """Send a photo or a document to Camille."""
        form = FormData({"chat_id": str(CAMILLE), "caption": "Voici."})
        form.add_field(kind, content, filename=name)
        async with self.http.post(f"{self.url}/bot{TOKEN}/{method}", data=form) as answer:
            assert (await answer.json())["ok"]

    async def hear(self, kind: str) -> dict[str, Any]:
        """Wait for the next update of this kind; those before it are taken note of."""
        while True:
            updates = await self.call("getUpdates", offset=self.offset, limit=1, timeout=10)
            assert updates, f"the bot heard no {kind}"
            self.offset = updates[0]["update_id"] + 1
            if kind in updates[0]:
                return dict(updates[0][kind])


def lay_out(*rows: list[tuple[str, str]]) -> dict[str, Any]:
    """An inline keyboard out of rows of (text, data)."""
    keyboard = [[{"text": text, "callback_data": data} for text, data in row] for row in rows]
    return {"inline_keyboard": keyboard}


@contextlib.asynccontextmanager
async def open_stage() -> AsyncIterator[Stage]:
    clock = Clock()
    world = World(clock=lambda: clock.now)
    for chat in world.chats.values():
        chat.started = True
    async with ClientSession() as http:
        stage = Stage(world, clock, http, read_words())
        await stage.start()
        await stage.call("setMyCommands", commands=COMMANDS)
        try:
            yield stage
        finally:
            await stage.stop()
