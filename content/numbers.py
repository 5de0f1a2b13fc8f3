"""Objectives by their number: « objectif 3 », « le six », « n°7 c koi déjà », « agir 4 »."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from content.model import OBJECTIVES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.normalise import Words

_NAMES: Final = frozenset({"objectif", "objectifs"})
_BETWEEN: Final = frozenset({"numero", "n", "no", "le", "l"})
_JOINING: Final = frozenset({"et", "ou", "a"})
_SUFFIXES: Final = frozenset({"er", "ere", "e", "eme", "ieme", "nd", "nde"})
_BEFORE: Final = frozenset({"le", "la", "du", "au", "numero", "n"})


@dataclass(frozen=True, slots=True)
class Named:
    """The objectives that a text names; `alone` if it says nothing else, `act` if « agir »."""

    objectives: tuple[int, ...]
    alone: bool
    act: bool


def named(words: Sequence[str], dictionary: Words) -> Named:
    """Return the objectives that plain words name, in order, each once."""
    act = not dictionary.act.isdisjoint(words) or _asks_to_act(words, dictionary)
    found: list[int] = []
    if not _NAMES.isdisjoint(words):
        found = _after_name(words, dictionary) or _before_name(words, dictionary)
    bare = _bare(words, dictionary)
    if found:
        return Named(tuple(dict.fromkeys(found)), bare is not None, act)
    return Named((bare,) if bare else (), bare is not None, act)


def _asks_to_act(words: Sequence[str], dictionary: Words) -> bool:
    """Tell whether a follow-up towards an action is in it: « que puis-je faire pour le 3 »."""
    said = f" {' '.join(words)} "
    return any(asked in said for asked in dictionary.asks)


def _after_name(words: Sequence[str], dictionary: Words) -> list[int]:
    """« objectif 3 », « objectifs n°3 et 4 »."""
    found: list[int] = []
    for place, word in enumerate(words):
        if word not in _NAMES:
            continue
        rest = iter(words[place + 1 :])
        for follower in rest:
            value = _value(follower, dictionary)
            if value:
                found.append(value)
            elif follower not in (_JOINING if found else _BETWEEN):
                break
    return found


def _before_name(words: Sequence[str], dictionary: Words) -> list[int]:
    """« le troisième objectif », « le 3e objectif »; not « les dix objectifs »."""
    found: list[int] = []
    for place, word in enumerate(words):
        before = words[max(0, place - 2) : place]
        if word not in _NAMES or not before:
            continue
        if before[-1] in dictionary.ordinals:
            found.append(dictionary.ordinals[before[-1]])
        elif before[-1] in _SUFFIXES and (value := _value(before[0], dictionary)):
            found.append(value)
    return found


def _bare(words: Sequence[str], dictionary: Words) -> int | None:
    """Return the one objective of a text that holds a number and nothing else that matters."""
    value = 0
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        number = _value(word, dictionary)
        if number and _counts(word, before, dictionary):
            if value:
                return None
            value = number
        elif not (word in dictionary.fillers or word in dictionary.act or word in _SUFFIXES):
            return None
    return value or None


def _counts(word: str, before: str, dictionary: Words) -> bool:
    """« Quoi de neuf » holds no number: one in letters stands first, or after « le »."""
    return word.isdigit() or not before or before in _BEFORE | _NAMES | dictionary.act


def _value(word: str, dictionary: Words) -> int:
    """Return the number of an objective, 0 where `word` is none."""
    if word.isdigit():
        number = int(word) if len(word) <= len(str(OBJECTIVES[-1])) else 0
    else:
        number = dictionary.numbers.get(word) or dictionary.ordinals.get(word, 0)
    return number if number in OBJECTIVES else 0
