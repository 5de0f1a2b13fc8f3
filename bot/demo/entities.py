"""Text with its formatting, as the Bot API carries it: offsets and lengths in UTF-16 units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from bot.demo import limits
from bot.demo.errors import bad_request

Json = dict[str, Any]

_PLAIN_TYPES: Final = frozenset(
    {
        "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number",
        "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote",
        "expandable_blockquote", "code", "pre", "text_link", "text_mention", "custom_emoji",
    }
)  # fmt: skip
_CODE: Final = frozenset({"code", "pre"})
_FOUND: Final = (
    ("url", re.compile(r"https?://[^\s<>«»\"]+[^\s<>«»\".,;:!?)\]’']")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w)")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}")),
)
_CONTROL: Final = {
    **{code: " " for code in range(32) if code != ord("\n")},
    ord("\r"): None,
    **dict.fromkeys(range(0x2028, 0x202F)),  # separators and direction overrides
}


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities, sorted, each a Bot API `MessageEntity`."""

    text: str
    entities: tuple[Json, ...] = ()


def count_units(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def take_units(text: str, offset: int, length: int) -> str:
    """Cut a piece out of `text`, places given in UTF-16 units."""
    raw = text.encode("utf-16-le")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def clean(text: str) -> str:
    """Take out what Telegram takes out of every text: control characters."""
    return text.translate(_CONTROL)


def complete(formatted: Formatted) -> Formatted:
    """Do what Telegram does before it stores a text: trim, tidy entities, find links and such."""
    trimmed = _trim(formatted)
    kept = _without_clashes(trimmed.entities)
    return Formatted(trimmed.text, tuple(_sorted([*kept, *_find(trimmed.text, kept)])))


def read_entities(text: str, raw: object) -> Formatted:
    """Read the parameter `entities`; raises `ApiError` for what is no list of entities."""
    if not isinstance(raw, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    total = count_units(text)
    entities = [_check(entity, total) for entity in raw[: limits.ENTITIES]]
    return Formatted(text, tuple(entity for entity in entities if entity["length"] > 0))


def _check(raw: object, total: int) -> Json:
    """One entity, its range cut to the text. Unknown extras are left behind."""
    if not isinstance(raw, dict) or str(raw.get("type")) not in _PLAIN_TYPES:
        raise bad_request("can't parse entities: unsupported type of MessageEntity")
    places = raw.get("offset"), raw.get("length")
    if not all(type(place) is int and place >= 0 for place in places):
        raise bad_request("can't parse entities: offset and length must be of type Number")
    offset = min(raw["offset"], total)
    entity = {
        "type": str(raw["type"]),
        "offset": offset,
        "length": min(raw["length"], total - offset),
    }
    for extra in ("url", "language", "custom_emoji_id"):
        if isinstance(raw.get(extra), str):
            entity[extra] = raw[extra]
    return entity


def _trim(formatted: Formatted) -> Formatted:
    text = formatted.text.rstrip()
    start = len(text) - len(text.lstrip())
    text = text[start:]
    total = count_units(text)
    entities = []
    for entity in formatted.entities:
        first = min(max(entity["offset"] - start, 0), total)  # white space is one unit each
        last = min(max(entity["offset"] + entity["length"] - start, 0), total)
        if last > first:
            entities.append({**entity, "offset": first, "length": last - first})
    return Formatted(text, tuple(entities))


def _without_clashes(entities: tuple[Json, ...]) -> list[Json]:
    """Keep the first hundred; nothing inside code, no quotation inside a quotation."""
    kept: list[Json] = []
    for entity in _sorted(list(entities)):
        around = [other["type"] for other in kept if _overlaps(entity, other)]
        quoted = "blockquote" in entity["type"] and any("blockquote" in kind for kind in around)
        if not quoted and not _CODE.intersection(around):
            kept.append(entity)
        if len(kept) == limits.ENTITIES:
            break
    return kept


def _find(text: str, known: list[Json]) -> list[Json]:
    """Links, addresses, commands, mentions and hashtags that stand plainly in the text."""
    closed = [e for e in known if e["type"] in {*_CODE, "text_link", "text_mention"}]
    found: list[Json] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            offset = count_units(text[: match.start()])
            entity = {"type": kind, "offset": offset, "length": count_units(match[0])}
            if not any(_overlaps(entity, other) for other in [*closed, *found]):
                found.append(entity)
    return found


def _overlaps(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )


def _sorted(entities: list[Json]) -> list[Json]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
