"""How dates, hours, rhythms and numbers are said in words, from the sentences of `content/`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.moments import full_day, hour_words, local_time
from bot.rules.strength import Check, Level, level_of, occurrences_per_day, strength

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time
    from zoneinfo import ZoneInfo

    from bot.rules.recurrence import Rhythm
    from content.model import Action
    from content.texts import Texts
    from handlers.visit import Visit
    from storage.check_ins import CheckIn

__all__ = ["full_day", "hour_words", "local_time"]

_MANY = 2  # from two on, as French counts


def day_words(texts: Texts, day: date, today: date) -> str:
    """« aujourd'hui », « demain », « hier », else « mardi 24 novembre »."""
    near = {-1: "date.yesterday", 0: "date.today", 1: "date.tomorrow"}
    key = near.get((day - today).days)
    if key is not None:
        return texts.plain(key)
    return texts.plain(
        "date.day_first" if day.day == 1 else "date.day",
        weekday=texts.plain(f"weekday.{day.weekday()}"),
        day=day.day,
        month=texts.plain(f"month.{day.month - 1}"),
    )


def short_day(texts: Texts, day: date) -> str:
    """« 24 novembre », « 1er décembre »."""
    key = "date.short_first" if day.day == 1 else "date.short"
    return texts.plain(key, day=day.day, month=texts.plain(f"month.{day.month - 1}"))


def moment_words(visit: Visit, moment: int) -> dict[str, str]:
    """Give the `{date}` and `{hour}` of a moment in UTC seconds."""
    local = local_time(moment, visit.services.zone)
    return {
        "date": day_words(visit.texts, local.date(), visit.today),
        "hour": hour_words(visit.texts, local.time().replace(second=0, microsecond=0)),
    }


def at_wall_time(day: date, at: time, zone: ZoneInfo) -> int:
    """Give the UTC seconds of an hour on a day here."""
    return int(datetime.combine(day, at, zone).timestamp())


def rhythm_words(texts: Texts, rhythm: Rhythm) -> str:
    """« chaque jour à 18 h 30 », « les mardi et jeudi », « 2 fois par semaine »."""
    if rhythm.kind == "weekly" and rhythm.weekdays:
        names = [texts.plain(f"weekday.{number}") for number in rhythm.weekdays]
        key = "rhythm.weekly_on" if len(names) == 1 else "rhythm.weekly_on_many"
        words = texts.plain(key, days=listed(texts, names))
    elif rhythm.times > 1 and rhythm.kind in ("weekly", "monthly"):
        words = texts.plain(f"rhythm.{rhythm.kind}_times", times=rhythm.times)
    else:
        words = texts.plain(f"rhythm.{rhythm.kind}")
    if rhythm.at is None:
        return words
    return f"{words} {hour_words(texts, rhythm.at)}"


def pledge_sentence(texts: Texts, action: Action, rhythm: Rhythm, people: int = 1) -> str:
    """« Je bois l'eau du robinet, chaque jour à 9 h, jusqu'au 22 décembre. »."""
    promise = action.pledge
    if people > 1:
        promise = texts.plain("pledge.together", count=people, pledge=promise)
    promise = _capital(promise)
    if rhythm.kind == "once":
        when = ""
        if rhythm.at is not None:
            when = texts.plain("pledge.once_on", date=short_day(texts, rhythm.starts_on))
        return texts.plain("pledge.sentence_once", pledge=promise, once=when)
    until = ""
    if rhythm.ends_on is not None:
        until = texts.plain("pledge.until", date=short_day(texts, rhythm.ends_on))
    return texts.plain(
        "pledge.sentence",
        pledge=promise,
        rhythm=rhythm_words(texts, rhythm),
        until=until,
    )


def strength_words(texts: Texts, rhythm: Rhythm, checks: Sequence[CheckIn]) -> str:
    """« Bien parti : 4 fois. » A skip or an absence costs nothing."""
    done = sum(check.outcome == "done" for check in checks)
    if not done:
        return texts.plain("strength.none")
    word = Level.START
    if rhythm.kind != "once":
        marks = [Check.DONE if c.outcome == "done" else Check.SKIPPED for c in checks]
        per_day = occurrences_per_day(rhythm.kind, rhythm.times)
        word = level_of(strength(marks, per_day))
    return texts.plain(f"strength.{word.value}", times=times_words(texts, done))


def times_words(texts: Texts, count: int) -> str:
    """« 3 fois »."""
    return texts.count("times", count)


def amount_words(texts: Texts, unit: str, amount: float) -> str:
    """« 12,5 km », « 1 repas », « 3 litres »."""
    said = f"{amount:g}".replace(".", texts.plain("number.decimal"))
    return texts.plain(f"measure.{unit}.{'many' if amount >= _MANY else 'one'}", amount=said)


def listed(texts: Texts, names: Sequence[str]) -> str:
    """« lundi, mardi et jeudi »."""
    if len(names) <= 1:
        return "".join(names)
    return texts.plain("date.list", first=", ".join(names[:-1]), last=names[-1])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
