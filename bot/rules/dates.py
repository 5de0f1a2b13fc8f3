"""Reads the days that people name: « demain », « le 3 août », « fin du mois », « dimanche ».

Text comes as `bot.rules.spelling.spell` writes it; everything is relative to a given day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    _Resolver = Callable[[re.Match[str], date], tuple[date, date]]

WEEKDAYS: Final = {
    name: number
    for number, name in enumerate(
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
    )
}
DAY_NAMES: Final = "|".join(WEEKDAYS)
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
         "octobre", "novembre", "decembre"),
        start=1,
    )
}  # fmt: skip
MONTH_NAMES: Final = "|".join(_MONTHS)
_LEAP: Final = 8  # years in which a 29 February is found again


@dataclass(frozen=True, slots=True)
class Span:
    """The days that were named, first and last, and the part of the text that named them."""

    first: date
    last: date
    start: int
    end: int


def find_span(text: str, today: date, at: int | None = None) -> Span | None:
    """Return the first date in `text`, or the one that begins exactly at `at`; None without.

    A day or month without its year is the next one, today included; a day of the week is the
    next one after today. « dimanche » alone is a date only at a given place, as after
    « jusqu'à »; elsewhere it may be every Sunday. Days that do not exist are not found.
    """
    found: Span | None = None
    for pattern, resolve in _FORMS if at is None else (*_FORMS, *_BARE):
        match = pattern.search(text) if at is None else pattern.match(text, at)
        if match is None or (found is not None and found.start <= match.start()):
            continue
        days = _resolve(resolve, match, today)
        start, end = match.span()
        if days is not None:
            found = Span(*days, start, end)
        else:  # « 31 février » is not « février » either
            text = text[:start] + "#" * (end - start) + text[end:]
    return found


def next_weekday(weekday: int, today: date) -> date:
    """Return the next such day of the week after `today` (Monday is 0), 1 to 7 days away."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last one of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_period(day: date, count: int, unit: str) -> date:
    """Return `day` plus so many « jour(s) », « semaine(s) », « mois » or « an(s) »."""
    if unit.startswith("jour"):
        return day + timedelta(days=count)
    if unit.startswith("semaine"):
        return day + timedelta(weeks=count)
    return add_months(day, count if unit == "mois" else 12 * count)


def _resolve(resolve: _Resolver, match: re.Match[str], today: date) -> tuple[date, date] | None:
    try:
        return resolve(match, today)
    except (ValueError, OverflowError):  # 31 février, dans 999 ans
        return None


def _dated(match: re.Match[str], today: date) -> tuple[date, date]:
    """Resolve « 3 août », « 3 août 2027 », « 3/8 », « 03/08/27 »."""
    month_word = match["month"]
    month = _MONTHS[month_word] if month_word in _MONTHS else int(month_word)
    number = int(match["day"])
    if match["year"]:
        year = int(match["year"])
        found = date(year + 2000 if year < 100 else year, month, number)  # noqa: PLR2004 - « 27 » is 2027
        return found, found
    for year in range(today.year, today.year + _LEAP + 1):
        if number <= monthrange(year, month)[1] and date(year, month, number) >= today:
            return date(year, month, number), date(year, month, number)
    raise ValueError(f"no {number}/{month}")


def _numbered(match: re.Match[str], today: date) -> tuple[date, date]:
    """Resolve « le 12 »: of this month or of the next one that has it."""
    number = int(match["day"])
    first = today.replace(day=1)
    for months in range(4):
        month = add_months(first, months)
        if 1 <= number <= month_end(month).day and month.replace(day=number) >= today:
            found = month.replace(day=number)
            return found, found
    raise ValueError(f"no {number} of a month")


def _month(match: re.Match[str], today: date) -> tuple[date, date]:
    """Resolve « août », « fin août », « début août » and « mi-août »."""
    month = _MONTHS[match["month"]]
    year = int(match["year"]) if match["year"] else today.year
    first = date(year, month, 1)
    if not match["year"] and month_end(first) < today:
        first = date(year + 1, month, 1)
    last = month_end(first)
    if match["part"] == "fin":
        return last, last
    if match["part"] == "mi":
        return first.replace(day=15), first.replace(day=15)
    return (first, first) if match["part"] else (max(first, today), last)


def _in(match: re.Match[str], today: date) -> tuple[date, date]:
    day = add_period(today, int(match["count"]), match["unit"])
    return day, day


def _named(match: re.Match[str], today: date) -> tuple[date, date]:
    day = next_weekday(WEEKDAYS[match["name"]], today)
    if match.groupdict().get("later"):  # « lundi en huit »
        day += timedelta(weeks=1)
    return day, day


def _weekend(_: re.Match[str], today: date) -> tuple[date, date]:
    """Resolve « ce week-end »: the coming Saturday and Sunday, from today if it has begun."""
    sunday = today + timedelta(days=6 - today.weekday())
    return max(today, sunday - timedelta(days=1)), sunday


