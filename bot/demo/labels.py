"""Finding a button by what it says, as a person reads it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009]+")
_APOSTROPHES: Final = str.maketrans("’‘ʼ", "'''")
_UNSEEN: Final = re.compile("[\u200b-\u200d\u2060\u20e3\ufe0e\ufe0f]")  # joiners, emoji variants


def plain(text: str) -> str:
    """Write a text as on a keyboard: ordinary spaces, straight apostrophes."""
    lines = text.translate(_APOSTROPHES).split("\n")
    return "\n".join(_SPACES.sub(" ", line) for line in lines)


def fold(label: str) -> str:
    """Fold ’ and ', kinds of space, case, and an emoji before the words (spec, « Labels »)."""
    tidy = unicodedata.normalize("NFC", plain(_UNSEEN.sub("", label))).strip().casefold()
    start = next((i for i, c in enumerate(tidy) if not _is_ornament(c)), len(tidy))
    return tidy[start:] or tidy


def _is_ornament(character: str) -> bool:
    """Emoji and the spaces around them; not the signs that begin words (« + », « ? », « / »)."""
    return character == " " or unicodedata.category(character) in {"So", "Sk", "Cf", "Mn"}


class Labels(tuple[str, ...]):
    """Labels of buttons in the order of the screen; `in` folds as people read."""

    __slots__ = ()

    def __contains__(self, label: object) -> bool:
        return isinstance(label, str) and fold(label) in {fold(one) for one in self}
