"""Every route of the staff page, in one table, and the application that answers them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.page import home, questions, signing
from bot.page.doors import careful, door
from bot.page.shown import make_environment
from bot.page.visit import ENVIRONMENT, HOUSE

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.page.doors import Handle
    from bot.page.visit import House

_STATIC: Final = Path(__file__).parent / "static"
_FILES: Final = {"page.css": "text/css", "page.js": "text/javascript", "page.svg": "image/svg+xml"}
_DAY_S: Final = 86_400
_Q: Final = r"/questions/{id:[0-9]{1,9}}"

# Everything here is for staff and administrators, whoever asks (see `doors`).
TABLE: Final[tuple[tuple[str, str, Handle], ...]] = (
    ("GET", "", home.show),
    ("POST", "/sortie", signing.leave),
    ("GET", "/questions", questions.show),
    ("GET", "/questions/closes", questions.closed),
    ("GET", _Q, questions.one),
    ("POST", f"{_Q}/prendre", questions.take),
    ("POST", f"{_Q}/rendre", questions.release),
    ("GET", f"{_Q}/ecarter", questions.dismiss),
    ("POST", f"{_Q}/ecarter", questions.dismiss),
    ("POST", f"{_Q}/reponse", questions.write),
    ("GET", f"{_Q}/apercu", questions.preview),
    ("POST", f"{_Q}/envoyer", questions.send),
    ("GET", f"{_Q}/contenu", questions.choose),
    ("POST", f"{_Q}/contenu", questions.add),
)


def make_page(house: Callable[[], House | None]) -> web.Application:
    """Make the application; `house` gives the opened program, None while it starts."""
    app = web.Application(middlewares=[careful], client_max_size=1 << 20)
    app[HOUSE] = house
    app[ENVIRONMENT] = make_environment()
    app.add_routes(signing.SignIn().routes())
    app.add_routes([web.get("/{name:page\\.(css|js|svg)}", _give_file)])
    app.add_routes(web.route(method, path, door(handle)) for method, path, handle in TABLE)
    return app


async def _give_file(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    headers = {"Content-Type": _FILES[name], "Cache-Control": f"max-age={_DAY_S}"}
    return web.FileResponse(_STATIC / name, headers=headers)
