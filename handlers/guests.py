"""A citizen scans the code of an event: its actions first, and what they pledge counts for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.codes import read_loosely
from bot.rules.presses import Verb, pack
from handlers.topics import act_row
from handlers.wording import day_words
from storage import events

if TYPE_CHECKING:
    from handlers.visit import Visit
    from storage.events import Event


async def come(visit: Visit, text: str) -> None:
    """Welcome a guest; an event that is over, to come or unknown leads on kindly."""
    event = await events.by_code(visit.services.db, read_loosely(text) or "")
    if event is None:
        await _lead_on(visit, "event.guest_unknown")
    elif event.rehearsal:
        await _lead_on(visit, "event.guest_rehearsal", name=event.name)
    elif event.closes_at <= visit.now:
        await _lead_on(visit, "event.guest_over", name=event.name)
    elif event.opens_at > visit.now:
        day = day_words(visit.texts, visit.day_of(event.opens_at), visit.today)
        await _lead_on(visit, "event.guest_later", name=event.name, date=day)
    else:
        await events.come(visit.services.db, event.id, visit.person.id, now=visit.now)
        await _welcome(visit, event)


async def _welcome(visit: Visit, event: Event) -> None:
    actions = visit.services.content.actions
    listed = [actions[one] for one in event.shortlist if one in actions]
    rows = [(Button(action.title, pack(Verb.ACTION, action.id)),) for action in listed]
    html = visit.texts("event.guest", name=event.name)
    await visit.say(Screen(html, (*rows, act_row(visit))))


async def _lead_on(visit: Visit, key: str, **words: object) -> None:
    await visit.say(Screen(visit.texts(key, **words), (act_row(visit),)))
