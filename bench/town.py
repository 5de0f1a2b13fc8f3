"""A town without a network: the real program, its handlers and ticks, and Telegram in memory."""

from __future__ import annotations

import json
import logging
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from telegram import Update
from telegram.constants import ParseMode
from telegram.error import Forbidden, NetworkError
from telegram.ext import Application, ContextTypes, Defaults, ExtBot

import handlers
from bot import notices, reminders
from bot.collective import Collective
from bot.context import Context, Services
from bot.flood import Flood
from bot.library import Library
from bot.metrics import Metrics
from bot.outbox import Outbox
from bot.pace import Pace
from bot.pictures import Pictures
from bot.request import AiohttpRequest
from bot.schedule import Ticks
from content.ask import Answerer
from content.load import load
from content.texts import Texts
from storage.database import open_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from telegram.request import RequestData


TOKEN = "63:year"
_replying: ContextVar[bool] = ContextVar("replying", default=False)


@dataclass
class Came:
    """One message: what may be pressed, and whether it came by itself."""

    message: int
    text: str
    data: list[str]
    by_itself: bool


class Post(AiohttpRequest):
    """Telegram, as a bot sees it; `away`: nobody answers; `blocked`: who does not want it."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.blocked: set[int] = set()
        self.inbox: dict[int, list[Came]] = {}
        self.calls = 0
        self.now = 0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def do_request(self, url: str, *_: Any, **more: Any) -> tuple[int, bytes]:
        request_data: RequestData | None = more.get("request_data")
        return self._answer(url, request_data.parameters if request_data else {})

    async def say(self, url: str, call: Mapping[str, object]) -> Any:
        status, body = self._answer(url, dict(call))
        answer = json.loads(body)
        if status == HTTPStatus.FORBIDDEN:
            raise Forbidden(answer["description"])
        return answer["result"]

    def _answer(self, url: str, given: dict[str, Any]) -> tuple[int, bytes]:
        self.calls += 1
        if self.away:
            raise NetworkError("Bad Gateway")
        name = url.rpartition("/")[2]
        if name == "getMe":
            me = {"id": 63, "is_bot": True, "first_name": "Colibris", "username": "colibris_bot"}
            return self._fine(me)
        if name in ("sendMessage", "sendPhoto", "sendDocument", "editMessageText"):
            return self._message(given)
        return self._fine(result=True)

    def _message(self, given: dict[str, Any]) -> tuple[int, bytes]:
        chat = int(given["chat_id"])
        if chat in self.blocked:
            words = "Forbidden: bot was blocked by the user"
            return 403, json.dumps({"ok": False, "error_code": 403, "description": words}).encode()
        number = int(given.get("message_id") or self.calls + 10)
        text = str(given.get("text") or given.get("caption") or "")
        markup = given.get("reply_markup") or {}
        rows = json.loads(markup) if isinstance(markup, str) else markup
        data = [
            str(button.get("callback_data", ""))
            for row in rows.get("inline_keyboard", [])
            for button in row
        ]
        came = Came(number, text, data, by_itself=not _replying.get())
        self.inbox.setdefault(chat, []).append(came)
        about = {"id": chat, "type": "private"}
        return self._fine({"message_id": number, "date": self.now, "chat": about, "text": text})

    @staticmethod
    def _fine(result: Any) -> tuple[int, bytes]:
        return 200, json.dumps({"ok": True, "result": result}).encode()


class _Log(logging.Handler):
    """Remembers which pledges were skipped, as the log says it."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.skipped: list[int] = []

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith("reminder skipped"):
            self.skipped.append(int(record.__dict__["pledge"]))


