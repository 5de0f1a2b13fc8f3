"""Understands when: what people write about hours, days, rhythms and dates, in French.

Typed by people: without accents, with slips, in short forms. Nothing is guessed: what is not
understood is absent, and the dialogue asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.rules.dates import MONTH_NAMES, add_months, add_period, find_span, next_weekday
from bot.rules.hours import drop_durations, find_hour
from bot.rules.rhythms import find_weekdays, take_rhythm
from bot.rules.spelling import spell

if TYPE_CHECKING:
    from datetime import date, time

    from bot.rules.dates import Span
    from bot.rules.rhythms import Kind, Often


@dataclass(frozen=True, slots=True)
class Moment:
    """What was understood of when; what was not said is None, (), or False.

    `kind` and `times` are those of a Rhythm. `weekdays`: Monday is 0. `month_day`: 1 to 31, 31
    for the last. `day` is one date for something that happens once (« demain »), `until` the
    last day (« jusqu'au 3 août »), `not_before` the first one (« pas avant lundi »). `delay`
    counts from now (« dans une heure »). `without_reminder`: « sans rappel »; `later`: « plus
    tard », without saying when.
    """

    at: time | None = None
    kind: Kind | None = None
    times: int | None = None
    weekdays: tuple[int, ...] = ()
    month_day: int | None = None
    day: date | None = None
    until: date | None = None
    not_before: date | None = None
    delay: timedelta | None = None
    without_reminder: bool = False
    later: bool = False


def understand(text: str, today: date) -> Moment | None:
    """Return what `text` says about when, seen from `today`; None where it says nothing of it.

    Never raises, whatever the text; only its first 300 characters are read.
    """
    words = spell(text)
    without = _WITHOUT.search(words) is not None
    later = _LATER.search(words) is not None
    delay, words = _take_delay(words)
    words = _LATER.sub(" ", _WITHOUT.sub(" ", drop_durations(words)))
    first, last, words = _take_bounds(words, today)
    often, words = take_rhythm(words)
    span = find_span(words, today)
    if span is not None:
        words = _cut(words, span.start, span.end)
    weekdays = find_weekdays(words, every=often.kind == "daily")
    moment = replace(
        _rhythm(often, weekdays),
        at=find_hour(words),
        day=span.first if span else None,
        until=last,
        not_before=first,
        delay=delay,
        without_reminder=without,
        later=later,
    )
    return None if moment == _NOTHING else moment


def next_day_named(moment: Moment, today: date) -> date | None:
    """Return the one day that is meant: the date, or the next of the named weekdays."""
    if moment.day is not None or not moment.weekdays:
        return moment.day
    return min(next_weekday(weekday, today) for weekday in moment.weekdays)


_NOTHING: Final = Moment()
_WITHOUT: Final = re.compile(
    r"\b(?:sans|pas (?:de|besoin de|besoin d 1)|aucun|0|ni) rappels?\b"
    r"|\bne (?:me |m )?(?:rappel\w*|ecri\w+) (?:pas|rien)\b|\bme rappel\w* pas\b"
)
_LATER: Final = re.compile(r"\b(?:plus tard|pas maintenant|tout a l h|pas tout de suite)\b")
_DELAY: Final = re.compile(
    r"\bdans (?:(?P<hours>[0-9]{1,2}) h(?: (?P<more>[0-9]{1,2})\b| et (?P<half>demie?)\b)?"
    r"|(?:1 )?(?P<half_hour>demi h|petite h)|(?P<minutes>[0-9]{1,3}) min)\b"
)
_FIRST_DAY: Final = re.compile(
    r"\b(?:pas avant|a (?:partir|compter) (?:du|de|d)|des|reprend\w*|rentre|reviens|revient"
    r"|de retour)\b ?"
)
_LAST_DAY: Final = re.compile(r"\b(?:jusqu|d ici(?: a| au)?)\b ?")
_BEFORE: Final = re.compile(r"\bavant\b ?")
_FROM_TO: Final = re.compile(rf"\bdu (?P<day>[0-9]{{1,2}})(?: (?P<month>{MONTH_NAMES}))? (?=au )")
_TO: Final = "au "
_FOR: Final = re.compile(
    r"\b(?:pendant|durant|pour|sur|pars|partons|part|pause|pause de|absente?|vacances|pause d)"
    r" (?P<count>[0-9]{1,3}) (?P<unit>jours?|semaines?|mois|ans?)\b"
)


def _rhythm(often: Often, weekdays: tuple[int, ...]) -> Moment:
    """Return the rhythm alone: named days make it weekly, and tell how many times."""
    if weekdays and often.kind in {None, "daily", "weekly"}:
        return Moment(kind="weekly", times=len(weekdays), weekdays=weekdays)
    # « une fois, dimanche » names a day; a month has no room for days of the week.
    named = weekdays if often.kind == "once" else ()
    return Moment(kind=often.kind, times=often.times, weekdays=named, month_day=often.month_day)


def _take_delay(words: str) -> tuple[timedelta | None, str]:
    match = _DELAY.search(words)
    if match is None:
        return None, words
    minutes = int(match["minutes"] or 0) + int(match["more"] or 0)
    minutes += 30 if match["half"] or match["half_hour"] == "demi h" else 0
    hours = 1 if match["half_hour"] == "petite h" else int(match["hours"] or 0)
    return timedelta(hours=hours, minutes=minutes), _cut(words, *match.span())


def _take_bounds(words: str, today: date) -> tuple[date | None, date | None, str]:
    """Return the first and the last day that are named, and the text without them."""
    match = _FROM_TO.search(words)
    span = find_span(words, today, match.end() + len(_TO)) if match else None
    if match and span:
        return _first_of(match, span, today), span.last, _cut(words, match.start(), span.end)
    opening, words = _take_span(_FIRST_DAY, words, today)
    closing, words = _take_span(_LAST_DAY, words, today)
    last = closing.last if closing else None
    if closing is None:
        before, words = _take_span(_BEFORE, words, today)
        last = before.first - timedelta(days=1) if before else None
    if last is None:
        last, words = _take_duration(words, today)
    return (opening.first if opening else None), last, words


def _first_of(match: re.Match[str], last: Span, today: date) -> date | None:
    """Return the first day of « du 28 au 3 août »: its month may be that of the last day."""
    if match["month"]:
        span = find_span(match[0], today)
        return span.first if span else None
    number = int(match["day"])
    month = last.last if number <= last.last.day else add_months(last.last.replace(day=1), -1)
    try:
        return month.replace(day=number)
    except ValueError:  # du 31 au 3 décembre
        return None


def _take_duration(words: str, today: date) -> tuple[date | None, str]:
    match = _FOR.search(words)
    if match is None:
        return None, words
    try:
        last = add_period(today, int(match["count"]), match["unit"])
    except (ValueError, OverflowError):
        return None, words
    return last, _cut(words, *match.span())


def _take_span(prefix: re.Pattern[str], words: str, today: date) -> tuple[Span | None, str]:
    """Return the date after `prefix`, and the text without both."""
    for match in prefix.finditer(words):
        # « d'ici 3 jours » holds its own preposition.
        span = find_span(words, today, match.end()) or find_span(words, today, match.start())
        if span is not None:
            return span, _cut(words, match.start(), span.end)
    return None, words


def _cut(words: str, start: int, end: int) -> str:
    return f"{words[:start].rstrip()} {words[end:].lstrip()}".strip()
