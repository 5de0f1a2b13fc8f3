"""Codes that people read from paper and type: six signs that cannot be taken for one another.

No 0 or O, 1, I or L, 5 or S and so on: of each pair that looks alike one sign is left, and there
is no vowel, so that a code is never a word, neither a rude one nor one that somebody writes to us.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

SIGNS: Final = "23456789CDFHJKMNPRTVWX"
LENGTH: Final = 6
_LOOK_ALIKE: Final = str.maketrans("ZSGBQ", "25689")
_SEPARATORS: Final = re.compile(r"[\s.·_-]+")


def make_code(pick: Callable[[int], int], length: int = LENGTH) -> str:
    """Make a code; `pick(n)` gives a number below n that nobody can guess.

    At least one letter, so that it is no number either.
    """
    while True:
        code = "".join(SIGNS[pick(len(SIGNS))] for _ in range(length))
        if not code.isdigit():
            return code


def read_code(text: str, length: int = LENGTH) -> str | None:
    """Read a code as people type it: « k7p-3rx » is K7P3RX; `None` for what is none."""
    bare = _SEPARATORS.sub("", text[:40]).upper()
    is_code = len(bare) == length and all(sign in SIGNS for sign in bare)
    return bare if is_code and not bare.isdigit() else None


def read_loosely(text: str, length: int = LENGTH) -> str | None:
    """Read a code where one is expected: signs that look alike are taken for ours."""
    return read_code(text[:40].upper().translate(_LOOK_ALIKE), length)


def show_code(code: str) -> str:
    """Write a code as it stands on paper: « K7P 3RX »."""
    middle = (len(code) + 1) // 2
    return f"{code[:middle]} {code[middle:]}"
