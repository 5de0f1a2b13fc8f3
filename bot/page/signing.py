"""Signing in with the code that the bot gives on the phone, and signing out."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from aiohttp import web

from bot.deliver import Button, Screen
from bot.page import doors
from bot.page.guesses import Guesses
from bot.page.visit import Visit
from bot.rules.codes import read_loosely
from bot.rules.presses import Verb, pack
from bot.rules.roles import Role, allows
from storage import roles, sessions

if TYPE_CHECKING:
    from collections.abc import Sequence

LOG = logging.getLogger(__name__)
CODE_SIGNS = 8


class SignIn:
    """The one door without a lock; it counts who knocks."""

    def __init__(self) -> None:
        self._guesses = Guesses()

    def routes(self) -> Sequence[web.RouteDef]:
        """Give the routes that nobody needs to be signed in for."""
        return [web.get("/entree", self.show), web.post("/entree", self.enter)]

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Ask for the code."""
        return _ask(_anybody(request))

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """Take the code; whatever is wrong with it, the words are the same."""
        visit = _anybody(request)
        doors.check_origin(request)
        await visit.read()
        doors.check_form(visit)
        place, now = doors.place_of(request), visit.now
        if self._guesses.too_many(place, now):
            LOG.warning("page: too many codes")
            return _ask(visit, wrong="many", status=429)
        code = read_loosely(visit.form.get("code", ""), CODE_SIGNS)
        token = visit.services.secret() + visit.services.secret()
        person = await _enter(visit, code, token) if code else None
        if person is None:
            self._guesses.note(place, now)
            return _ask(visit, wrong="wrong", status=403)
        LOG.info("page opened")
        response = visit.go("")
        _set(response, request, doors.COOKIE, token)
        response.del_cookie(doors.BEFORE, path="/bureau")
        return response


async def stay(_visit: Visit) -> web.Response:
    """« Rester connecté »: that somebody asked is all it takes."""
    return web.Response(text="ok\n")


async def leave(visit: Visit) -> web.Response:
    """Sign out: the session is over everywhere, not only in this browser."""
    await sessions.close(visit.services.db, visit.token)
    response = visit.go("/entree", "left")
    response.del_cookie(doors.COOKIE, path="/bureau")
    return response


async def _enter(visit: Visit, code: str, token: str) -> int | None:
    """Open a session; None also for somebody who has left the team since the code was made."""
    services = visit.services
    person = await sessions.enter(services.db, code, token, now=visit.now)
    if person is None:
        return None
    if not allows(await roles.of(services.db, person), Role.STAFF):
        await sessions.close(services.db, token)
        return None
    close = Button(services.texts.plain("page.chat.close"), pack(Verb.PAGE_CLOSE))
    await services.notify(
        services.db,
        key=f"page:{sessions.fingerprint(token)[:20]}",
        person_id=person,
        screen=Screen(services.texts("page.chat.opened"), ((close,),)),
    )
    return person


def _anybody(request: web.Request) -> Visit:
    house = doors.house_of(request)
    return Visit(request, house, token=request.cookies.get(doors.BEFORE, "")[:200])


def _ask(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    fresh = not visit.token
    if fresh:
        visit.token = visit.services.secret()
    name = visit.house.bot.username
    response = visit.page("sign_in", status, wrong=wrong, bot=name)
    if fresh:
        _set(response, visit.request, doors.BEFORE, visit.token)
    return response


def _set(response: web.Response, request: web.Request, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        path="/bureau",
        httponly=True,
        samesite="Strict",
        secure=doors.is_https(request),
    )
