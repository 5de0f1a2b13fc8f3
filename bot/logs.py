"""Logging: events and numbers, never what people wrote, never who they are, never the token.

Somebody's id becomes a pseudonym: a fingerprint under a key that lives in memory alone and is
replaced each day. Lines of one day can be told to belong together, nobody can be found by them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import math
import re
import sys
import traceback
from typing import TYPE_CHECKING, TextIO
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# A token in a URL (…/bot123:abc/sendMessage) or anywhere else, whoever logs it.
_TOKEN = re.compile(r"\d{3,20}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
_BEHIND_BOT = re.compile(r"(/bot)\d+(?::|%3A)[^/\s\"'\\]*", re.IGNORECASE)
_CHATTY = ("httpx", "httpcore", "telegram", "apscheduler", "aiosqlite", "asyncio", "aiohttp")
# A long drain makes APScheduler warn every five seconds that the next one has to wait.
_VERY_CHATTY = ("apscheduler",)
_BUILT_IN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_PEOPLE = frozenset({"person", "person_id", "chat", "chat_id", "user", "user_id", "by"})
# What may be the id of an account or a group in somebody else's words. Ours are plain numbers.
_ID = re.compile(r"(?<![\w.:-])-?[0-9]{6,16}(?![\w.:-])")
_DAY_S = 86_400
_OURS = ("at", "level", "logger", "event", "trace")


def configure(
    level: str,
    secrets: Iterable[str],
    stream: TextIO | None = None,
    *,
    new_key: Callable[[], bytes] | None = None,
) -> None:
    """Send every log line to `stream` (standard error), without any of the `secrets`.

    `new_key` gives the secret of a day's pseudonyms; without it, people are all alike.

    Lines for people on a terminal, one JSON object a line elsewhere. The redaction sits on the
    handler, because a filter on a logger does not see what its children log.
    """
    out = stream or sys.stderr
    handler = _Handler(out)
    handler.setFormatter((_Readable if out.isatty() else _Json)(secrets, Disguise(new_key)))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _CHATTY:
        least = logging.ERROR if name in _VERY_CHATTY else logging.WARNING
        logging.getLogger(name).setLevel(max(root.level, least))


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Take every secret, and whatever looks like a token, out of a text."""
    for secret in secrets:
        text = text.replace(secret, "[secret]")
    return _BEHIND_BOT.sub(r"\1[token]", _TOKEN.sub("[token]", text))


class Disguise:
    """Gives each person another name, which nobody can undo, and another one the next day."""

    def __init__(self, new_key: Callable[[], bytes] | None) -> None:
        self._new_key = new_key
        self._key = b""
        self._day = -1

    def name(self, person: object, at: float) -> str:
        """Give the pseudonym of an id at a moment in UTC seconds."""
        if self._new_key is None:
            return "somebody"
        if int(at // _DAY_S) != self._day:
            self._key, self._day = self._new_key(), int(at // _DAY_S)
        return f"p-{hmac.new(self._key, str(person).encode(), hashlib.sha256).hexdigest()[:12]}"


class _Handler(logging.StreamHandler[TextIO]):
    """Writes lines. One that cannot be written is let go: nobody is left to tell."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 – the library's name
        """Stay silent, where the library would print the record as it came, secrets included."""


class _Clean(logging.Formatter):
    """Turns a record into one line, each text of it without secrets. Never raises."""

    def __init__(self, secrets: Iterable[str], disguise: Disguise) -> None:
        super().__init__()
        self._disguise = disguise
        self._at = 0.0
        given = [secret for secret in secrets if secret]
        # In an address, a secret may stand in its percent-encoded form.
        both = {*given, *(quote(secret, safe="") for secret in given)}
        self._secrets = sorted(both, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        raise NotImplementedError

    def _event(self, record: logging.LogRecord) -> str:
        self._at = record.created
        try:
            return self._text(record.getMessage())
        except Exception:  # noqa: BLE001 – whoever logs makes a mistake: the line still counts
            return f"{self._text(record.msg)} (its arguments do not fit)"

    def _extras(self, record: logging.LogRecord) -> dict[str, object]:
        extras = {key: v for key, v in vars(record).items() if key not in _BUILT_IN}
        # None may pass itself off as one of ours.
        return {f"{k}_" if k in _OURS else k: self._value(k, v) for k, v in extras.items()}

    def _value(self, key: str, value: object) -> object:
        if key in _PEOPLE and value is not None:
            return self._disguise.name(value, self._at)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int) and abs(value) < 1 << 63:
            return int(value)
        if isinstance(value, float) and math.isfinite(value):
            return float(value)
        return self._text(value)

    def _text(self, value: object) -> str:
        try:
            text = redact(str(value), self._secrets)
            return _ID.sub(lambda found: self._disguise.name(found[0], self._at), text)
        except Exception:  # noqa: BLE001 – a value that cannot be said is no reason to fail
            return f"({type(value).__qualname__})"

    def _trace(self, record: logging.LogRecord) -> str:
        """Give the places of an unexpected error, without its message: that may quote a person."""
        if not record.exc_info or not record.exc_info[1]:
            return ""
        error = record.exc_info[1]
        frames = "".join(traceback.format_tb(error.__traceback__))
        return self._text(f"\n{frames}{type(error).__qualname__}")


class _Readable(_Clean):
    def format(self, record: logging.LogRecord) -> str:
        details = " ".join(f"{key}={value}" for key, value in self._extras(record).items())
        words = f"{record.levelname.lower():7} {self._event(record)} {details}"
        time = self.formatTime(record, "%H:%M:%S")
        return f"{time} {_one_line(words)}".rstrip() + self._trace(record)


class _Json(_Clean):
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": self._text(record.name),
            "event": self._event(record),
            **self._extras(record),
        }
        if trace := self._trace(record):
            entry["trace"] = trace
        # As ASCII: whatever the stream's encoding, each line stays one line and one object.
        return json.dumps(entry)


def _one_line(text: str) -> str:
    """Keep a hostile value from forging a second line, or from driving the terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
