"""Keeps strangers off the page and faults off the wire: every refusal is JSON."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.demo.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from aiohttp.typedefs import Middleware

    from bot.demo.pages import Pages

_LOG: Final = logging.getLogger(__name__)
_OURSELVES: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def make_guard(pages: Pages, beside: Collection[str] = ()) -> Middleware:
    """Make the middleware that answers refusals as JSON and guards the page.

    `beside`: how the addresses begin that belong to somebody else, who guards them.
    """

    @web.middleware
    async def guard(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if _is_below(request.path, beside):
            return await handler(request)
        try:
            if pages.owns(request.path):
                check_origin(request)
            response = await handler(request)
        except ApiError as error:
            response = refuse(error.code, error.description)
        except web.HTTPException as error:
            response = refuse(error.status, error.reason)
        except Exception:  # noqa: BLE001 – the last line of defence: logged, answered as 500
            # The message names the route's pattern only: an address may hold the token.
            _LOG.exception("the demo server failed")
            response = refuse(500, "Internal Server Error")
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    return guard


def check_origin(request: web.Request) -> None:
    """Refuse what another site's page sends (`Origin`), also under a name of its own (`Host`)."""
    host = request.headers.get("Host", "")
    if _name(host) not in _OURSELVES:
        raise ApiError(403, "Forbidden: this page answers on this machine only")
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{host}":
        raise ApiError(403, "Forbidden: another site may not use this page")
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and request.method != "GET":
        raise ApiError(403, "Forbidden: another site may not use this page")


def refuse(code: int, description: str) -> web.Response:
    """Make the JSON answer of a refusal."""
    body = {"ok": False, "error_code": code, "description": description}
    return web.json_response(body, status=code)


def _is_below(path: str, starts: Collection[str]) -> bool:
    return any(path == start or path.startswith(f"{start}/") for start in starts)


def _name(host: str) -> str:
    if host.startswith("["):
        return host[1:].split("]", 1)[0]
    return host.split(":", 1)[0]
