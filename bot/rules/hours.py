"""Reads the hour that people name: « 18h30 », « sept heures et demie », « le soir »."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

PARTS: Final = (
    ("minuit", time(0)),
    ("midi", time(12)),
    ("fin de matinee", time(11, 30)),
    ("matinee", time(9)),
    ("matins?", time(9)),
    ("fin d apresmidi", time(17)),
    ("fin de (?:la )?journee", time(18)),
    ("apresmidi", time(14, 30)),
    ("soirs?", time(18, 30)),
    ("soiree", time(18, 30)),
)
"""Parts of the day and the hour at which a reminder for them comes."""

_QUARTERS: Final = (
    r"(?: (?P<minute>[0-9]{1,2})(?![0-9]| (?:fois|h|jours?|semaines?|mois)\b)"
    r"| et (?P<half>demie?)| et (?P<quarter>quart))?"
)
_LESS: Final = r"(?: moins (?:le )?(?P<less>quart|[0-9]{1,2}))?"
_HALF_DAY: Final = r"(?: (?:du|de l|le|de ce|ce) (?P<part>matin|soir|apresmidi))?"
_CLOCK: Final = re.compile(
    rf"\b(?P<hour>[0-9]{{1,2}}) (?:h|:)(?![a-z]){_QUARTERS}{_LESS}{_HALF_DAY}"
)
_LENGTH: Final = r"[0-9]{1,3} (?:h(?: [0-9]{1,2}| et demie?)?|min)"
_DURATION: Final = re.compile(
    rf"\b(?:pendant|durant|environ) {_LENGTH}\b"
    rf"|\b{_LENGTH}(?= (?:par|/|avant|apres|plus tard|plus tot)(?: |$))"
)
_DOTTED: Final = re.compile(r"\b(?P<hour>[0-9]{1,2}) \. (?P<minute>[0-9]{2})\b")
_BARE: Final = re.compile(
    r"\b(?:a|vers) (?P<hour>[0-9]{1,2})(?![0-9])"
    rf"(?! (?:fois|jours?|semaines?|mois|ans?|min|h|:|/|\.|km|personnes?)(?:\b| )){_HALF_DAY}"
)
_AROUND_NOON: Final = re.compile(rf"\b(?P<word>midi|minuit){_QUARTERS}{_LESS}")
_NOON: Final = 12
_LAST_OF_AFTERNOON: Final = 7
_DAY: Final = 24 * 60


def find_hour(text: str) -> time | None:
    """Return the first hour in a text of `bot.rules.spelling.spell`; None without.

    « 7 h du soir » is 19:00. Hours that do not exist (25 h, 18 h 75) are not found.
    """
    for pattern in (_CLOCK, _DOTTED, _BARE, _AROUND_NOON):
        for match in pattern.finditer(text):
            found = _as_time(match)
            if found is not None:
                return found
    for words, at in PARTS:
        if re.search(rf"\b{words}\b", text):
            return at
    return None


def drop_durations(text: str) -> str:
    """Return the text without « pendant 2 h », « 2 h par jour », which are no hours of a clock."""
    return _DURATION.sub(" ", text)


def _as_time(match: re.Match[str]) -> time | None:
    groups = match.groupdict()
    word = groups.get("word")
    hour = {"midi": 12, "minuit": 24}[word] if word else int(groups["hour"] or 0)
    minute = int(groups.get("minute") or 0)
    if hour > (24 if word else 23) or minute > 59:  # noqa: PLR2004 - the clock
        return None
    if groups.get("half"):
        minute = 30
    elif groups.get("quarter"):
        minute = 15
    hour += _half_day(hour, groups.get("part"))
    less = groups.get("less")
    total = (hour * 60 + minute - (15 if less == "quart" else int(less or 0))) % _DAY
    return time(total // 60, total % 60)


def _half_day(hour: int, part: str | None) -> int:
    """Return 12 for an hour that is said « du soir » or « de l'après-midi » in half days."""
    evening = part == "soir" and 1 <= hour < _NOON
    afternoon = part == "apresmidi" and 1 <= hour <= _LAST_OF_AFTERNOON
    return _NOON if evening or afternoon else 0
