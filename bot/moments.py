"""How days and hours are said in words, from the sentences of `content/`, to everybody."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from content.typography import typography

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from content.texts import Texts

_NOON, _MIDNIGHT = time(12), time(0)


def full_day(texts: Texts, day: date) -> str:
    """« 24 novembre 2026 », « 1er décembre 2026 »."""
    month = texts.plain(f"month.{day.month - 1}")
    key = "date.year_first" if day.day == 1 else "date.year"
    return texts.plain(key, day=day.day, month=month, year=day.year)


def hour_words(texts: Texts, at: time) -> str:
    """« à 18 h 30 », « à midi »."""
    if at == _NOON:
        words = texts.plain("hour.noon")
    elif at == _MIDNIGHT:
        words = texts.plain("hour.midnight")
    elif at.minute:
        words = texts.plain("hour.minutes", hour=at.hour, minute=f"{at.minute:02}")
    else:
        words = texts.plain("hour.exact", hour=at.hour)
    return texts.plain("hour.at", hour=typography(words))


def local_time(moment: int, zone: ZoneInfo) -> datetime:
    """Give the wall time of a moment in UTC seconds."""
    return datetime.fromtimestamp(moment, zone)
