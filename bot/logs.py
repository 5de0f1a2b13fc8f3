"""Logging: events and ids, never what people wrote, never the token."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable

# A token in a URL (…/bot123:abc/sendMessage) or anywhere else, whoever logs it.
_TOKEN = re.compile(r"\d{3,20}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
_BEHIND_BOT = re.compile(r"(/bot)[^/\s\"']+")
_CHATTY = ("httpx", "httpcore", "telegram", "apscheduler", "aiosqlite", "asyncio", "aiohttp")
_BUILT_IN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def configure(level: str, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Send every log line to `stream` (standard error), without any of the `secrets`.

    Lines for people on a terminal, one JSON object a line elsewhere. The redaction sits on the
    handler, because a filter on a logger does not see what its children log.
    """
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    words = _Readable() if out.isatty() else _Json()
    handler.setFormatter(_Redacted(words, secrets))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Take every secret, and whatever looks like a token, out of a text."""
    for secret in secrets:
        text = text.replace(secret, "[secret]")
    return _BEHIND_BOT.sub(r"\1[token]", _TOKEN.sub("[token]", text))


class _Redacted(logging.Formatter):
    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = tuple(s for s in secrets if s)

    def format(self, record: logging.LogRecord) -> str:
        return redact(self._inner.format(record), self._secrets)


class _Readable(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        details = " ".join(f"{key}={value}" for key, value in _extras(record).items())
        time = self.formatTime(record, "%H:%M:%S")
        line = f"{time} {record.levelname.lower():7} {_one_line(record.getMessage())} {details}"
        return line.rstrip() + _trace(record)


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **_extras(record),
        }
        if trace := _trace(record):
            entry["trace"] = trace
        return json.dumps(entry, ensure_ascii=False, default=str)


def _extras(record: logging.LogRecord) -> dict[str, object]:
    return {key: value for key, value in vars(record).items() if key not in _BUILT_IN}


def _trace(record: logging.LogRecord) -> str:
    """Give the places of an unexpected error, without its message: that may quote a person."""
    if not record.exc_info or not record.exc_info[1]:
        return ""
    error = record.exc_info[1]
    frames = traceback.format_tb(error.__traceback__)
    return "\n" + "".join(frames) + type(error).__qualname__


def _one_line(text: str) -> str:
    """Keep a hostile value from forging a second log line."""
    return text.replace("\n", "\\n").replace("\r", "\\r")
