"""Reads `parse_mode=HTML` with Telegram's own rules and words of refusal.

Tags: b strong i em u ins s strike del tg-spoiler span a code pre blockquote tg-emoji. Unlike
HTML, an unknown tag, a tag left open or a wrong nesting is an error; an unknown `&name;` is text.
Behaviour as in TDLib's `parse_html` (td/telegram/MessageEntity.cpp).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from bot.demo.entities import Formatted, count_units
from bot.demo.errors import ApiError, bad_request
from bot.demo.links import check_link

_TYPES: Final = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "a": "text_link", "tg-emoji": "custom_emoji",
}  # fmt: skip
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE: Final = re.compile(r"&(?:#([xX][0-9a-fA-F]{1,8}|[0-9]{1,8})|([a-zA-Z]+));?")
_SPACES: Final = " \t\r\n\0\v"
_LARGEST: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)
_LANGUAGE: Final = "language-"


@dataclass(slots=True)
class _Open:
    """A start tag that still waits for its end tag."""

    tag: str
    argument: str
    units: int  # where its text starts, in UTF-16 units
    place: int  # the same in the list of pieces


def read_html(source: str) -> Formatted:
    """Turn Telegram's HTML into text and entities. Raises `ApiError` 400 as Telegram does."""
    return _Reader(source).read()


