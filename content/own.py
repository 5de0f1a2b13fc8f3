"""A pledge in one's own words, seen as an action: nothing else has to know the difference.

Its words are for the person alone; only its objective is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from content.model import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "own-"
LONGEST: Final = 200
SHORTEST: Final = 3


def is_own(action_id: str) -> bool:
    """Tell whether this is no action of the content, but a person's own words."""
    return action_id.startswith(PREFIX)


def clean_words(text: str) -> str | None:
    """Return what a person wrote as one line fit to be kept; None where it is no pledge.

    Too short or too long, or without a letter: it is asked for again.
    """
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split()).strip(" .")
    letters = sum(character.isalpha() for character in words)
    if letters < SHORTEST or len(words) > LONGEST:
        return None
    return words


def action_of(
    actions: Mapping[str, Action], action_id: str, objective: int, own_words: str | None
) -> Action | None:
    """Return what was pledged: an action of the content, or one made of a person's own words."""
    if own_words is None:
        return actions.get(action_id)
    return Action(
        id=action_id,
        objective=objective,
        title=own_words[:1].upper() + own_words[1:],
        pledge=own_words,
        how="",
        effort="",
        frequency="weekly",
        months=frozenset(),
        needs=frozenset(),
        cost="gratuit",
        impact=None,
        counts=None,
        source="",
        local=None,
        file="",
    )
