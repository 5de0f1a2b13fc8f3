"""How python-telegram-bot reaches the Bot API: one aiohttp session with kept-alive connections.

It replaces the library's default (httpx), which costs three times as much a message here
(docs/decisions/0002-aiohttp-request.md). Errors are mapped as `BaseRequest` documents it.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# The value that stands for "not given" in each call; the library offers no public name for it.
from telegram.request._requestparameter import RequestParameter

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEEP_ALIVE_S = 75.0
_MEDIA_READ_S = 60.0


class NotSentError(NetworkError):
    """The request never reached the server: trying again cannot double anything."""


class NotThereError(NetworkError):
    """404: the address leads to no Bot API server, or to one that does not know the method."""


class AiohttpRequest(BaseRequest):
    """The HTTP side of the bot. `read_s`, `connect_s` are time limits in seconds."""

    def __init__(
        self, *, connections: int = 100, read_s: float = 20, connect_s: float = 5
    ) -> None:
        self._connections = connections
        self._read_s = read_s
        self._connect_s = connect_s
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
            # trust_env: a département's machine often reaches the outside through a proxy.
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True)

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
        """Make one request; return the HTTP status and the body.

        Raises `NotSentError` where nothing left this machine, `TimedOut` where the answer did
        not come in time, `NetworkError` where the connection broke: the last two leave open
        whether the request was carried out.
        """
        if self._session is None:
            raise RuntimeError("This AiohttpRequest is not initialized")
        files = request_data is not None and request_data.contains_files
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=_chosen(pool_timeout, self._connect_s),
            sock_connect=_chosen(connect_timeout, self._connect_s),
            sock_read=_chosen(read_timeout, _MEDIA_READ_S if files else self._read_s),
        )
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=timeout, allow_redirects=False
            ) as response:
                if response.status == HTTPStatus.NOT_FOUND:
                    # The library takes a 404 for a refused token; it is mostly a wrong address.
                    raise NotThereError("404: no Bot API server answers at this address")
                return response.status, await response.read()
        except aiohttp.ConnectionTimeoutError as error:
            raise NotSentError("no connection in time; the request was not sent") from error
        except aiohttp.ClientConnectorError as error:
            raise NotSentError(f"cannot connect: {type(error).__name__}") from error
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            # Only the kind of error: its text holds the URL, and the URL holds the token.
            raise NetworkError(f"connection lost: {type(error).__name__}") from error

    async def call(self, url: str, parameters: Mapping[str, object], read_s: float) -> Any:  # noqa: ANN401 – JSON
        """Call a Bot API method and return its bare `result`, errors mapped as ever.

        For `getUpdates`: an update that python-telegram-bot cannot read must not block those
        behind it, so each is decoded on its own later.
        """
        data = RequestData([RequestParameter(k, v, None) for k, v in parameters.items()])
        return await self.post(url, data, read_timeout=read_s)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read the server's JSON.

        The library's own version logs a broken body, which may hold what people wrote.
        """
        try:
            decoded = json.loads(payload)
        except ValueError as error:
            raise TelegramError("the server's answer is not JSON") from error
        if not isinstance(decoded, dict):
            raise TelegramError("the server's answer is not a JSON object")
        return decoded


def _chosen(given: Any, default: float) -> float | None:  # noqa: ANN401 – the library's marker
    if given is BaseRequest.DEFAULT_NONE:
        return default
    return None if given is None else float(given)


def _body(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