@dataclass
class Town:
    """The program and the moment it lives in (UTC seconds)."""

    services: Services
    application: Application[Any, Any, Any, Any, Any, Any]
    ticks: Ticks
    post: Post
    log: _Log
    clock: list[int]
    updates: int = 0
    _last: dict[int, int] = field(default_factory=dict)

    @property
    def now(self) -> int:
        return self.clock[0]

    def move(self, now: int) -> None:
        self.clock[0] = self.post.now = now

    async def tick(self) -> None:
        """What happens each minute; in memory, so that a year fits into an hour."""
        await self.ticks.outbox.recover()
        await self.ticks.plan()
        await self.ticks.outbox.drain_urgent()

    async def says(self, person: int, text: str) -> list[Came]:
        message = {
            "message_id": self.updates + 5,
            "date": self.now,
            "chat": {"id": person, "type": "private"},
            "from": self._from(person),
            "text": text,
        }
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return await self._gives(person, message=message)

    async def presses(self, person: int, data: str) -> list[Came]:
        shown = {
            "message_id": self._last.get(person, 1),
            "date": self.now,
            "chat": {"id": person, "type": "private"},
            "text": "…",
        }
        query = {
            "id": str(self.updates),
            "from": self._from(person),
            "chat_instance": "1",
            "data": data,
            "message": shown,
        }
        return await self._gives(person, callback_query=query)

    async def blocks(self, person: int) -> None:
        member = {"user": {"id": 63, "is_bot": True, "first_name": "C"}}
        change = {
            "chat": {"id": person, "type": "private"},
            "from": self._from(person),
            "date": self.now,
            "old_chat_member": {**member, "status": "member"},
            "new_chat_member": {**member, "status": "kicked", "until_date": 0},
        }
        await self._gives(person, my_chat_member=change)

    async def _gives(self, person: int, **what: Any) -> list[Came]:
        self.updates += 1
        before = len(self.post.inbox.setdefault(person, []))
        update = Update.de_json({"update_id": self.updates, **what}, self.application.bot)
        token = _replying.set(True)
        try:
            await self.application.process_update(update)
        finally:
            _replying.reset(token)
        came = self.post.inbox[person][before:]
        del self.post.inbox[person][before:]
        if came:
            self._last[person] = came[-1].message
        return came

    @staticmethod
    def _from(person: int) -> dict[str, Any]:
        return {"id": person, "is_bot": False, "first_name": "P", "language_code": "fr"}


@asynccontextmanager
async def open_town(
    folder: Path, zone: ZoneInfo, start: int, *, answerer: Answerer | None = None
) -> AsyncIterator[Town]:
    """Open the program over a fresh database in `folder`."""
    clock, post, metrics = [start], Post(), Metrics()
    post.now = start
    known = load()
    library = Library(known, answerer or Answerer.of(known))
    db = await open_database(f"sqlite:///{folder / 'year.db'}")
    texts = Texts(known.sentences)
    services = Services(
        db=db,
        library=library,
        texts=texts,
        english_texts=texts,
        flood=Flood(),
        zone=zone,
        now=lambda: clock[0],
        seed=lambda: 1,
        collective=Collective(db),
        pictures=Pictures(),
        retry=set(),
        version="year",
        appointed={},
        secret=lambda: "year",
        rate=100_000.0,
        pick=lambda _below: 0,
        page_url="",
        metrics=metrics,
    )
    bot: ExtBot[Any] = ExtBot(
        TOKEN,
        request=post,
        get_updates_request=post,
        rate_limiter=Pace(100_000.0, chat_pause_s=0),
        defaults=Defaults(parse_mode=ParseMode.HTML),
    )
    application = (
        Application.builder()
        .bot(bot)
        .context_types(
            ContextTypes(context=Context, bot_data=cast("type[Services]", lambda: services))
        )
        .job_queue(None)
        .updater(None)
        .build()
    )
    handlers.register(application)
    await application.initialize()
    reminder = reminders.Reminder(db, library, texts, zone)
    prepare = {
        reminders.KIND: reminder.prepare,
        notices.KIND: notices.Notice(db).prepare,
    }
    outbox = Outbox(db, bot, prepare, now=lambda: clock[0], worker="year")
    ticks = Ticks(db, outbox, zone, lambda: clock[0])
    log = _Log()
    logging.getLogger("bot.reminders").addHandler(log)
    logging.getLogger("bot.reminders").setLevel(logging.INFO)
    try:
        yield Town(services, application, ticks, post, log, clock)
    finally:
        logging.getLogger("bot.reminders").removeHandler(log)
        await application.shutdown()
        await db.close()
