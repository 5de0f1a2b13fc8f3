"""The parts of a page: Markdown as real paragraphs and lists, links, dates."""

from __future__ import annotations

import html
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from content.render import typography

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from content.texts import Texts


def prose(markdown: str) -> str:
    """Return Markdown as HTML; raw HTML in it is shown as its words."""
    return str(_parser().render(typography(markdown))).strip()


def link(href: str, words: str, *, current: bool = False) -> str:
    """Return a link; `current` marks the page that one is on."""
    mark = ' aria-current="page"' if current else ""
    return f'<a href="{html.escape(href)}"{mark}>{text(words)}</a>'


def text(words: str) -> str:
    """Return words as HTML shows them."""
    return html.escape(words, quote=False)


def items(links: Iterable[str]) -> str:
    """Return the items of a list."""
    return "".join(f"<li>{one}</li>" for one in links)


def section(title: str, body: str, level: int = 2) -> str:
    """Return a part with its heading, or nothing where there is no body."""
    return f"<h{level}>{text(title)}</h{level}>\n{body}" if body else ""


def day(texts: Texts, when: date) -> str:
    """Return a date in words."""
    month = texts.plain(f"month.{when.month - 1}")
    return texts.plain("date.year", day=when.day, month=month, year=when.year)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable("code")
