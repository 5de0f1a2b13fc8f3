"""Who may come in: every route of the page goes through `door`, except the sign-in itself."""

from __future__ import annotations

import hmac
import logging
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from aiohttp import web

from bot.announce import service
from bot.page.visit import HOUSE, ROOT, House, Visit, csrf_of
from bot.rules.roles import Role, allows
from storage import roles, sessions
from storage.database import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handle = Callable[[Visit], Awaitable[web.StreamResponse]]
    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOG = logging.getLogger(__name__)
COOKIE: Final = "colibris_page"
BEFORE: Final = "colibris_entree"  # before somebody has signed in
_READS: Final = ("GET", "HEAD")
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Not « no-referrer »: browsers would then send « Origin: null » with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


def door(handle: Handle, *, reads_itself: bool = False, by_itself: bool = False) -> Handler:
    """Let those in who are staff now; a form must be one of ours.

    `reads_itself`: it takes a file, reads the form on its own and checks it with `check_form`.
    `by_itself`: the page asks, not a person, which keeps no session open.
    """

    async def guarded(request: web.Request) -> web.StreamResponse:
        visit = await _visitor(request, house_of(request), used=not by_itself)
        if visit is None or not allows(visit.held, Role.STAFF):
            return _to_sign_in(request)
        if request.method not in _READS:
            check_origin(request)
            if not reads_itself:
                await visit.read()
                check_form(visit)
        return await handle(visit)

    return guarded


def house_of(request: web.Request) -> House:
    """Give the opened program; 503 while it starts."""
    house: House | None = request.app[HOUSE]()
    if house is None:
        raise web.HTTPServiceUnavailable
    return house


async def _visitor(request: web.Request, house: House, *, used: bool) -> Visit | None:
    """Find out who is there: the session, then the roles of this very moment."""
    token = request.cookies.get(COOKIE, "")
    if not token or len(token) > 200:  # noqa: PLR2004 – ours have 44 signs
        return None
    db = house.services.db
    session = await sessions.find(db, token, now=house.services.now(), used=used)
    if session is None:
        return None
    held = await roles.of(db, session.person_id)
    banner = await service.banner(house.services)
    return Visit(request, house, session.person_id, held, token, banner=banner)


def check_origin(request: web.Request) -> None:
    """Refuse what the page of another site sends."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        raise web.HTTPForbidden
    if origin is None:
        return
    known = {request.headers.get("Host", "")}
    address = house_of(request).services.page_url
    if address:
        known.add(urlsplit(address).netloc)
    if urlsplit(origin).netloc not in known:
        raise web.HTTPForbidden


def check_form(visit: Visit) -> None:
    """Refuse a form that does not carry what only a page of this session knows."""
    given = visit.form.get("csrf", "").encode()
    if not visit.token or not hmac.compare_digest(given, csrf_of(visit.token).encode()):
        raise web.HTTPForbidden


def is_https(request: web.Request) -> bool:
    """Say whether the browser talks over https, perhaps to a proxy before us."""
    passed_on = request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip()
    address = house_of(request).services.page_url
    return request.secure or passed_on == "https" or address.startswith("https://")


def place_of(request: web.Request) -> str:
    """Name where a request comes from; behind a proxy of the house, what that one says."""
    remote = request.remote or ""
    try:
        ours = ip_address(remote.partition("%")[0]).is_private  # loopback is private, too
    except ValueError:
        return remote
    passed_on = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return (passed_on[:45] if ours else "") or remote


def _to_sign_in(request: web.Request) -> web.Response:
    ended = "?fait=ended" if request.cookies.get(COOKIE) else ""
    return web.Response(status=303, headers={"Location": f"{ROOT}/entree{ended}"})


@web.middleware
async def careful(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give every answer its headers, and every refusal a page in plain words."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        response = _say(request, error.status, dict(error.headers))
    except StorageError as error:
        LOG.warning("page without database", extra={"reason": type(error).__name__})
        response = _say(request, HTTPStatus.SERVICE_UNAVAILABLE)
    except Exception:
        LOG.exception("page failed")
        response = _say(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    if not response.prepared:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def _say(request: web.Request, status: int, headers: dict[str, str] | None = None) -> web.Response:
    house: House | None = request.app[HOUSE]()
    kept = {name: value for name, value in (headers or {}).items() if name == "Allow"}
    if house is None:
        return web.Response(status=status, text=f"{status}\n", headers=kept)
    visit = Visit(request, house)
    key = str(status) if f"page.error.{status}" in visit.texts else "other"
    response = visit.page("error", status, key=key)
    response.headers.update(kept)
    return response
