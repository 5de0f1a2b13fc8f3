"""Reads how often people want something: « 2 fois par semaine », « tous les jours ».

Text comes as `bot.rules.spelling.spell` writes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from bot.rules.dates import DAY_NAMES, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Literal["once", "daily", "weekly", "monthly"]

ALL_DAYS: Final = frozenset(range(7))
_WEEKEND: Final = frozenset({5, 6})
_WORKING: Final = frozenset(range(5))
_MOST: Final = {"semaine": 7, "mois": 28}
_LAST_OF_MONTH: Final = 31


@dataclass(frozen=True, slots=True)
class Often:
    """How often; `times` None where people said « plusieurs fois », `month_day` 31 is the last."""

    kind: Kind | None = None
    times: int | None = None
    month_day: int | None = None


def take_rhythm(words: str) -> tuple[Often, str]:
    """Return how often, and the text without the words that said so.

    What no rhythm can be is the nearest that is not more often: « tous les 2 jours » is three
    times a week, « un dimanche sur deux » twice a month.
    """
    for pattern, build in _FORMS:
        match = pattern.search(words)
        if match:
            start, end = match.span("cut")
            return build(match) or Often(), f"{words[:start]} {words[end:]}"
    return Often(), words


def find_weekdays(words: str, *, every: bool) -> tuple[int, ...]:
    """Return the days of the week that are named, in order, Monday 0.

    `every`: « tous les jours » was said, so that only an exception (« sauf le dimanche »)
    leaves days to name.
    """
    kept, _, left_out = words.partition("sauf ")
    named = ALL_DAYS if every else _named(kept)
    if left_out:
        named -= _named(left_out)
    return () if every and named == ALL_DAYS else tuple(sorted(named))


def _named(words: str) -> frozenset[int]:
    found: set[int] = set()
    for match in _RANGE.finditer(words):
        first, last = WEEKDAYS[match["first"]], WEEKDAYS[match["last"]]
        found.update((first + n) % 7 for n in range((last - first) % 7 + 1))
    found.update(WEEKDAYS[match["name"]] for match in _NAME.finditer(words))
    if re.search(r"\bweekend\b", words):
        found |= _WEEKEND
    if _WORKING_DAYS.search(words):
        found |= _WORKING
    return frozenset(found)


def _counted(match: re.Match[str]) -> Often | None:
    """Build « 2 fois par semaine »; None for what no rhythm can be (« 40 fois par mois »)."""
    count, unit = int(match["count"]), match["unit"]
    if unit == "jour":
        return Often("daily", 1)
    if not 1 <= count <= _MOST[unit]:
        return None
    if unit == "mois":
        return Often("monthly", count)
    return Often("daily", 1) if count == _MOST[unit] else Often("weekly", count)


def _every(match: re.Match[str]) -> Often | None:
    """Build « tous les 2 jours », « un jour sur deux »."""
    nearest: dict[tuple[str, int], Often] = {
        ("jour", 1): Often("daily", 1),
        ("jour", 2): Often("weekly", 3),
        ("jour", 3): Often("weekly", 2),
        ("jour", 7): Often("weekly", 1),
        ("jour", 8): Often("weekly", 1),
        ("jour", 15): Often("monthly", 2),
        ("semaine", 1): Often("weekly", 1),
        ("semaine", 2): Often("monthly", 2),
        ("mois", 1): Often("monthly", 1),
    }
    unit = match["unit"].removesuffix("s") if match["unit"] != "mois" else "mois"
    return nearest.get(("semaine" if unit in WEEKDAYS else unit, int(match["count"])))


def _on_month_day(match: re.Match[str]) -> Often | None:
    number = int(match["number"])
    return Often("monthly", 1, number) if 1 <= number <= _LAST_OF_MONTH else None


def _several(match: re.Match[str]) -> Often:
    return Often("monthly") if match["unit"] == "mois" else Often("weekly")


def _always(often: Often) -> Callable[[re.Match[str]], Often]:
    return lambda _: often


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?P<cut>{pattern})")


_DAY_PARTS: Final = r"(?:matins?|midis?|soirs?|apresmidi)\b"
_UNIT: Final = r"(?P<unit>jour|semaine|mois)s?\b"
_MONTHLY: Final = r"(?:du|de|de chaque|de tous les|par|chaque) mois\b(?! prochain)"
_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Often | None]], ...]] = (
    (_form(rf"(?:plusieurs|quelques) (?:fois|jours) (?:par|/|dans la|la) {_UNIT}"), _several),
    (
        _form(
            r"(?P<count>[0-9]{1,2}) (?:(?:fois|jours?|soirs?|matins?) )?"
            rf"(?:par|/|chaque|la|dans la|dans le|tous les|toutes les|1) {_UNIT}(?! prochain)"
        ),
        _counted,
    ),
    (_form(r"7 jours? (?:sur|/) 7\b|7 / 7\b"), _always(Often("daily", 1))),
    (
        _form(r"tou(?:s|tes) les (?P<count>[0-9]{1,2}) (?P<unit>jours|semaines|mois)\b"),
        _every,
    ),
    (_form(rf"1 (?P<unit>jour|semaine|{DAY_NAMES}) sur (?P<count>[23])\b"), _every),
    (_form(rf"(?:le |les )?1 (?:{DAY_NAMES}) {_MONTHLY}"), _always(Often("monthly", 1))),
    (_form(rf"(?P<number>[0-9]{{1,2}}) {_MONTHLY}"), _on_month_day),
    (
        _form(
            rf"dernier jour {_MONTHLY}|(?:chaque|toutes les) fins? de mois\b|fin de chaque mois"
        ),
        _always(Often("monthly", 1, _LAST_OF_MONTH)),
    ),
    (
        _form(r"debut (?:du|de chaque) mois\b(?! prochain)|chaque debut de mois\b"),
        _always(Often("monthly", 1, 1)),
    ),
    (_form(r"1 (?:seule )?fois(?! par\b)|ponctuel\w*"), _always(Often("once", 1))),
    (
        _form(
            rf"(?:(?:tous|toutes) les|chaque)(?= {_DAY_PARTS})|(?:tous les|chaque) jours?\b"
            r"|par jour\b|quotidien\b"
        ),
        _always(Often("daily", 1)),
    ),
    (
        _form(r"(?:chaque|toutes les|par) semaines?\b|hebdo\w*"),
        _always(Often("weekly", 1)),
    ),
    (_form(r"(?:chaque|tous les|par) mois\b|mensuel\w*"), _always(Often("monthly", 1))),
)
_RANGE: Final = re.compile(
    rf"\b(?:du|de) (?P<first>{DAY_NAMES}) (?:au|a|jusqu) (?P<last>{DAY_NAMES})\b"
)
_NAME: Final = re.compile(rf"\b(?P<name>{DAY_NAMES})s?\b")
_WORKING_DAYS: Final = re.compile(
    r"\ben semaine\b|\bjours? (?:de (?:la )?semaine|de travail|ouvres?|ouvrables?|travailles?)\b"
)
