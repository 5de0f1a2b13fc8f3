"""Understands that somebody goes away: « je pars jusqu'au 3 août », « pas avant lundi »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.rules.spelling import spell
from bot.rules.words import understand

if TYPE_CHECKING:
    from datetime import date

LONGEST: Final = timedelta(days=366)

_AWAY: Final = re.compile(
    r"\b(?:pars|part|partons|partirai|repars|m absente|s absente|en pause|pause|absente?s?"
    r"|vacances|conges?|en voyage|en deplacement|a l hopital|hospitalise\w*|pas la|ailleurs"
    r"|pas chez moi|pas avant|reviens|revient|revenons|reviendrai|rentre|rentrons|rentrerai"
    r"|de retour|reprend\w*|(?:pas|plus) de (?:rappels?|messages?)|aucun (?:rappel|message)"
    r"|tranquille|ne me rappel\w*|me rappel\w* (?:pas|rien)|n ecri\w*|ne m ecri\w*)\b"
)
_ASKING: Final = re.compile(
    r"(?:quand|comment|combien|pourquoi|qu|que|quoi|quels?|quelles?|ou|qui|est ce|y a t il"
    r"|peut on|puis je|peux tu|pouvez vous|avez vous|c quoi)\b"
)


@dataclass(frozen=True, slots=True)
class Absence:
    """No reminder from the day `first` (None: from now) until the day `back`, when they resume."""

    first: date | None
    back: date


def find_absence(text: str, today: date) -> Absence | None:
    """Return the absence that a message tells, seen from `today`; None for anything else.

    « Jusqu'au 3 août » holds that day; « pas avant lundi » does not. Never raises.
    """
    if "?" in text:
        return None
    words = spell(text)
    if _ASKING.match(words) or not _AWAY.search(words):
        return None
    return read_absence(text, today)


def read_absence(text: str, today: date) -> Absence | None:
    """Return the absence in the answer to « jusqu'à quand ? »: a bare date is one, too."""
    heard = understand(text, today)
    if heard is None:
        return None
    first = None
    if heard.until is not None:
        back = heard.until + timedelta(days=1)
        first = heard.not_before if heard.not_before and heard.not_before > today else None
    elif heard.not_before is not None:
        back = heard.not_before
    elif heard.day is not None:
        back = heard.day + timedelta(days=1)
    else:
        return None
    if not today < back <= today + LONGEST or (first is not None and first >= back):
        return None
    return Absence(first, back)
