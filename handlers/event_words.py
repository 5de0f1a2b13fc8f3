"""How events are said: their place and moments, their state, their banner, what is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.texts import Html
from handlers.wording import day_words, full_day, hour_words, local_time
from storage import events, figures

if TYPE_CHECKING:
    from handlers.visit import Visit
    from storage.events import Event

GRACE_S = 3600  # what was begun while the event was open may still be finished


def place_of(visit: Visit, event: Event) -> str:
    """Give the name of the commune."""
    commune = visit.services.content.communes.get(event.commune)
    return commune.name if commune is not None else event.commune


def hour_of(visit: Visit, moment: int) -> str:
    """« 12 h 30 » for a moment in UTC seconds."""
    at = local_time(moment, visit.services.zone).time().replace(second=0, microsecond=0)
    return hour_words(visit.texts, at).removeprefix(visit.texts.plain("hour.at", hour=""))


def date_of(visit: Visit, event: Event) -> str:
    """« 14 mai 2026 », the day on which an event ends."""
    return full_day(visit.texts, visit.day_of(event.closes_at))


def state_of(visit: Visit, event: Event) -> str:
    """« ouvert », « à venir », « terminé »."""
    state = "open" if event.is_open(visit.now) else "later"
    if event.closes_at <= visit.now:
        state = "over"
    return visit.texts.plain(f"event.state.{state}")


def banner(visit: Visit, event: Event) -> Html:
    """Give the line that stands over every message at a stand."""
    key = "stand.banner_rehearsal" if event.rehearsal else "stand.banner"
    if not event.is_open(visit.now):
        key = "stand.banner_over"
    return visit.texts(key, name=event.name, hour=hour_of(visit, event.closes_at))


def under_banner(visit: Visit, event: Event, html: str) -> Html:
    """Put the banner over a message."""
    return Html(f"{banner(visit, event)}\n\n{html}")


async def under_banner_of(visit: Visit, event_id: int | None, html: str) -> Html:
    """Put the banner of an event over a message, where there is such an event."""
    event = await events.find(visit.services.db, event_id or 0)
    return Html(html) if event is None else under_banner(visit, event, html)


def state_line(visit: Visit, event: Event) -> str:
    """« Ouvert, jusqu'à 12 h 30 », « S'ouvre samedi 14 mai », « Fermé »."""
    if event.is_open(visit.now):
        return visit.texts.plain("event.lasts", hour=hour_of(visit, event.closes_at))
    if event.closes_at <= visit.now:
        return visit.texts.plain("event.ended")
    day = day_words(visit.texts, visit.day_of(event.opens_at), visit.today)
    return visit.texts.plain("event.begins", date=day)


async def tally_line(visit: Visit, event: Event) -> str:
    """Say how much was pledged, in steps of five, and nothing under five."""
    counted = await events.tally(visit.services.db, event.id)
    pledges = figures.shown(counted.pledges, counted.pledges)
    if pledges is None:
        return visit.texts.plain("event.tally.none")
    return visit.texts.plain("event.tally.some", pledges=pledges)


def link_to(visit: Visit, payload: str) -> str:
    """Give the address that opens the bot with a payload."""
    return f"https://t.me/{visit.bot.username}?start={payload}"


def titles_of(visit: Visit, event: Event) -> list[str]:
    """Give the titles of the shortlist, in its order; actions that have gone are left out."""
    actions = visit.services.content.actions
    return [actions[one].title for one in event.shortlist if one in actions]


def numbered(visit: Visit, event: Event) -> list[str]:
    """« 1. Boire l'eau du robinet », for what is read aloud and for paper."""
    return [
        visit.texts.plain("paper.list.action_line", number=number, title=title)
        for number, title in enumerate(titles_of(visit, event), 1)
    ]
