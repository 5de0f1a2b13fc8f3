"""Tables for a spreadsheet: CSV that Excel opens with its accents, and in which nothing runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BOM: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_QUOTED: Final = frozenset(';"\r\n')


def to_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Write rows as UTF-8 with a mark at the start, `;` between cells, decimal commas, CRLF.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    lines = (";".join(_cell(value) for value in row) for row in rows)
    return (BOM + "\r\n".join(lines) + "\r\n").encode("utf-8", "replace")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    text = str(value).replace("\0", "")
    # Numbers of ours may be negative; everything else that begins so is text.
    if not isinstance(value, int) and text.lstrip(" \u00a0").startswith(_FORMULA):
        text = f"'{text}"
    if _QUOTED.intersection(text):
        text = '"' + text.replace('"', '""') + '"'
    return text
