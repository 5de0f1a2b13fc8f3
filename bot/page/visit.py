"""One request of somebody of the team: who it is, what they sent, how to answer."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web
from jinja2 import Environment
from markupsafe import Markup

from bot.page.forms import read_form
from bot.page.shown import sayings
from bot.rules.roles import Role, allows
from content.opening import is_open

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from telegram.ext import ExtBot

    from bot.context import Services
    from content.texts import Texts

ROOT: Final = "/bureau"
PLACES: Final = (
    ("", "home"),
    ("/annonces", "announcements"),
    ("/questions", "questions"),
    ("/contenu", "contents"),
    ("/chiffres", "figures"),
    ("/ouverture", "opening"),
    ("/service", "service"),
)
_DONE = re.compile(r"[a-z_]{1,30}")


@dataclass(frozen=True, slots=True)
class House:
    """The opened program, as far as the page needs it."""

    services: Services
    bot: ExtBot[Any]


ENVIRONMENT: Final = web.AppKey("environment", Environment)
HOUSE: Final[web.AppKey[Callable[[], House | None]]] = web.AppKey("house")


@dataclass(slots=True)
class Visit:
    """What a handler of the page works with. `held`: the roles of whoever is there.

    `banner`: what the team is told on every page, such as an election that is near.
    """

    request: web.Request
    house: House
    person_id: int = 0
    held: frozenset[str] = frozenset()
    token: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    banner: str | None = None

    @property
    def services(self) -> Services:
        """All that the handlers of the chat have, too."""
        return self.house.services

    @property
    def texts(self) -> Texts:
        """The sentences for people."""
        return self.services.texts

    @property
    def now(self) -> int:
        """The time, in UTC seconds."""
        return self.services.now()

    @property
    def role(self) -> Role:
        """The role in which somebody works here."""
        return Role.ADMINISTRATOR if allows(self.held, Role.ADMINISTRATOR) else Role.STAFF

    def number(self, name: str = "id") -> int:
        """Give a number out of the address."""
        return int(self.request.match_info[name])

    async def read(self) -> Mapping[str, str]:
        """Read the form that was sent."""
        self.form = await read_form(self.request)
        return self.form

    def page(self, name: str, status: int = 200, **values: object) -> web.Response:
        """Fill a template. `here` marks the place in the menu."""
        environment = self.request.app[ENVIRONMENT]
        text = environment.get_template(f"{name}.html").render(
            root=ROOT,
            path=self.request.path,
            signed_in=bool(self.person_id),
            csrf_field=self._csrf_field,
            places=PLACES,
            banner=self.banner,
            trial=not is_open(self.services.content.organisation),
            done=self._done(),
            version=self.services.version,
            **sayings(self.texts),
            **values,
        )
        return web.Response(text=text, status=status, content_type="text/html")

    def go(self, path: str, done: str = "", count: int | None = None) -> web.Response:
        """Send the browser to a page; `done` names what it will say first."""
        query = f"?fait={done}" if done else ""
        if count is not None:
            query += f"&n={count}"
        return web.Response(status=303, headers={"Location": f"{ROOT}{path}{query}"})

    def _csrf_field(self) -> Markup:
        field_ = '<input type="hidden" name="csrf" value="{}">'
        return Markup(field_).format(csrf_of(self.token))  # noqa: S704 – our own words

    def _done(self) -> str:
        """Say what was just done; only words of ours, whatever stands in the address."""
        key, number = self.request.query.get("fait", ""), self.request.query.get("n", "")
        if not _DONE.fullmatch(key):
            return ""
        counted: Callable[[str, int], str] = sayings(self.texts)["count"]
        if f"page.done.{key}" in self.texts:
            return self.texts.plain(f"page.done.{key}")
        if f"page.done.{key}.one" in self.texts and re.fullmatch(r"[0-9]{1,9}", number):
            return counted(f"page.done.{key}", int(number))
        return ""


def csrf_of(token: str) -> str:
    """Give what a form carries to prove that it is ours: made of what no other site can read."""
    return hashlib.sha256(f"form:{token}".encode()).hexdigest()[:40]
