"""Reads the cells of a file that people send: CSV as Excel and LibreOffice write it, or Excel.

Whatever the file holds, only so many rows and columns are read, and nothing in it is run.
"""

# ruff: noqa: PLC0415 – the reader of Excel files is loaded only where one comes
from __future__ import annotations

import csv
import io
import warnings
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_BYTES: Final = 1_000_000
MOST_ROWS: Final = 1000
MOST_COLUMNS: Final = 12
_MOST_UNPACKED: Final = 20_000_000
_MOST_PARTS: Final = 200
_LONGEST_CELL: Final = 200
_ZIP: Final = b"PK\x03\x04"


class UnreadableError(Exception):
    """The file is no table that we read. `reason`: large, kind, broken, long or empty."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_table(content: bytes) -> list[tuple[int, list[str]]]:
    """Return the rows that hold something, each with its number as the file counts, from 1.

    Raises `UnreadableError`.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableError("large")
    rows = _read_excel(content) if content.startswith(_ZIP) else _read_csv(content)
    kept = [
        (number, [cell.strip()[:_LONGEST_CELL] for cell in row[:MOST_COLUMNS]])
        for number, row in enumerate(rows, 1)
    ]
    kept = [(number, row) for number, row in kept if any(row)]
    if not kept:
        raise UnreadableError("empty")
    if len(kept) > MOST_ROWS:
        raise UnreadableError("long")
    return kept


def _read_csv(content: bytes) -> list[list[str]]:
    text = _decode(content)
    if "\0" in text:
        raise UnreadableError("kind")
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(";\t,", key=first.count)
    try:
        return _bounded(list(row) for row in csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error as error:
        raise UnreadableError("broken") from error


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # what Excel writes where nobody chose


def _read_excel(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    _measure(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles, which we do not look at
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            cells = book.worksheets[0].iter_rows(
                max_row=MOST_ROWS + 200, max_col=MOST_COLUMNS, values_only=True
            )
            return _bounded([_as_text(value) for value in row] for row in cells)
    except UnreadableError:
        raise
    except Exception as error:  # a broken file breaks the reader in ways that nobody can list
        raise UnreadableError("broken") from error


def _measure(content: bytes) -> None:
    """Refuse an archive that would unpack to something large, or that is no workbook."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except Exception as error:
        raise UnreadableError("broken") from error
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise UnreadableError("large")
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise UnreadableError("kind")


def _bounded(rows: Iterable[list[str]]) -> list[list[str]]:
    kept = []
    for row in rows:
        kept.append(row)
        if len(kept) > MOST_ROWS + 200:
            raise UnreadableError("long")
    return kept


def _as_text(value: object) -> str:
    """Write a cell as it looks: Excel keeps « 3 » as 3.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
