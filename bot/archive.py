"""`colibris archive`: what the service said and did, as tables for the archives.

To be made before what has had its time is erased; beside the running bot.
"""

from __future__ import annotations

import asyncio
import json
import os
from datetime import datetime
from typing import TYPE_CHECKING, Final, TextIO

from bot.rules.sheets import to_csv
from content.load import load
from content.texts import Texts
from storage import archive
from storage.database import open_database

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from storage.runner import Value

_PRIVATE: Final = 0o600
_STEP: Final = 5


class ArchiveError(Exception):
    """The folder cannot take the archive; the text says why."""


def write(url: str, folder: Path, zone: ZoneInfo, *, out: TextIO) -> None:
    """Write one table for each part, and a page that says what is in them."""
    texts = Texts(load().sentences)
    try:
        folder.mkdir(parents=True, exist_ok=False)
        counts = asyncio.run(_write_all(url, folder, texts, zone))
        page = texts.plain("archive.page", **counts)
        _put(folder / texts.plain("archive.page_name"), page.encode())
    except OSError as error:
        raise ArchiveError(f"{folder}: {error.strerror}") from error
    print(f"archive: {sum(counts.values())} rows in {folder}", file=out)


async def _write_all(url: str, folder: Path, texts: Texts, zone: ZoneInfo) -> dict[str, int]:
    db = await open_database(url, create=False, exclusive=False)
    try:
        counts = {}
        for name in archive.NAMES:
            rows = await archive.read(db, name)
            counts[name] = len(rows)
            table = to_csv(_cells(rows, zone))
            _put(folder / texts.plain(f"archive.name.{name}"), table)
        return counts
    finally:
        await db.close()


def _cells(rows: Sequence[dict[str, Value]], zone: ZoneInfo) -> Iterator[list[Value]]:
    if rows:
        yield list(rows[0])
    for row in rows:
        yield [_cell(name, value, zone) for name, value in row.items()]


def _cell(name: str, value: Value, zone: ZoneInfo) -> Value:
    if name in archive.MOMENTS and isinstance(value, int):
        return datetime.fromtimestamp(value, zone).isoformat(" ", "minutes")
    if name in archive.COUNTED:
        return _stepped(value)
    return value


def _stepped(value: Value) -> Value:
    """Show no figure under five, and the others in steps of five."""
    if isinstance(value, int):
        return "" if value < _STEP else value - value % _STEP
    counted = json.loads(str(value or "{}"))
    return ", ".join(f"{key} {number}" for key, n in counted.items() if (number := _stepped(n)))


def _put(file: Path, words: bytes) -> None:
    number = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE)
    with os.fdopen(number, "wb") as writing:
        writing.write(words)
