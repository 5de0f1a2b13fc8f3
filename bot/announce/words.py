"""How people, moments and parts of the town are said to staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rules.wall_time import wall_of
from content.texts import Html
from storage.figures import SMALLEST_GROUP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.context import Services
    from bot.rules.segments import Segment
    from content.texts import Texts


def people_words(texts: Texts, count: int) -> str:
    """« 812 personnes », « moins de 5 personnes »: nobody is to show through."""
    if 0 < count < SMALLEST_GROUP:
        return texts.plain("announce.people_few", count=SMALLEST_GROUP)
    return Html(texts.count("announce.people", count, number=number_words(count)))


def number_words(count: int) -> str:
    """« 20 000 »."""
    return f"{count:,}".replace(",", "\u00a0")


def moment_words(services: Services, moment: int) -> str:
    """« aujourd'hui à 14 h 05 », « demain à 9 h », « jeudi 3 décembre à 18 h »."""
    texts = services.texts
    wall, today = wall_of(moment, services.zone), wall_of(services.now(), services.zone).date()
    near = {0: "date.today", 1: "date.tomorrow"}.get((wall.date() - today).days)
    day = (
        texts.plain(near)
        if near is not None
        else texts.plain(
            "date.day_first" if wall.day == 1 else "date.day",
            weekday=texts.plain(f"weekday.{wall.weekday()}"),
            day=wall.day,
            month=texts.plain(f"month.{wall.month - 1}"),
        )
    )
    key = "announce.at_minutes" if wall.minute else "announce.at_hour"
    return texts.plain(key, day=day, hour=wall.hour, minute=f"{wall.minute:02}")


def segment_words(services: Services, segment: Segment | None) -> str:
    """« tout le monde », « objectif 3 », « Riom, sauf ceux qui ont reçu l'annonce n° 4 »."""
    texts = services.texts
    if segment is None:
        return texts.plain("announce.not_chosen")
    communes = services.content.communes
    if segment.kind == "commune":
        name = communes[segment.value].name if segment.value in communes else segment.value
    elif segment.kind == "epci":
        named = (c.epci_name for c in communes.values() if c.epci_code == segment.value)
        name = next(named, segment.value)
    else:
        name = segment.value
    said = texts.plain(f"announce.segment.{segment.kind}", name=name)
    if not segment.without:
        return said
    numbers = ", ".join(str(number) for number in segment.without)
    return texts.plain("announce.segment.without", segment=said, numbers=numbers)


def audience_words(texts: Texts, counted: Mapping[str, int]) -> Html:
    """Say how many are reached and how many not, by reason."""
    lines = [texts("announce.audience.reached", people=people_words(texts, counted["reached"]))]
    lines += [
        texts(f"announce.audience.{reason}", people=people_words(texts, count))
        for reason, count in counted.items()
        if reason != "reached" and count
    ]
    return Html("\n".join(lines))
