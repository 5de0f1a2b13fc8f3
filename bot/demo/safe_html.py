"""Turns text and entities into HTML that a page may show as it is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

from bot.demo.entities import take_units

if TYPE_CHECKING:
    from bot.demo.entities import Formatted

_TAGS: Final = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "spoiler": "tg-spoiler",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_SAFE_STARTS: Final = ("http://", "https://")


def render(formatted: Formatted) -> str:
    """Give HTML made only of b i u s code pre a blockquote tg-spoiler; all else is escaped.

    Entities that cross each other are closed and opened again, so that tags always nest.
    """
    raw = formatted.text.encode("utf-16-le")
    spans = [span for entity in formatted.entities if (span := _make_span(formatted, entity))]
    places = sorted({0, len(raw) // 2, *(s[0] for s in spans), *(s[1] for s in spans)})
    pieces: list[str] = []
    stack: list[tuple[int, int, str]] = []
    for place, following in zip(places, [*places[1:], len(raw) // 2], strict=True):
        stack = _close(stack, place, pieces)
        for span in (span for span in spans if span[0] == place):
            pieces.append(f"<{span[2]}>")
            stack.append(span)
        text = raw[2 * place : 2 * following].decode("utf-16-le", "replace")
        pieces.append(escape(text))
    _close(stack, len(raw) // 2, pieces)
    return "".join(pieces)


def _close(
    stack: list[tuple[int, int, str]], place: int, pieces: list[str]
) -> list[tuple[int, int, str]]:
    """End what ends at `place`, and open again what only stood in the way."""
    lowest = next((i for i, span in enumerate(stack) if span[1] <= place), len(stack))
    pieces.extend(f"</{_name(span[2])}>" for span in reversed(stack[lowest:]))
    again = [span for span in stack[lowest:] if span[1] > place]
    pieces.extend(f"<{span[2]}>" for span in again)
    return stack[:lowest] + again


def _make_span(formatted: Formatted, entity: dict[str, Any]) -> tuple[int, int, str] | None:
    """(start, end, inside of the start tag), or nothing for what the page shows as plain text."""
    start, end = entity["offset"], entity["offset"] + entity["length"]
    tag = _TAGS.get(entity["type"])
    if tag is not None:
        return (start, end, tag)
    words = take_units(formatted.text, start, entity["length"])
    address = {
        "text_link": entity.get("url", ""),
        "url": words,
        "email": f"mailto:{words}",
    }.get(entity["type"], "")
    if not address.startswith((*_SAFE_STARTS, "mailto:")) or entity["length"] == 0:
        return None
    return (start, end, f'a href="{escape(address)}" rel="noopener"')


def _name(inside: str) -> str:
    return inside.split(" ", 1)[0]
