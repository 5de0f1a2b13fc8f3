"""The staff page of a small town, and a browser made of nothing but forms and links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, CookieJar, FormData

from bot.http import HttpServer
from bot.living import application_of
from tests.conversations.conftest import Town, answerer, content, open_town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.demo.person import Person
    from content.ask import Answerer
    from content.model import Content

__all__ = ["answerer", "content"]

ADDRESS = "https://bureau.puydedome.test"
_SPACES = re.compile(r"\s+")


@dataclass
class Form:
    """A form as it stands on a page. `buttons`: their words, with what they send."""

    action: str = ""
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects forms, links and words."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.words: list[str] = []
        self._button: tuple[str, str] | None = None
        self._link, self._area, self._select = "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        form = self.forms[-1] if self.forms else Form()
        if tag == "form":
            self.forms.append(Form(values.get("action", ""), values.get("method", "get")))
        elif tag == "input" and (
            values.get("type") not in ("radio", "checkbox", "file") or "checked" in values
        ):
            form.fields[values["name"]] = values.get("value", "")
        elif tag == "textarea":
            self._area = values["name"]
            form.fields[self._area] = ""
        elif tag == "select":
            self._select = values["name"]
        elif tag == "option" and ("selected" in values or self._select not in form.fields):
            form.fields[self._select] = values.get("value", "")
        elif tag == "button":
            self._button = (values.get("name", ""), values.get("value", ""))
        elif tag == "a":
            self._link = values.get("href", "")

    def handle_endtag(self, tag: str) -> None:
        self._area = "" if tag == "textarea" else self._area
        self._button = None if tag == "button" else self._button
        self._link = "" if tag == "a" else self._link

    def handle_data(self, data: str) -> None:
        words = _SPACES.sub(" ", data).strip()
        if self._area:
            self.forms[-1].fields[self._area] += data
        elif self._button is not None and words:
            self.forms[-1].buttons[words] = self._button
        elif self._link and words:
            self.links[words] = self._link
        self.words.append(data)


@dataclass
class Browser:
    """Opens pages, fills forms, presses buttons; knows nothing of the program."""

    root: str
    http: ClientSession
    status: int = 0
    html: str = ""
    path: str = ""

    @property
    def sees(self) -> str:
        """The words on the page, spaces folded, straight apostrophes."""
        return _SPACES.sub(" ", " ".join(self._read().words)).replace("’", "'")

    @property
    def forms(self) -> list[Form]:
        return self._read().forms

    @property
    def links(self) -> dict[str, str]:
        return {k.replace("’", "'"): v for k, v in self._read().links.items()}

    async def opens(self, path: str) -> int:
        return await self._ask("GET", path)

    async def follows(self, label: str) -> int:
        (href,) = {h for words, h in self.links.items() if words.startswith(label)}
        return await self._ask("GET", href)

    async def presses(self, label: str, **fields: str) -> int:
        """Press the button with these words, its form filled with `fields`."""
        for form in self.forms:
            buttons = {words.replace("’", "'"): sent for words, sent in form.buttons.items()}
            if label in buttons:
                name, value = buttons[label]
                sent = form.fields | fields | ({name: value} if name else {})
                if form.method == "post":
                    return await self._ask("POST", form.action, sent)
                return await self._ask("GET", form.action, sent)
        raise AssertionError(f"no button « {label} » on {self.path}: {self.sees}")

    async def uploads(self, label: str, fields: dict[str, str], file: bytes = b"") -> int:
        """Press the button of a form that may carry a file."""
        form = next(
            form
            for form in self.forms
            if label in {words.replace("’", "'") for words in form.buttons}
        )
        return await self.send_file(form.action, form.fields | fields, file)

    async def send_file(self, path: str, fields: dict[str, str], file: bytes) -> int:
        """Send a form with a file, as browsers do: an empty one where none was chosen."""
        body = FormData()
        for name, value in fields.items():
            body.add_field(name, value, content_type="text/plain; charset=utf-8")
        body.add_field("fichier", BytesIO(file), filename="fichier" if file else "")
        async with self.http.post(f"{self.root}{path}", data=body) as answer:
            self.status, self.html = answer.status, await answer.text(errors="replace")
            self.path = str(answer.url.relative())
        return self.status

    async def posts(self, path: str, fields: dict[str, str], **headers: str) -> int:
        """Send a form that stands on no page."""
        return await self._ask("POST", path, fields, headers)

    async def _ask(
        self,
        method: str,
        path: str,
        fields: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> int:
        data, params = (fields, None) if method == "POST" else (None, fields)
        async with self.http.request(
            method, f"{self.root}{path}", headers=headers, data=data, params=params
        ) as answer:
            self.status, self.html = answer.status, await answer.text(errors="replace")
            self.path = str(answer.url.relative())
        return self.status

    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.html)
        return reader


@dataclass
class Office:
    """The town and its page. `browser()` opens another one, with no cookies."""

    town: Town
    port: int
    _opened: list[ClientSession] = field(default_factory=list)

    def browser(self) -> Browser:
        http = ClientSession(cookie_jar=CookieJar(unsafe=True, treat_as_secure_origin=self._root))
        self._opened.append(http)
        return Browser(self._root, http)

    async def enter(self, who: str = "agent") -> Browser:
        """Let somebody ask the bot for a code and sign in with it."""
        browser = self.browser()
        await browser.opens("/bureau/entree")
        assert await browser.presses("Entrer", code=await self.code(who)) == 200
        return browser

    async def code(self, who: str = "agent") -> str:
        person = self.town.person(who)
        await person.says("/bureau")
        return code_of(person)

    async def close(self) -> None:
        for http in self._opened:
            await http.close()

    @property
    def _root(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def code_of(person: Person) -> str:
    """The code that stands on somebody's phone."""
    found = re.search(r"<code>([^<]+)</code>", person.screen.html)
    assert found is not None, person.sees
    return found[1]


@pytest.fixture
async def office(tmp_path: Path, content: Content, answerer: Answerer) -> AsyncIterator[Office]:
    async with open_town(tmp_path, content, answerer, public_url=ADDRESS) as town:
        server = HttpServer(application_of(town.colibris), "127.0.0.1:0")
        async with server:
            office = Office(town, server.port)
            yield office
            await office.close()
