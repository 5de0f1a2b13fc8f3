"""Puts questions together that ask the same, so that one answer reaches all who asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from content.features import stem
from content.normalise import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.normalise import Words

_ALIKE: Final = 86.0
"""How alike the words of two questions are (token_sort_ratio, of 100) that ask the same."""

_FEWEST_SHARED: Final = 3
_SHARE: Final = 0.75

_EMPTY: Final = frozenset(
    re.findall(
        r"\w+",
        """
        a au aux c ce ces d dans de des du elle elles en est et il ils j je l la le les ma me mes
        mon n nous on ou par pas pour qu que quel quelle qui s sa se ses si sur t te un une vous y
        bonjour merci svp etre avoir quoi comment sont ont ai as a est suis fait faire peut peux on
        """,
    )
)


def key_of(text: str, words: Words) -> str:
    """Return what counts in a question: its stems without the little words, in one order."""
    found = tokens(text, words)
    kept = [word for word in found if word not in _EMPTY] or list(found)
    return " ".join(sorted(map(stem, kept))) or text.strip()


def alike(one: str, other: str) -> bool:
    """Say whether two keys of `key_of` ask the same."""
    if one == other or fuzz.token_sort_ratio(one, other) >= _ALIKE:
        return True
    words, others = set(one.split()), set(other.split())
    shared = len(words & others)
    return shared >= _FEWEST_SHARED and shared >= _SHARE * max(len(words), len(others))


def groups(keys: Sequence[str]) -> list[list[int]]:
    """Return the places of `keys` put together, each place once; a group starts with its first.

    A key joins the first group whose first member it is like, so that a chain of small steps
    does not lead from one question to quite another.
    """
    found: list[list[int]] = []
    for place, key in enumerate(keys):
        for group in found:
            if alike(keys[group[0]], key):
                group.append(place)
                break
        else:
            found.append([place])
    return found
