"""The words that the content files may use: topic ids, efforts, and the names of its files."""

from __future__ import annotations

import re
from typing import Final

TOPIC_IDS: Final = (
    "plan",
    "plan-nom",
    "plan-adoption",
    "plan-genese",
    "plan-experts",
    "plan-etoiles",
    "plan-objectifs",
    "plan-methode",
    *(f"objectif-{n}" for n in range(1, 11)),
    "agir",
    *(f"agir-{n}" for n in range(1, 11)),
    "engagement",
    "mes-engagements",
    "progression",
    "rappels",
    "annonces",
    "benevole",
    "donnees",
    "contact",
    "aide",
    "bonjour",
    "merci",
    "au-revoir",
    "urgence",
    "hors-sujet",
)
"""Every topic that exists, in the order of `spec/topics.md`."""

WITHOUT_NEXT_STEP: Final = frozenset(
    {"bonjour", "merci", "au-revoir", "urgence", "contact", "hors-sujet"}
)
"""Topics that end without a small thing to do: small talk, danger, contact, not ours."""

EFFORTS: Final = (
    "5 min",
    "15 min",
    "30 min",
    "1 h",
    "2 h",
    "3 h",
    "demi-journée",
    "week-end",
    "1 semaine",
    "1 mois",
    "plusieurs mois",
)
"""What an action may ask of a person, from the smallest."""

IMPACT_PER: Final = (
    "occurrence",
    "an",
    "saison",
    "mois",
    "semaine",
    "jour",
    "heure",
    "minute",
    "litre",
    "kg",
    "km",
    "100 km",
)
"""What one figure of an impact is counted for."""

COMMUNES: Final = 463
"""How many communes the Puy-de-Dôme has (2025 and 2026)."""

ACTION_ID_LENGTH: Final = 31
"""The longest id: a button carries at most 64 bytes, of which the id is one part."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OBJECTIVE = re.compile(r"objectif-(?:[1-9]|10)")


def is_id(text: str) -> bool:
    """Tell whether `text` is in kebab-case: « eau-du-robinet »."""
    return _ID.fullmatch(text) is not None


def is_objective(topic: str) -> bool:
    """Tell whether a topic id is that of one of the ten objectives."""
    return _OBJECTIVE.fullmatch(topic) is not None
