"""Puts a world on a port: the Bot API for the bot, and the chat page for people.

    async with BotServer(world, token="63:demo") as server:
        server.url        # "http://127.0.0.1:41873", root of both
        server.api_url    # what COLIBRIS_API_URL takes (the same)

`port=0` takes any free port; a taken one raises `PortTakenError`. The runner hands over the words
of the page and `on_advance`, which moves the clock to a time (UTC seconds) and returns once all
that was due until then has been done.
"""

from __future__ import annotations

import asyncio
import errno
from typing import TYPE_CHECKING, Self

from aiohttp import web

from bot.demo import limits
from bot.demo.api import Api
from bot.demo.guard import make_guard
from bot.demo.hooks import Hooks
from bot.demo.pages import Advance, Pages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from bot.demo.world import World

_PATIENCE_S = 1.0  # how long requests may take to end when the server stops


class PortTakenError(OSError):
    """Another program listens on the port already; its text is one clear line."""


class BotServer:
    """The server, for as long as the `async with` block runs."""

    def __init__(
        self,
        world: World,
        *,
        token: str = "63:demo",  # noqa: S107 – opens nothing outside this process
        host: str = "127.0.0.1",
        port: int = 0,
        words: Mapping[str, str] | None = None,
        on_advance: Advance | None = None,
        timezone: str = "Europe/Paris",
    ) -> None:
        self._world = world
        self.hooks = Hooks(world)
        self._host = host
        self._port = port
        self._closing = asyncio.Event()
        self._pages = Pages(world, words or {}, on_advance, timezone)
        self._beside: list[str] = []
        guard = make_guard(self._pages, self._beside)
        app = web.Application(client_max_size=limits.BOT_BODY_BYTES, middlewares=[guard])
        app.add_routes([*Api(world, token, self._closing).routes(), *self._pages.routes()])
        app.on_shutdown.append(self._let_go)
        self._app = app
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=_PATIENCE_S
        )

    def put_beside(self, start: str, application: web.Application) -> None:
        """Serve an application that looks after itself; `start`: how its addresses begin."""
        self._beside.append(start)
        self._app.add_subapp(start, application)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._runner.addresses[0][1])

    @property
    def url(self) -> str:
        """Its root, without a slash at the end."""
        return f"http://{self._host}:{self.port}"

    @property
    def api_url(self) -> str:
        """The root of the Bot API, as `COLIBRIS_API_URL` takes it."""
        return self.url

    async def __aenter__(self) -> Self:
        self._world.updates.reopen()
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            if error.errno == errno.EADDRINUSE:
                line = f"Port {self._port} is taken: stop what uses it, or choose another port."
                raise PortTakenError(error.errno, line) from None
            raise
        await self.hooks.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.hooks.__aexit__(kind, error, trace)
        await self._runner.cleanup()

    async def _let_go(self, _app: web.Application) -> None:
        """End what waits for something to happen."""
        self._closing.set()
        self._world.updates.close()
        self._world.events.close()
        await self._pages.close()
