"""What the chat page calls: its files, the state, the event stream, and what people do on it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.demo import acts, limits
from bot.demo.attachments import KINDS
from bot.demo.call import Call, check_unicode, parse_json
from bot.demo.errors import ApiError, bad_request
from bot.demo.faults import Fault
from bot.demo.stream import serve_events
from bot.demo.uploads import read_upload

if TYPE_CHECKING:
    from bot.demo.people import Human
    from bot.demo.world import World

Json = dict[str, Any]
Advance = Callable[[int], Awaitable[None]]  # moves the clock to a time in UTC seconds

_STATIC: Final = Path(__file__).parent / "static"
_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_FILE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)+", re.ASCII)
_PICTURES: Final = frozenset({"image/png", "image/jpeg"})
_MORNING: Final = time(9)
_SHOWN: Final = 1000  # messages per person


class Pages:
    """The page's side of the server."""

    def __init__(
        self,
        world: World,
        words: Mapping[str, str],
        on_advance: Advance | None,
        timezone: str,
    ) -> None:
        self._world = world
        self._words = words
        self._on_advance = on_advance
        self._timezone = timezone
        self._turn = asyncio.Lock()  # one move of the clock at a time
        self._moves: set[asyncio.Task[int]] = set()

    def owns(self, path: str) -> bool:
        """Whether an address belongs to the page, not to the Bot API."""
        return not path.startswith(("/bot", "/file/bot"))

    def routes(self) -> list[web.RouteDef]:
        """Give the routes for the application."""
        acts_by_name = {
            "send": self._send,
            "press": self._press,
            "edit": self._edit,
            "attach": self._attach,
            "block": self._block,
            "clock": self._move_clock,
            "faults": self._plan_fault,
            "seen": self._see,
        }
        return [
            web.get("/", self._show_page),
            web.get("/static/{name}", self._give_static),
            web.get("/file/demo/{path:.+}", self._give_file),
            web.get("/demo/state", self._show_state),
            web.get("/demo/stream", self._follow),
            web.post("/demo/file", self._take_file),
            *(web.post(f"/demo/{name}", _take_json(act)) for name, act in acts_by_name.items()),
        ]

    async def close(self) -> None:
        """Stop a clock that is being moved."""
        for move in self._moves:
            move.cancel()
        await asyncio.gather(*self._moves, return_exceptions=True)

    # ── reading ──

    async def _show_page(self, _request: web.Request) -> web.Response:
        template = await asyncio.to_thread((_STATIC / "index.html").read_text, encoding="utf-8")
        page = template.replace("__WORDS__", _write_words(self._words))
        return web.Response(text=page, content_type="text/html")

    async def _give_static(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        path = _STATIC / name
        kind = _TYPES.get(path.suffix)
        if not _FILE_NAME.fullmatch(name) or kind is None or not path.is_file():
            raise ApiError(404, "Not Found")
        return web.FileResponse(path, headers={"Content-Type": kind})

    async def _give_file(self, request: web.Request) -> web.Response:
        file = self._world.files.at(request.match_info["path"])
        if file is None:
            raise ApiError(404, "Not Found")
        if file.mime in _PICTURES:
            return web.Response(body=file.content, content_type=file.mime)
        # Whatever else somebody has sent is never opened inside our own origin.
        headers = {"Content-Disposition": "attachment"}
        kind = "application/octet-stream"
        return web.Response(body=file.content, content_type=kind, headers=headers)

    async def _show_state(self, _request: web.Request) -> web.Response:
        people = [self._show_person(person) for person in self._world.people.values()]
        state = {"now": self._world.clock(), "timezone": self._timezone, "people": people}
        return web.json_response(state)

    async def _follow(self, request: web.Request) -> web.StreamResponse:
        return await serve_events(request, self._world)

    def _show_person(self, person: Human) -> Json:
        world = self._world
        chat = world.chats[person.id]
        return {
            "name": person.name,
            "label": self._words.get(f"person.{person.name}", person.first_name),
            "chat_id": chat.id,
            "blocked": chat.blocked,
            "unread": chat.unread,
            "commands": world.profile.commands_for(chat.id, person.id, person.language),
            "keyboard": chat.keyboard,
            "messages": [world.show_to_page(m) for m in [*chat.messages.values()][-_SHOWN:]],
        }

    # ── acting ──

    async def _send(self, body: Call) -> Json:
        return {"update_id": acts.say(self._world, self._who(body), body.text("text"))}

    async def _press(self, body: Call) -> Json:
        message_id, data = body.integer("message_id"), body.text("data")
        return {"update_id": acts.press(self._world, self._who(body), message_id, data)}

    async def _edit(self, body: Call) -> Json:
        message_id, text = body.integer("message_id"), body.text("text")
        return {"update_id": acts.edit(self._world, self._who(body), message_id, text)}

    async def _attach(self, body: Call) -> Json:
        kind, caption = body.text("kind"), body.text("caption")
        if kind not in KINDS:
            raise bad_request("unknown kind of attachment")
        return {"update_id": acts.attach(self._world, self._who(body), kind, caption=caption)}

    async def _take_file(self, request: web.Request) -> web.Response:
        who = self._find(request.query.get("person", ""))
        file = await read_upload(request)
        update_id = acts.attach_file(self._world, who, file.name, file.content, mime=file.mime)
        return web.json_response({"update_id": update_id})

    async def _block(self, body: Call) -> Json:
        blocked = body.values.get("blocked")
        if not isinstance(blocked, bool):
            raise bad_request('field "blocked" must be of type Boolean')
        return {"update_id": acts.block(self._world, self._who(body), blocked=blocked)}

    async def _see(self, body: Call) -> Json:
        acts.see(self._world, self._who(body))
        return {}

    async def _plan_fault(self, body: Call) -> Json:
        method, kind = body.text("method", "*"), body.text("kind")
        if kind == "none":
            self._world.faults.clear(method)
            return {}
        fault = Fault(
            method,
            kind,
            count=body.integer("count", 1),
            retry_after=body.integer("retry_after", 1),
            latency_ms=min(body.integer("latency_ms", 0), 60_000),
            chat_id=body.integer("chat_id", 0) or None,
        )
        try:
            self._world.faults.add(fault)
        except ValueError as error:
            raise bad_request(str(error)) from None
        return {}

    async def _move_clock(self, body: Call) -> Json:
        if self._on_advance is None:
            raise ApiError(409, "Conflict: this clock cannot be moved")
        seconds = body.integer("seconds", 0)
        if body.text("to") not in {"", "morning"} or not 0 <= seconds <= limits.CLOCK_STEP_S:
            raise bad_request("the clock moves forward by seconds, or to the morning")
        move = asyncio.ensure_future(
            self._advance(self._on_advance, seconds, to_morning=body.text("to") == "morning")
        )
        self._moves.add(move)
        move.add_done_callback(self._moves.discard)
        # A page that is closed meanwhile must not leave the clock half way.
        return {"now": await asyncio.shield(move)}

    async def _advance(self, advance: Advance, seconds: int, *, to_morning: bool) -> int:
        async with self._turn:
            now = self._world.clock()
            target = find_morning(now, self._timezone) if to_morning else now + seconds
            self._world.tell_clock(moving=True)
            try:
                await advance(target)
            finally:
                self._world.tell_clock(moving=False)
            return self._world.clock()

    def _who(self, body: Call) -> int:
        return self._find(body.text("person"))

    def _find(self, name: str) -> int:
        try:
            return self._world.find_person(name).id
        except KeyError:
            raise bad_request("unknown person") from None


def find_morning(now: int, timezone: str) -> int:
    """Give 9 o'clock on the wall in `timezone`, on the day after that of `now` (UTC seconds)."""
    zone = ZoneInfo(timezone)
    here = datetime.fromtimestamp(now, zone)
    day = here.date() + timedelta(days=1)
    return int(datetime.combine(day, _MORNING, zone).timestamp())


def _take_json(act: Callable[[Call], Awaitable[Json]]) -> Callable[[web.Request], Any]:
    """Make a handler that reads a small JSON object and answers with one."""

    async def handle(request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            raise ApiError(415, "Unsupported Media Type: application/json is expected")
        if (request.content_length or 0) > limits.PAGE_BODY_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        raw = await request.content.read(limits.PAGE_BODY_BYTES + 1)
        if len(raw) > limits.PAGE_BODY_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        body = parse_json(raw, "request body")
        if not isinstance(body, dict):
            raise bad_request("request body must be a JSON object")
        check_unicode(body)
        return web.json_response(await act(Call(body)))

    return handle


def _write_words(words: Mapping[str, str]) -> str:
    """JSON that cannot end the script element in which it stands."""
    plain = json.dumps(dict(words), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        plain = plain.replace(character, f"\\u{ord(character):04x}")
    return plain
