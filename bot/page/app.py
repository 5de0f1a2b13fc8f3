"""Every route of the staff page, in one table, and the application that answers them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.page import (
    announcing,
    contents,
    figures,
    home,
    moving,
    opening,
    questions,
    service,
    signing,
)
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
_A: Final = r"/annonces/{id:[0-9]{1,9}}"
_C: Final = r"/contenu/{kind:topic|action}/{item:[a-z0-9-]{1,40}}"
_Q: Final = r"/questions/{id:[0-9]{1,9}}"

_ACTS: Final[dict[str, tuple[str, moving.Act]]] = {
    "suivi": ("GET", moving.follow),
    "apercu": ("GET", moving.printed),
    "image": ("GET", moving.picture),
    "rapport": ("GET", moving.report),
    "non-joints": ("GET", moving.missed),
    "envoi": ("GET", moving.ask),
    "test": ("POST", moving.test),
    "envoyer": ("POST", moving.send),
    "confirmer": ("POST", moving.confirm),
    "seul": ("POST", moving.go_alone),
    "refuser": ("POST", moving.refuse),
    "brouillon": ("POST", moving.take_back),
    "pause": ("POST", moving.pause),
    "reprise": ("POST", moving.resume),
    "abandon": ("GET POST", moving.drop),
    "arret": ("GET POST", moving.stop),
    "correction": ("GET POST", moving.correct),
    "retrait": ("GET POST", moving.recall),
}
_READ_THEMSELVES: Final = (announcing.create, announcing.replace)

# Everything here is for staff and administrators, whoever asks (see `doors`).
TABLE: Final[tuple[tuple[str, str, Handle], ...]] = (
    ("GET", "", home.show),
    ("POST", "/sortie", signing.leave),
    ("GET", "/presence", signing.stay),
    ("GET", "/annonces", announcing.show),
    ("GET", "/annonces/nouvelle", announcing.new),
    ("POST", "/annonces/nouvelle", announcing.create),
    ("GET", _A, announcing.one),
    ("GET", f"{_A}/texte", announcing.rewrite),
    ("POST", f"{_A}/texte", announcing.replace),
    ("POST", f"{_A}/choix", announcing.choose),
    *(
        (method, f"{_A}/{name}", moving.about(act))
        for name, (methods, act) in _ACTS.items()
        for method in methods.split()
    ),
    ("GET", "/contenu", contents.show),
    ("GET", "/contenu/export", contents.download),
    ("GET", "/contenu/formulations", contents.wording),
    ("POST", "/contenu/formulations/{id:[0-9]{1,9}}", contents.settle_wording),
    ("POST", "/contenu/version/{id:[0-9]{1,9}}/annuler", contents.undo),
    ("POST", "/contenu/version/{id:[0-9]{1,9}}/remettre", contents.restore),
    ("GET", _C, contents.one),
    ("GET", f"{_C}/historique", contents.history),
    ("POST", f"{_C}/retrait", contents.withdraw),
    ("POST", f"{_C}/relu", contents.reviewed),
    ("POST", f"{_C}/fichier", contents.take_file),
    ("GET", f"{_C}/changer/{{field:[a-z_]{{1,20}}}}", contents.edit),
    ("POST", f"{_C}/changer/{{field:[a-z_]{{1,20}}}}", contents.edit),
    ("GET", "/chiffres", figures.show),
    ("GET", "/chiffres/tableau", figures.sheet),
    ("GET", "/ouverture", opening.show),
    ("GET", "/service", service.show),
    ("POST", "/service", service.choose),
    ("POST", "/service/periode", service.choose_reserve),
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
    for method, path, handle in TABLE:
        itself = handle in _READ_THEMSELVES
        asks = path.endswith("/suivi")
        app.router.add_route(method, path, door(handle, reads_itself=itself, by_itself=asks))
    return app


async def _give_file(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    headers = {"Content-Type": _FILES[name], "Cache-Control": f"max-age={_DAY_S}"}
    return web.FileResponse(_STATIC / name, headers=headers)
