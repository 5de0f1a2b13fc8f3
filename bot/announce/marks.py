"""Formatting as it is typed on a page: **gras**, *italique*, [mots](https://…); all else is words.

Line breaks stay where they are. A backslash before a mark makes it an ordinary sign.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Final

_SCAN: Final = re.compile(
    r"\\(?P<plain>[\\*\[])"
    r"|\[(?P<words>(?:\\[\\*\[]|[^\[\]\n*\\])+)\]\((?P<href>https?://[^\s()<>\"']+)\)"
    r"|(?P<stars>\*{1,3})",
)
_TAGS: Final = {
    "<b>": "**",
    "</b>": "**",
    "<i>": "*",
    "</i>": "*",
    "<strong>": "**",
    "</strong>": "**",
    "<em>": "*",
    "</em>": "*",
}
_PIECE: Final = re.compile(r'<a href="(?P<href>[^"]*)">(?P<words>[^<]*)</a>|(?P<tag><[^<>]*>)')
_SPECIAL: Final = re.compile(r"([\\*\[])")
_WIDTH: Final = {"b": 2, "i": 1}


def to_html(text: str) -> str:
    """Return what was typed as HTML for Telegram; a mark without its partner stays a sign."""
    out: list[str] = []
    opened: list[tuple[str, int]] = []  # the tag, and its place in `out`
    place = 0
    for found in _SCAN.finditer(text):
        out.append(escape(text[place : found.start()], quote=False))
        place = found.end()
        if found["stars"] is not None:
            before, after = text[: found.start()][-1:], text[place : place + 1]
            _take_stars(len(found["stars"]), before, after, out, opened)
        elif found["plain"] is not None:
            out.append(found["plain"])
        else:
            words = re.sub(r"\\(.)", r"\1", found["words"])
            out.append(f'<a href="{escape(found["href"])}">{escape(words, quote=False)}</a>')
    out.append(escape(text[place:], quote=False))
    for tag, index in opened:
        out[index] = "*" * _WIDTH[tag]
    return "".join(out).strip()


def to_marks(html: str) -> str | None:
    """Return how to type an announcement; None where these marks cannot say all of it."""
    parts: list[str] = []
    place = 0
    for found in _PIECE.finditer(html):
        parts.append(_quoted(html[place : found.start()]))
        place = found.end()
        if found["tag"] is None:
            parts.append(f"[{_quoted(found['words'])}]({unescape(found['href'])})")
        else:
            parts.append(_TAGS.get(found["tag"], ""))
    parts.append(_quoted(html[place:]))
    text = "".join(parts)
    same = html.replace("strong>", "b>").replace("em>", "i>")
    return text if unescape(to_html(text)) == unescape(same.strip()) else None


def _take_stars(
    count: int, before: str, after: str, out: list[str], opened: list[tuple[str, int]]
) -> None:
    may_open, may_close = bool(after.strip()), bool(before.strip())
    while count:
        top = opened[-1][0] if opened else ""
        inside = {tag for tag, _ in opened}
        if may_close and top and count >= _WIDTH[top] and not (top == "i" and count == 2):  # noqa: PLR2004
            out.append(f"</{top}>")
            opened.pop()
            count -= _WIDTH[top]
            continue
        tag = "b" if count >= _WIDTH["b"] else "i"
        if may_open and tag not in inside:
            opened.append((tag, len(out)))
            out.append(f"<{tag}>")
            count -= _WIDTH[tag]
        else:
            out.append("*" * count)
            count = 0


def _quoted(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", unescape(words))
