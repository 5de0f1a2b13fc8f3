"""One line in, one line out: how the commands read what others write to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end. `error` says why it cannot be used; `text` is readable even so."""

    text: str
    error: str | None = None


def read_lines(stdin: BinaryIO) -> Iterator[Line]:
    """Give every line, whatever it holds: an answer is owed to each."""
    for raw in stdin:
        yield as_line(raw.rstrip(b"\r\n"))


def as_line(raw: bytes) -> Line:
    """Read one line; blank, invalid UTF-8 and NUL are errors."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return Line(raw.decode("utf-8", "replace"), "not UTF-8")
    if "\x00" in text:
        return Line(text, "holds a NUL character")
    if not text.strip():
        return Line(text, "blank")
    return Line(text)


def write_line(stdout: BinaryIO, answer: dict[str, Any]) -> None:
    """Write one answer as one line of JSON, at once."""
    stdout.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    stdout.flush()
