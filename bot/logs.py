"""Logging: events and ids, never what people wrote, never the token."""

from __future__ import annotations

import json
import logging
import math
import re
import sys
import traceback
from typing import TYPE_CHECKING, TextIO
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

# A token in a URL (…/bot123:abc/sendMessage) or anywhere else, whoever logs it.
_TOKEN = re.compile(r"\d{3,20}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
_BEHIND_BOT = re.compile(r"(/bot)\d+(?::|%3A)[^/\s\"'\\]*", re.IGNORECASE)
_CHATTY = ("httpx", "httpcore", "telegram", "apscheduler", "aiosqlite", "asyncio", "aiohttp")
# A long drain makes APScheduler warn every five seconds that the next one has to wait.
_VERY_CHATTY = ("apscheduler",)
_BUILT_IN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_OURS = ("at", "level", "logger", "event", "trace")


def configure(level: str, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Send every log line to `stream` (standard error), without any of the `secrets`.

    Lines for people on a terminal, one JSON object a line elsewhere. The redaction sits on the
    handler, because a filter on a logger does not see what its children log.
    """
    out = stream or sys.stderr
    handler = _Handler(out)
    handler.setFormatter((_Readable if out.isatty() else _Json)(secrets))
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


class _Handler(logging.StreamHandler[TextIO]):
    """Writes lines. One that cannot be written is let go: nobody is left to tell."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 – the library's name
        """Stay silent, where the library would print the record as it came, secrets included."""


class _Clean(logging.Formatter):
    """Turns a record into one line, each text of it without secrets. Never raises."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        given = [secret for secret in secrets if secret]
        # In an address, a secret may stand in its percent-encoded form.
        both = {*given, *(quote(secret, safe="") for secret in given)}
        self._secrets = sorted(both, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        raise NotImplementedError

    def _event(self, record: logging.LogRecord) -> str:
        try:
            return self._text(record.getMessage())
        except Exception:  # noqa: BLE001 – whoever logs makes a mistake: the line still counts
            return f"{self._text(record.msg)} (its arguments do not fit)"

    def _extras(self, record: logging.LogRecord) -> dict[str, object]:
        extras = {key: v for key, v in vars(record).items() if key not in _BUILT_IN}
        # None may pass itself off as one of ours.
        return {f"{k}_" if k in _OURS else k: self._value(v) for k, v in extras.items()}

    def _value(self, value: object) -> object:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int) and abs(value) < 1 << 63:
            return int(value)
        if isinstance(value, float) and math.isfinite(value):
            return float(value)
        return self._text(value)

    def _text(self, value: object) -> str:
        try:
            return redact(str(value), self._secrets)
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
