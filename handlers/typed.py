"""A button that is typed: its words, its number, or both (« déjà fait 2 »)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import unpack
from content.normalise import fold

if TYPE_CHECKING:
    from bot.rules.presses import Press
    from handlers.visit import Visit

_WORD = re.compile(r"[^\W_]+")


def bare(text: str) -> str:
    """Keep the words alone: « STOP ! » is « stop »."""
    return " ".join(_WORD.findall(fold(text)))


def choice(visit: Visit, said: str) -> Press | None:
    """Take « 2 », « je m'engage » or « déjà fait 2 » for the button that was shown."""
    found = _meant(visit, said)
    return unpack(found[0]) if found else None


def which(visit: Visit, said: str) -> Screen | None:
    """Ask which of several cards is meant by words that stand on each of them."""
    numbered = {label: data for label, data in _choices(visit) if _is_numbered(label, said)}
    if len(set(numbered.values())) < 2:  # noqa: PLR2004 – one is no choice
        return None
    rows = tuple((Button(label, data),) for label, data in numbered.items())
    return Screen(visit.texts("words.which"), rows)


def _is_numbered(label: str, said: str) -> bool:
    """Say whether a label is these words and a number."""
    words, _, number = _on_button(label).rpartition(" ")
    return words == said and number.isdecimal()


def _meant(visit: Visit, said: str) -> list[str]:
    return [data for label, data in _choices(visit) if _on_button(label) == said]


@lru_cache(maxsize=2048)
def _on_button(label: str) -> str:
    """Give the words of a button; the same few stand under most answers."""
    return bare(label)


def _choices(visit: Visit) -> tuple[tuple[str, str], ...]:
    return tuple(visit.conversation.choices) if visit.conversation is not None else ()
