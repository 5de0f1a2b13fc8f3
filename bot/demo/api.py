"""The Bot API over HTTP: `/bot{token}/{method}` and `/file/bot{token}/{path}`."""

from __future__ import annotations

import asyncio
import hmac
import inspect
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from bot.demo.call import Call, Upload, check_unicode, parse_json
from bot.demo.errors import ApiError, bad_request
from bot.demo.methods import find_method

if TYPE_CHECKING:
    from bot.demo.faults import Fault
    from bot.demo.methods import Method
    from bot.demo.world import World

_UNAUTHORIZED: Final = ApiError(401, "Unauthorized")
_NOT_FOUND: Final = ApiError(404, "Not Found")


class Api:
    """The two routes of the Bot API for one token."""

    def __init__(self, world: World, token: str, closing: asyncio.Event) -> None:
        self._world = world
        self._token = token
        self._closing = closing

    def routes(self) -> list[web.RouteDef]:
        """Give the routes for the application."""
        return [
            web.route("*", r"/bot{token:[^/]*}/{method:[^/]*}", self.answer),
            web.get(r"/file/bot{token:[^/]*}/{path:.+}", self.give_file),
        ]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        try:
            return await self._answer(request)
        except ApiError as error:
            return _show_error(error)

    async def give_file(self, request: web.Request) -> web.StreamResponse:
        """Give a file that `getFile` has named."""
        file = self._world.files.at(request.match_info["path"])
        if not self._knows(request):
            return _show_error(_UNAUTHORIZED)
        if file is None:
            return _show_error(_NOT_FOUND)
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if not self._knows(request):
            raise _UNAUTHORIZED
        found = find_method(request.match_info["method"])
        if found is None or request.method not in {"GET", "POST"}:
            raise _NOT_FOUND
        call = await _read_call(request)
        name, method = found
        fault = self._world.faults.take(name, _guess_chat(call))
        if fault is None:
            return _show(await self._run(method, call))
        return await self._fail(fault, request, method, call)

    async def _run(self, method: Method, call: Call) -> object:
        result = method(self._world, call)
        return await result if inspect.isawaitable(result) else result

    async def _fail(
        self, fault: Fault, request: web.Request, method: Method, call: Call
    ) -> web.StreamResponse:
        """Do with a call what the fault says."""
        if fault.latency_ms:
            await asyncio.sleep(fault.latency_ms / 1000)
        refusal = fault.refusal()
        if refusal is not None:
            raise refusal
        result = None
        if fault.kind not in {"silence", "dropped"}:
            result = await self._run(method, call)
        if fault.kind in {"silence", "lost"}:
            await self._closing.wait()  # ends, too, when the client hangs up
        if fault.kind != "slow":
            _hang_up(request)
        return _show(result)

    def _knows(self, request: web.Request) -> bool:
        given = request.match_info["token"].encode("utf-8", "replace")
        return hmac.compare_digest(given, self._token.encode())


async def _read_call(request: web.Request) -> Call:
    """Read arguments from the address and the body. Raises `ApiError` 400 or 413."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            body = parse_json(await request.read() or b"{}", "request body")
            if not isinstance(body, dict):
                raise bad_request("request body must be a JSON object")
            values |= body
        elif request.body_exists:
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    uploads[name] = _keep(value)
                else:
                    values[name] = value if isinstance(value, str) else bytes(value).decode()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    except (ValueError, LookupError, AssertionError, RuntimeError, TypeError):
        raise bad_request("can't parse the request body") from None
    check_unicode(values)
    check_unicode([upload.name for upload in uploads.values()])
    return Call(values, uploads)


def _keep(part: web.FileField) -> Upload:
    with part.file as file:
        return Upload(part.filename or "file", file.read(), part.content_type)


def _guess_chat(call: Call) -> int | None:
    """Give the chat that a call is about, for faults that strike one chat only."""
    chat_id = str(call.values.get("chat_id", ""))[:20]
    return int(chat_id) if chat_id.lstrip("-").isdecimal() and chat_id.isascii() else None


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _show(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _show_error(error: ApiError) -> web.Response:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    if error.parameters:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.code)
