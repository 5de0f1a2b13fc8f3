"""Markdown of the answers as Telegram HTML and as plain text.

Paragraphs, **bold**, *italics*, [links](https://…) and lists with « - » exist; `faults_in`
names anything else. Rendering itself never fails: what it does not know is shown as its words.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt

from content.typography import typography

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.token import Token

    _Inline = Callable[[Sequence[Token]], str]

__all__ = ["escape", "faults_in", "to_html", "to_plain", "typography"]

_ALLOWED: Final = frozenset(
    {
        *("paragraph_open", "paragraph_close", "inline", "text", "softbreak", "hardbreak"),
        *("strong_open", "strong_close", "em_open", "em_close", "link_open", "link_close"),
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    }
)
_NAMES: Final = {
    "heading_open": "un titre (#, ou une ligne soulignée) : mettez le texte en gras",
    "ordered_list_open": "une liste numérotée : écrivez une liste avec « - »",
    "blockquote_open": "une citation (>)",
    "code_inline": "du code entre `accents graves`",
    "fence": "un bloc de code",
    "html_block": "du HTML",
    "html_inline": "du HTML",
    "image": "une image",
    "hr": "un trait de séparation",
}
_MARKS: Final = {
    "strong_open": "<b>",
    "strong_close": "</b>",
    "em_open": "<i>",
    "em_close": "</i>",
}
_BULLET: Final = "• "
_REMEMBERED: Final = 512  # texts of the content, each as HTML and as plain text


@dataclass(frozen=True, slots=True)
class _Block:
    """One paragraph: its words, whether it is in a list, and whether a « • » opens it."""

    tokens: Sequence[Token]
    listed: bool
    bullet: bool


def to_html(markdown: str) -> str:
    """Return Markdown as HTML for Telegram: b, i, a, and lists as lines that start with « • »."""
    return _join(markdown, _inline_html)


def to_plain(markdown: str) -> str:
    """Return Markdown as plain text; the address of a link follows its words in brackets."""
    return _join(markdown, _inline_plain)


def escape(text: str) -> str:
    """Return plain text so that Telegram's HTML shows it as it is."""
    return html.escape(text, quote=False)


def faults_in(markdown: str) -> list[tuple[int, str]]:
    """Return (line from 0, what is wrong in French) for each thing that an answer can't hold."""
    faults: list[tuple[int, str]] = []
    depth = 0
    for token in _parser().parse(markdown):
        line = token.map[0] if token.map else 0
        depth += token.nesting if token.type.startswith("bullet_list") else 0
        if token.type == "bullet_list_open" and depth > 1:
            faults.append((line, "une liste dans une liste"))
        for part in (token, *(token.children or ())):
            fault = _fault_of(part)
            if fault is not None:
                faults.append((line, fault))
    return faults


def _fault_of(token: Token) -> str | None:
    if token.type == "link_open" and not str(token.attrGet("href")).startswith("https://"):
        return f"un lien qui ne commence pas par https:// ({token.attrGet('href')})"
    if token.type in _ALLOWED or token.nesting < 0 or token.type == "list_item_open":
        return None
    return _NAMES.get(token.type, f"« {token.type} » n'est pas prévu")


@cache
def _parser() -> MarkdownIt:
    # Without "code", four spaces before a paragraph are nothing but four spaces.
    return MarkdownIt("commonmark").disable("code")


@lru_cache(maxsize=_REMEMBERED)
def _join(markdown: str, inline: _Inline) -> str:
    """Return the blocks one under another; a list stands right under a line that ends in « : »."""
    text, listed = "", False
    for block in _blocks(markdown):
        words = inline(block.tokens)
        above = text.removesuffix("</b>").endswith(":")
        tight = block.listed and (listed or above)
        gap = "" if not text else "\n" if tight else "\n\n"
        text += gap + (_BULLET if block.bullet else "") + words
        listed = block.listed
    return text


def _blocks(markdown: str) -> Iterator[_Block]:
    """Yield the paragraphs in order; code and HTML blocks count as paragraphs of their words."""
    depth, bullet = 0, False
    for token in _parser().parse(typography(markdown)):
        if token.type.endswith("_list_open"):
            depth += 1
        elif token.type.endswith("_list_close"):
            depth -= 1
        elif token.type == "list_item_open":
            bullet = True
        elif token.type == "inline" or (token.nesting == 0 and token.content.strip()):
            tokens = token.children if token.children is not None else [token]
            yield _Block(tokens, listed=depth > 0, bullet=bullet)
            bullet = False


def _inline_html(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    closing: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            href = escape(str(token.attrGet("href"))).replace('"', "%22")
            web = href.startswith(("https://", "http://"))
            parts.append(f'<a href="{href}">' if web else "")
            closing.append("</a>" if web else "")
        elif token.type == "link_close":
            parts.append(closing.pop())
        else:
            parts.append(_MARKS.get(token.type) or escape(_words(token)))
    return "".join(parts)


def _inline_plain(tokens: Sequence[Token]) -> str:
    text, href, start = "", "", 0
    for token in tokens:
        if token.type == "link_open":
            href, start = str(token.attrGet("href")), len(text)
        elif token.type == "link_close":
            if text[start:] != href:
                text += f" ({href})"
        else:
            text += _words(token)
    return text


def _words(token: Token) -> str:
    """Return what a token says: a line of the file that is not a paragraph's end is a space."""
    return {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content.strip("\n"))
