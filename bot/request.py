"""How python-telegram-bot reaches the Bot API: one aiohttp session with kept-alive connections.

It replaces the library's default (httpx), which costs three times as much a message here
(docs/decisions/0002-aiohttp-request.md). Errors are mapped as `BaseRequest` documents it, but a
refusal counts only where it is the Bot API's own: a proxy that answers 403 is no blocked bot.
"""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData

# The value that stands for "not given" in each call; the library offers no public name for it.
from telegram.request._requestparameter import RequestParameter

from bot import wire
from bot.proxies import Ways

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import SimpleNamespace

    Observe = Callable[[str, str, float], None]
    _Body = aiohttp.FormData | aiohttp.BytesPayload | None

_KEEP_ALIVE_S = 75.0
_MEDIA_READ_S = 60.0
_MOST_PAUSE_S = 86_400  # whatever a server says: the bot does not fall silent for ever
_FORM = "application/x-www-form-urlencoded"
_written = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` would make one each time
_REFUSALS: dict[int, Callable[[str], TelegramError]] = {
    HTTPStatus.BAD_REQUEST: BadRequest,
    HTTPStatus.UNAUTHORIZED: InvalidToken,
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.CONFLICT: Conflict,
}


class NotSentError(NetworkError):
    """The request never reached the server: trying again cannot double anything."""


class LostError(NetworkError):
    """The connection broke, or the answer makes no sense: it may have been carried out."""


class NotThereError(NetworkError):
    """404: the address leads to no Bot API server, or to one that does not know the method."""


class AiohttpRequest(BaseRequest):
    """The HTTP side of the bot. `read_s`, `connect_s` are time limits in seconds.

    `observe(method, outcome, seconds)` hears of each call; the outcome is `ok` or a kind of error.
    """

    def __init__(
        self,
        *,
        connections: int = 100,
        read_s: float = 20,
        connect_s: float = 5,
        observe: Observe | None = None,
    ) -> None:
        self._connections = connections
        self._read_s = read_s
        self._connect_s = connect_s
        self._observe = observe
        self._limits = aiohttp.ClientTimeout(
            total=None, connect=connect_s, sock_connect=connect_s, sock_read=read_s
        )
        self._ways = Ways()
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """The default limit in seconds for an answer, as `BaseRequest` asks for it."""
        return self._read_s

    async def initialize(self) -> None:
        """Open the session; a second call changes nothing."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=_KEEP_ALIVE_S, ttl_dns_cache=300
            )
            self._session = aiohttp.ClientSession(
                connector=connector, trace_configs=[_tell_who_counts()]
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()
        self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401 – the library's own marker
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002 – aiohttp has none
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
    ) -> tuple[int, bytes]:
        """Make one request; return the HTTP status, which says success, and the body.

        Raises `NotSentError` where nothing left this machine; `TimedOut` where the answer did not
        come in time and `LostError` where the connection broke, which leave open whether the
        request was carried out; else what the server's refusal says.
        """
        files = request_data is not None and request_data.contains_files
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=_chosen(pool_timeout, self._connect_s),
            sock_connect=_chosen(connect_timeout, self._connect_s),
            sock_read=_chosen(read_timeout, _MEDIA_READ_S if files else self._read_s),
        )
        return await self._exchange(url, method, _body(request_data), timeout)

    async def _exchange(
        self, url: str, method: str, sent: _Body, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        start = perf_counter()
        try:
            proxy = await self._ways.to(url)
            async with self._open_session().request(
                method,
                url,
                proxy=proxy,
                data=sent,
                timeout=limits,
                allow_redirects=False,
                trace_request_ctx=wire.leaves.get(),
            ) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as caught:
            error = _trouble(caught)
        else:
            if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
                self._note(url, "ok", start)
                return status, body
            error = _refusal(status, body)
        self._note(url, type(error).__name__, start)
        # Outside of the `except`: aiohttp's errors hold the URL, and the URL holds the token.
        raise error

    async def call(self, url: str, parameters: Mapping[str, object], read_s: float) -> Any:  # noqa: ANN401 – JSON
        """Call a Bot API method and return its bare `result`, errors mapped as ever.

        For `getUpdates`: an update that python-telegram-bot cannot read must not block those
        behind it, so each is decoded on its own later.
        """
        data = RequestData([RequestParameter(k, v, None) for k, v in parameters.items()])
        return await self.post(url, data, read_timeout=read_s)

    async def say(self, url: str, call: Mapping[str, object]) -> Any:  # noqa: ANN401 – JSON
        """Make a call that is JSON already, without a file; return its bare `result`."""
        # Half a surrogate pair, which JSON may hold, becomes a question mark.
        text = _written(call).encode("utf-8", "replace")
        body = aiohttp.BytesPayload(text, content_type="application/json")
        _, payload = await self._exchange(url, "POST", body, self._limits)
        return self.parse_json_payload(payload)["result"]

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read the JSON of a success.

        The library's own version logs a broken body, which may hold what people wrote.
        """
        answer = _decode(payload)
        if answer is None or "result" not in answer:
            raise LostError("the server's answer cannot be read")
        return answer

    def _note(self, url: str, outcome: str, start: float) -> None:
        if self._observe is not None:
            self._observe(url.rpartition("/")[2], outcome, perf_counter() - start)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise NotSentError("not sent: the request class is not open")
        return self._session


def _tell_who_counts() -> aiohttp.TraceConfig:
    """Call what `bot.wire` holds once the bytes of a request have been written."""

    async def sent(_session: object, context: SimpleNamespace, _what: object) -> None:
        if context.trace_request_ctx is not None:
            # The write is in this very step of the loop: the next one comes after it.
            asyncio.get_running_loop().call_soon(context.trace_request_ctx)

    trace = aiohttp.TraceConfig()
    trace.on_request_chunk_sent.append(sent)
    return trace


def _trouble(error: Exception) -> TelegramError:
    """Say what a failure means for the request; only its kind, for its text holds the URL."""
    kind = type(error).__name__
    match error:
        case aiohttp.ConnectionTimeoutError():
            return NotSentError("no connection in time; the request was not sent")
        case aiohttp.ClientConnectorError() | aiohttp.ClientHttpProxyError():
            return NotSentError(f"cannot connect: {kind}")
        case aiohttp.InvalidURL():
            return NotSentError("not sent: this is no address")
        case TimeoutError():
            return TimedOut()
        case _:
            return LostError(f"connection lost: {kind}")


def _refusal(status: int, body: bytes) -> TelegramError:
    """Read an answer that says no, as the Bot API documents it."""
    if status == HTTPStatus.NOT_FOUND:
        # The library takes a 404 for a refused token; it is mostly a wrong address.
        return NotThereError("404: no Bot API server answers at this address")
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        return TimedOut("504: the server behind did not answer in time")
    answer = _decode(body)
    if answer is None or "ok" not in answer:
        return NetworkError(f"{status}: this is not an answer of the Bot API")
    parameters = answer.get("parameters")
    if isinstance(parameters, dict):
        if isinstance(chat := parameters.get("migrate_to_chat_id"), int) and chat:
            return ChatMigrated(chat)
        if isinstance(seconds := parameters.get("retry_after"), int) and seconds > 0:
            return RetryAfter(min(seconds, _MOST_PAUSE_S))
    words = str(answer.get("description") or f"refused ({status})")
    return _REFUSALS.get(status, NetworkError)(words)


def _decode(body: bytes) -> dict[str, Any] | None:
    try:
        decoded = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return decoded if isinstance(decoded, dict) else None


def _chosen(given: Any, default: float) -> float | None:  # noqa: ANN401 – the library's marker
    if given is BaseRequest.DEFAULT_NONE:
        return default
    return None if given is None else float(given)


def _body(data: RequestData | None) -> _Body:
    if data is None:
        return None
    if not data.contains_files:
        # Half a surrogate pair, which JSON may hold, becomes a question mark.
        text = urlencode(data.json_parameters, errors="replace")
        return aiohttp.BytesPayload(text.encode(), content_type=_FORM)
    # As they are: file names with accents and spaces are shown to people.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value.encode("utf-8", "replace").decode())
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
