"""The HTTP side of the program: one aiohttp application, whose routes are handed in.

    async with HttpServer(make_app(webhook.routes(), probes.routes(), below=pages), listen):
        …

Whoever has pages to show gives them to `make_app` in `bot.living`; nothing else listens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from aiohttp import web

from bot.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping
    from types import TracebackType

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

BODY_BYTES = 1 << 20  # an update has some kilobytes; a page may ask for more of its own
_PATIENCE_S = 8.0  # Docker kills ten seconds after it has asked to stop


def make_app(
    *groups: Iterable[web.AbstractRouteDef], below: Mapping[str, web.Application] | None = None
) -> web.Application:
    """Make the application that answers these routes and says 404 to all else.

    `below`: applications of their own, by the beginning of the addresses they answer.
    """
    app = web.Application(client_max_size=BODY_BYTES, middlewares=[_careful])
    for group in groups:
        app.add_routes(group)
    for start, whole in (below or {}).items():
        app.add_subapp(start, whole)
    return app


def parse_listen(listen: str) -> tuple[str, int]:
    """Split `host:port`, as the settings checked it; `[::1]:80` may have its brackets."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104 – an empty host means all of them


class HttpServer:
    """Serves an application as long as the `async with` block runs; then lets requests end."""

    def __init__(
        self, app: web.Application, listen: str, *, patience_s: float = _PATIENCE_S
    ) -> None:
        self._listen = listen
        # Connections are kept longer than a proxy keeps them, or it meets one that closes just
        # now. A handler goes on where its client has hung up: Telegram asks again.
        self._runner = web.AppRunner(
            app,
            access_log=None,
            handler_cancellation=False,
            keepalive_timeout=75.0,
            shutdown_timeout=patience_s,
        )

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._runner.addresses[0][1])

    async def __aenter__(self) -> Self:
        """Listen. Raises `SettingsError` where that is impossible, the port taken for example."""
        await self._runner.setup()
        host, port = parse_listen(self._listen)
        try:
            await web.TCPSite(self._runner, host, port, backlog=512, reuse_address=True).start()
        except OSError as error:
            await self._runner.cleanup()
            why = error.strerror or "not possible"
            raise SettingsError(
                f"COLIBRIS_LISTEN: cannot listen on {self._listen}: {why}."
            ) from None
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()


@web.middleware
async def _careful(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give every answer the headers that keep a browser from guessing and others from framing."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.setdefault("X-Content-Type-Options", "nosniff")
        raise
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    return response