class _Reader:
    """One pass over one text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._units = 0
        self._open: list[_Open] = []
        self._entities: list[dict[str, Any]] = []

    def read(self) -> Formatted:
        while self._at < len(self._source):
            character = self._source[self._at]
            if character == "<":
                self._read_tag()
            elif character == "&":
                self._put(self._read_reference())
            else:
                self._put_plain()
        if self._open:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        return Formatted("".join(self._pieces), tuple(self._entities))

    def _put(self, piece: str) -> None:
        self._pieces.append(piece)
        self._units += count_units(piece)

    def _put_plain(self) -> None:
        stops = (self._source.find(stop, self._at) for stop in "<&")
        end = min((stop for stop in stops if stop >= 0), default=len(self._source))
        self._put(self._source[self._at : end])
        self._at = end

    def _read_reference(self) -> str:
        """Give the character that `&…;` stands for; a lone ampersand stands for itself."""
        match = _REFERENCE.match(self._source, self._at)
        character = _decode(match) if match else None
        if match is None or character is None:
            self._at += 1
            return "&"
        self._at = match.end()
        return character

    def _read_tag(self) -> None:
        begin = self._at
        self._at += 1
        if self._here() == "/":
            self._at += 1
            self._read_end_tag(begin)
        else:
            self._read_start_tag(begin)

    def _read_start_tag(self, begin: int) -> None:
        tag = self._take_until(_SPACES + ">").lower()
        if not self._here():
            raise _cannot(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if tag not in _TYPES:
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        argument = ""
        while self._skip_spaces() != ">":
            argument = self._read_attribute(tag, begin) or argument
        self._at += 1
        if tag == "span" and argument != "tg-spoiler":
            reason = 'Tag "span" must have class "tg-spoiler" at byte offset'
            raise _cannot(f"{reason} {self._bytes(begin)}")
        self._open.append(_Open(tag, argument, self._units, len(self._pieces)))

    def _read_attribute(self, tag: str, begin: int) -> str:
        """Read one attribute; return what it says if it matters for this tag, else nothing."""
        place = self._bytes(begin)
        if not self._here():
            raise _cannot(f'Unclosed start tag "{tag}" at byte offset {place}')
        name = self._take_until(_SPACES + "=>").lower()
        if not name:
            raise _cannot(f'Empty attribute name in the tag "{tag}" at byte offset {place}')
        if self._skip_spaces() != "=":
            if (tag, name) == ("blockquote", "expandable"):
                return "expandable"
            reason = f'Expected equal sign in declaration of an attribute of the tag "{tag}"'
            raise _cannot(f"{reason} at byte offset {place}")
        self._at += 1
        value = self._read_value(begin)
        return _read_meaning(tag, name, value)

    def _read_value(self, begin: int) -> str:
        quote = self._skip_spaces()
        if not quote:
            raise _cannot(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if quote not in "'\"":
            return self._read_name_token()
        self._at += 1
        value = ""
        while self._here() not in {"", quote}:
            value += self._read_reference() if self._here() == "&" else self._take()
        if not self._here():
            raise _cannot(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        self._at += 1
        return value

    def _read_name_token(self) -> str:
        start = self._at
        while self._here().isascii() and (self._here().isalnum() or self._here() in set(".-")):
            self._at += 1
        if self._here() not in set(_SPACES + ">"):
            raise _cannot(f"Unexpected end of name token at byte offset {self._bytes(start)}")
        return self._source[start : self._at].lower()

    def _read_end_tag(self, begin: int) -> None:
        if not self._open:
            raise _cannot(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        tag = self._take_until(_SPACES + ">").lower()
        if self._skip_spaces() != ">":
            raise _cannot(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self._at += 1
        start = self._open.pop()
        if tag and tag != start.tag:
            place = self._bytes(begin)
            expected = f'expected "</{start.tag}>", found "</{tag}>"'
            raise _cannot(f"Unmatched end tag at byte offset {place}, {expected}")
        self._add_entity(start)

    def _add_entity(self, start: _Open) -> None:
        length = self._units - start.units
        entity: dict[str, Any] = {
            "type": _TYPES[start.tag],
            "offset": start.units,
            "length": length,
        }
        if start.tag == "a":
            url = check_link(start.argument or "".join(self._pieces[start.place :]))
            if url is None:
                return  # Telegram, too, shows the words without a link
            entity["url"] = url
        elif start.tag == "tg-emoji":
            if not start.argument.isdecimal() or int(start.argument[:20]) == 0:
                raise _cannot("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = start.argument
        elif start.tag == "blockquote" and start.argument:
            entity["type"] = "expandable_blockquote"
        elif start.tag == "pre":
            self._join_code(entity)
        elif start.tag == "code" and start.argument:
            entity["language"] = start.argument
        if length > 0:
            self._entities.append(entity)

    def _join_code(self, entity: dict[str, Any]) -> None:
        """`<pre><code class="language-x">…</code></pre>` is one block with a language."""
        last = self._entities[-1] if self._entities else {}
        places = (last.get("offset"), last.get("length"))
        if last.get("type") == "code" and places == (entity["offset"], entity["length"]):
            self._entities.pop()
            if "language" in last:
                entity["language"] = last["language"]

    # ── small steps ──

    def _here(self) -> str:
        return self._source[self._at : self._at + 1]

    def _take(self) -> str:
        self._at += 1
        return self._source[self._at - 1]

    def _take_until(self, stops: str) -> str:
        start = self._at
        while self._at < len(self._source) and self._source[self._at] not in stops:
            self._at += 1
        return self._source[start : self._at]

    def _skip_spaces(self) -> str:
        while self._at < len(self._source) and self._source[self._at] in _SPACES:
            self._at += 1
        return self._here()

    def _bytes(self, place: int) -> int:
        return len(self._source[:place].encode())


def _cannot(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def _decode(match: re.Match[str]) -> str | None:
    number, name = match.groups()
    if name is not None:
        return _NAMED.get(name)
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    if code in _SURROGATES:
        raise _cannot("Text contains invalid Unicode characters after decoding HTML entities")
    return chr(code) if 0 < code <= _LARGEST else None


def _read_meaning(tag: str, name: str, value: str) -> str:
    """Give what an attribute says if Telegram looks at it; empty for all others."""
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id"), ("span", "class")}:
        return value
    if (tag, name) == ("code", "class") and value.startswith(_LANGUAGE):
        return value.removeprefix(_LANGUAGE)
    return "expandable" if (tag, name) == ("blockquote", "expandable") else ""
