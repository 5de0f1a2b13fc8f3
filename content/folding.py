"""Folding at the cost of a table: what French is typed with fits in one byte for each letter.

`Folder(careful)` gives what `careful` gives, letter by letter as it works; a text with other
letters than those of the table (Windows-1252) is left to `careful` itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_CODE: Final = "cp1252"
_UNFIT: Final = 0  # stands for a letter that becomes none or several


class Folder:
    """Folds texts like `careful`, which must treat each letter alike wherever it stands."""

    def __init__(self, careful: Callable[[str], str]) -> None:
        self._careful = careful
        self._table = bytes(_folded(byte, careful) for byte in range(256))

    def __call__(self, text: str) -> str:
        """Return `text` folded. Never raises."""
        try:
            folded = text.encode(_CODE).translate(self._table)
        except UnicodeEncodeError:
            return self._careful(text)
        return self._careful(text) if _UNFIT in folded else folded.decode(_CODE)


def _folded(byte: int, careful: Callable[[str], str]) -> int:
    try:
        folded = careful(bytes((byte,)).decode(_CODE)).encode(_CODE)
    except UnicodeError:
        return _UNFIT
    return folded[0] if len(folded) == 1 else _UNFIT
