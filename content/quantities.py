"""How much: the unit in which an action is measured, where it has one (km, litres, repas)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from content.model import Action

MOST: Final = 1000.0
"""More than this at one time is a slip of the finger."""

_UNITS: Final = {
    "km": "km",
    "100 km": "km",
    "litre": "litre",
    "kg": "kg",
    "minute": "minute",
    "heure": "heure",
}
_MEALS: Final = frozenset(
    {"repas-vegetarien-au-lieu-boeuf", "volaille-au-lieu-boeuf", "repas-vegetal-au-lieu-poulet"}
)
USUAL: Final = {
    "km": (2, 5, 10, 20),
    "litre": (1, 2, 5),
    "kg": (1, 2, 5),
    "minute": (1, 2, 5),
    "heure": (1, 2, 4),
    "repas": (1, 2, 3),
}
"""What is offered to press, by unit; anything else is typed."""

_AMOUNT: Final = re.compile(
    r"(?:(?:j ai|on a|nous avons) (?:fait|economise|mange|bu|donne) )?"
    r"(?:environ |a peu pres |presque )?"
    r"(?P<amount>[0-9]{1,4}(?:[.,][0-9]{1,2})?)"
    r" ?(?:km|kms|kilometres?|l|litres?|kg|kilos?|min|mn|minutes?|h|heures?|repas)?"
    r"(?: environ| a peu pres)?"
)


def unit_of(action: Action) -> str | None:
    """Return the unit in which one time of this action is measured; None where it has none."""
    if action.id in _MEALS:
        return "repas"
    return None if action.impact is None else _UNITS.get(action.impact.per)


def read_amount(text: str) -> float | None:
    """Return the amount that somebody typed (« 12,5 km »); None for anything else."""
    words = " ".join(text.lower().replace("'", " ").replace("\u2019", " ").split()).strip(" .!")
    match = _AMOUNT.fullmatch(words.replace("é", "e").replace("è", "e").replace("à", "a"))
    if match is None:
        return None
    amount = float(match["amount"].replace(",", "."))
    return amount if 0 < amount <= MOST else None
