"""Telegram's HTML on a page: what Telegram would show stays, everything else becomes words."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import Final

from markupsafe import Markup

_TAGS: Final = {
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "u": "u",
    "ins": "u",
    "s": "s",
    "strike": "s",
    "del": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "mark",
    "tg-emoji": "span",
    "span": "span",
}
_WEB: Final = ("https://", "http://", "mailto:", "tel:")


def rich(html: str) -> Markup:
    """Return HTML that is safe on a page and shows what `html` shows in Telegram."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Markup(reader.finish())  # noqa: S704 – made of our own tags and escaped words


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        ours, inside = _TAGS.get(tag, ""), ""
        if tag == "a":
            href = next((value or "" for name, value in attrs if name == "href"), "").strip()
            if href.lower().startswith(_WEB):
                ours, inside = "a", f' href="{escape(href)}" rel="noopener noreferrer"'
        self._open.append((tag, ours))
        if ours:
            self._parts.append(f"<{ours}{inside}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take `<br/>` and its like for nothing at all: Telegram has none."""

    def handle_endtag(self, tag: str) -> None:
        if any(theirs == tag for theirs, _ in self._open):
            while self._close() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._parts.append(escape(data, quote=False))

    def finish(self) -> str:
        """End what was left open, and return it all."""
        while self._open:
            self._close()
        return "".join(self._parts)

    def _close(self) -> str:
        theirs, ours = self._open.pop()
        if ours:
            self._parts.append(f"</{ours}>")
        return theirs
