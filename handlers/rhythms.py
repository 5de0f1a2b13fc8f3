"""When a person wants to be reminded: a few choices in words, or their own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.rules.dates import next_weekday
from bot.rules.recurrence import Rhythm
from bot.rules.words import next_day_named, understand
from content.own import is_own

if TYPE_CHECKING:
    from bot.rules.words import Moment
    from content.model import Action, Frequency

MORNING, EVENING, NOON = time(9), time(18, 30), time(12)
_SATURDAY, _SUNDAY = 5, 6

CHOICES: dict[Frequency, tuple[str, ...]] = {
    "daily": ("morning", "evening"),
    "weekly": ("saturday", "sunday", "wednesday"),
    "monthly": ("first",),
    "once": ("tomorrow", "weekend", "week"),
}
OWN_CHOICES: dict[str, Frequency] = {
    "morning": "daily",
    "evening": "daily",
    "saturday": "weekly",
    "sunday": "weekly",
    "first": "monthly",
}
"""For a pledge in one's own words, which proposes no rhythm of its own."""
NO_REMINDER = "none"
_DAYS = {"saturday": (_SATURDAY, MORNING), "sunday": (_SUNDAY, EVENING), "wednesday": (2, NOON)}
_DELAYS = {"first": 1, "tomorrow": 1, "week": 7}


def choices_for(action: Action) -> tuple[str, ...]:
    """Give the choices in words that fit an action."""
    return tuple(OWN_CHOICES) if is_own(action.id) else CHOICES[action.frequency]


def chosen(action: Action, choice: str, today: date) -> Rhythm | None:
    """Give the rhythm of a choice that was pressed; `None` for one that we never offered."""
    if is_own(action.id) and choice in OWN_CHOICES:
        action = replace(action, frequency=OWN_CHOICES[choice])
    base = usual(action, today)
    if choice == NO_REMINDER:
        return base
    if choice not in choices_for(action):
        return None
    weekdays: tuple[int, ...] = ()
    at, starts_on = MORNING, today
    if choice in _DAYS:
        weekday, at = _DAYS[choice]
        weekdays = (weekday,)
    elif choice == "evening":
        at = EVENING
    elif choice in _DELAYS:
        starts_on = today + timedelta(days=_DELAYS[choice])
    elif choice == "weekend":
        starts_on = next_weekday(_SATURDAY, today)
    return replace(base, weekdays=weekdays, at=at, starts_on=starts_on)


def in_words(action: Action, text: str, now: datetime) -> Rhythm | None:
    """Understand « mardi et jeudi à 7 h » for this action; `None` where no moment was said.

    `now` is the wall time: an hour that is past today is meant for tomorrow.
    """
    today = now.date()
    heard = understand(text, today)
    if heard is None or heard.later:
        return None
    base = usual(action, today)
    if heard.without_reminder:
        return replace(base, at=None)
    at = heard.at or MORNING
    if base.kind == "once":
        day = next_day_named(heard, today) or heard.not_before
        return None if day is None and heard.at is None else _once(base, day, at, now)
    rhythm = _repeated(base, heard, today)
    return None if rhythm is None else replace(_bounded(rhythm, heard, today), at=at)


def usual(action: Action, today: date) -> Rhythm:
    """Give the rhythm that the action proposes, with its end, and no reminder yet."""
    once = action.frequency == "once"
    return Rhythm(
        kind=action.frequency,
        times=1,
        weekdays=(),
        at=None,
        starts_on=today,
        ends_on=None if once else _last_day(action.frequency, today),
    )


def of_kind(action: Action, kind: str, today: date) -> Rhythm:
    """Give the rhythm that was noted on a card (once, daily, weekly, monthly), no reminder yet."""
    base = usual(action, today)
    known = next((one for one in CHOICES if one == kind), base.kind)
    ends_on = None if known == "once" else _last_day(known, today)
    return replace(base, kind=known, ends_on=ends_on)


def renewed(rhythm: Rhythm, today: date) -> Rhythm:
    """Give the same rhythm for as long again, on the same days of the week or month."""
    if rhythm.kind == "once":
        return replace(rhythm, starts_on=today, ends_on=None)
    return replace(rhythm, ends_on=_last_day(rhythm.kind, today))


def _once(base: Rhythm, day: date | None, at: time, now: datetime) -> Rhythm:
    today = now.date()
    soonest = today if at > now.time() else today + timedelta(days=1)
    return replace(base, starts_on=max(day or soonest, soonest), at=at)


def _repeated(base: Rhythm, heard: Moment, today: date) -> Rhythm | None:
    """Take the days or the rhythm that were said; an hour alone keeps what the action proposes."""
    if heard.weekdays:
        days = heard.weekdays
        return replace(base, kind="weekly", times=len(days), weekdays=days)
    if heard.kind is not None and heard.kind != "once":
        last = _last_day(heard.kind, today)
        return replace(base, kind=heard.kind, times=heard.times or 1, ends_on=last)
    if heard.at is None and heard.until is None and heard.not_before is None:
        return None
    if base.kind == "weekly":
        return replace(base, weekdays=((heard.not_before or today).weekday(),))
    return base


def _bounded(rhythm: Rhythm, heard: Moment, today: date) -> Rhythm:
    """Keep « pas avant lundi » and « jusqu'au 3 août », as far as they make sense."""
    start = max(heard.not_before or today, today)
    end = heard.until if heard.until is not None and heard.until >= start else None
    return replace(rhythm, starts_on=start, ends_on=end or _last_day(rhythm.kind, start))


def _last_day(kind: Frequency, today: date) -> date:
    """Long enough to become a habit, short enough to promise: four weeks, or half a year."""
    return today + timedelta(days=181 if kind == "monthly" else 27)