def _shifted(days: int) -> _Resolver:
    def resolve(_: re.Match[str], today: date) -> tuple[date, date]:
        day = today + timedelta(days=days)
        return day, day

    return resolve


def _period(unit: str, following: int) -> _Resolver:
    """Resolve this week, month or year (0) or the next (1), all of its days."""

    def resolve(_: re.Match[str], today: date) -> tuple[date, date]:
        if unit == "week":
            first = today - timedelta(days=today.weekday()) + timedelta(weeks=following)
            return first, first + timedelta(days=6)
        if unit == "month":
            first = add_months(today.replace(day=1), following)
            return first, month_end(first)
        return date(today.year + following, 1, 1), date(today.year + following, 12, 31)

    return resolve


def _end_of(unit: str, following: int = 0) -> _Resolver:
    whole = _period(unit, following)

    def resolve(match: re.Match[str], today: date) -> tuple[date, date]:
        last = whole(match, today)[1]
        return last, last

    return resolve


def _feast(month: int, day: int) -> _Resolver:
    def resolve(_: re.Match[str], today: date) -> tuple[date, date]:
        found = date(today.year, month, day)
        found = found if found >= today else date(today.year + 1, month, day)
        return found, found

    return resolve


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b")


_WEEKDAY_BEFORE: Final = rf"(?:le )?(?:(?:{DAY_NAMES}) )?(?:le )?"
_LATER: Final = "prochain|en 8|qui vient|qui arrive"
_NO_UNIT: Final = (
    r"(?! (?:[:/.]|(?:h|min|fois|jours?|semaines?|mois|ans?|du mois|de chaque"
    rf"|{MONTH_NAMES})\b))"
)
_FORMS: Final[tuple[tuple[re.Pattern[str], _Resolver], ...]] = (
    (_form("apres demain"), _shifted(2)),
    (_form("demain"), _shifted(1)),
    (_form("aujourdhui"), _shifted(0)),
    # The hour stays to be read: « ce soir » is today, and 18:30.
    (re.compile(r"\bcet?\b(?= (?:soir|matin|midi|apresmidi)\b)"), _shifted(0)),
    (_form(r"(?:dans|d ici) (?P<count>[0-9]{1,3}) (?P<unit>jours?|semaines?|mois|ans?)"), _in),
    (
        _form(
            rf"{_WEEKDAY_BEFORE}(?P<day>[0-9]{{1,2}}) (?P<month>{MONTH_NAMES})"
            r"(?: (?P<year>[0-9]{4}))?"
        ),
        _dated,
    ),
    (
        _form(
            rf"{_WEEKDAY_BEFORE}(?P<day>[0-9]{{1,2}}) [/.] (?P<month>[0-9]{{1,2}})"
            r"(?: [/.] (?P<year>[0-9]{4}|[0-9]{2}))?"
        ),
        _dated,
    ),
    (_form(rf"le (?:(?:{DAY_NAMES}) )?(?P<day>[0-9]{{1,2}})(?![0-9]){_NO_UNIT}"), _numbered),
    (_form("(?:la )?fin du mois prochain"), _end_of("month", 1)),
    (_form("(?:la )?fin (?:du|de ce|de) mois"), _end_of("month")),
    (_form("(?:la )?fin de (?:la )?semaine prochaine"), _end_of("week", 1)),
    (_form("(?:la )?fin de (?:la |cette )?semaine"), _end_of("week")),
    (_form("(?:la )?fin (?:de l |d |de cette )?annee"), _end_of("year")),
    (_form("(?:la )?semaine prochaine"), _period("week", 1)),
    (_form("(?:le )?mois prochain"), _period("month", 1)),
    (_form("l annee prochaine|l an prochain"), _period("year", 1)),
    (_form("noel"), _feast(12, 25)),
    (_form("(?:le )?nouvel an|(?:le )?jour de l an"), _feast(1, 1)),
    (
        _form(
            r"(?:(?:la |le )?(?P<part>fin|debut|mi) (?:du mois |de |d )?(?:d |de )?)?"
            rf"(?P<month>{MONTH_NAMES})(?: (?P<year>[0-9]{{4}}))?"
        ),
        _month,
    ),
    (_form("ce weekend|(?:le )?weekend (?:prochain|qui vient|qui arrive)"), _weekend),
    (_form(rf"ce (?P<name>{DAY_NAMES})"), _named),
    (_form(rf"(?:le )?(?P<name>{DAY_NAMES}) (?:en (?P<later>8)|{_LATER})"), _named),
)
# Read only where a date is expected, as after « jusqu'à ».
_BARE: Final[tuple[tuple[re.Pattern[str], _Resolver], ...]] = (
    (_form(rf"(?:le )?(?P<name>{DAY_NAMES})"), _named),
    (_form("(?:le )?weekend"), _weekend),
    (_form(rf"(?:le )?(?P<day>[0-9]{{1,2}})(?![0-9]){_NO_UNIT}"), _numbered),
)
