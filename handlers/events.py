"""/evenement: the events, and everything that staff do with one of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.codes import show_code
from bot.rules.presses import Press, Verb, pack
from bot.rules.roles import Role
from content.texts import Html
from handlers import event_making, event_papers, shortlists
from handlers.access import only_press
from handlers.event_words import (
    date_of,
    hour_of,
    link_to,
    place_of,
    state_line,
    state_of,
    tally_line,
)
from handlers.visit import Visit, button
from handlers.wording import at_wall_time
from storage import cards, events

if TYPE_CHECKING:
    from storage.events import Event

_SHOWN = 8
_BATCH = 40
_OPEN_STEP = "event_open"


async def show(visit: Visit) -> None:
    """/evenement: the latest events, and how to make one."""
    texts = visit.texts
    known = await events.latest(visit.services.db, _SHOWN)
    rows: list[tuple[Button, ...]] = [(_label(visit, event),) for event in known]
    rows.append((button(texts, "event.new", Verb.EVENT_NEW, 0),))
    rows.append((button(texts, "event.new_rehearsal", Verb.EVENT_NEW, 1),))
    html = texts("event.title")
    if not known:
        html = Html(f"{html}\n{texts('event.none')}")
    await visit.show(Screen(html, tuple(rows)))


async def on_list(visit: Visit, _press: Press) -> None:
    """Show the events from a button."""
    await show(visit)


async def on_event(visit: Visit, press: Press) -> None:
    """Show one event."""
    event = await find(visit, press)
    if event is not None:
        await visit.show(await event_screen(visit, event))


async def on_close(visit: Visit, press: Press) -> None:
    """Close an event, for all its volunteers together."""
    event = await find(visit, press)
    if event is not None:
        await events.set_times(visit.services.db, event.id, closes_at=visit.now)
        await visit.toast(visit.texts.plain("event.toast.closed"))
        await on_event(visit, press)


async def on_open(visit: Visit, press: Press) -> None:
    """Open an event now; where its end is past, ask until when."""
    event = await find(visit, press)
    if event is None:
        return
    if event.closes_at > visit.now:
        await events.set_times(visit.services.db, event.id, opens_at=visit.now)
        await visit.toast(visit.texts.plain("event.toast.opened"))
        await on_event(visit, press)
        return
    await _ask_until(visit, event.id)


async def on_cards(visit: Visit, press: Press) -> None:
    """Give cards to print; then the event again, since a list of them can be printed now."""
    await event_papers.on_cards(visit, press)
    event = await events.find(visit.services.db, press.number(0))
    if event is not None:
        await visit.say(await event_screen(visit, event))


async def heard(visit: Visit) -> bool:
    """Take an answer of the making of an event, or the hour until which to open one again."""
    if not await visit.may(Role.STAFF):
        return False
    made = await event_making.heard(visit)
    if made is True or made is False:
        return made or await _reopened(visit)
    await visit.say(await event_screen(visit, made))
    return True


async def find(visit: Visit, press: Press) -> Event | None:
    """Give the event of a button; one that has gone leads to the list."""
    event = await events.find(visit.services.db, press.number(0))
    if event is None:
        await visit.toast(visit.texts.plain("event.gone"))
        await show(visit)
    return event


async def event_screen(visit: Visit, event: Event) -> Screen:
    """One event: when and where, its code and link, what was pledged, what can be done."""
    texts = visit.texts
    state = state_line(visit, event)
    if event.rehearsal:
        state = f"{texts.plain('event.card_rehearsal')} {state}"
    html = texts(
        "event.card",
        name=event.name,
        commune=place_of(visit, event),
        date=date_of(visit, event),
        hour=hour_of(visit, event.closes_at),
        state=state,
        listed=texts.count("event.listed", len(event.shortlist)),
        tally=await tally_line(visit, event),
        code=show_code(event.code),
        link=link_to(visit, f"e_{event.code}"),
    )
    return Screen(html, await _rows(visit, event))


async def _rows(visit: Visit, event: Event) -> tuple[tuple[Button, ...], ...]:
    texts = visit.texts
    printed = await cards.of_event(visit.services.db, event.id, limit=event_papers.MOST_CARDS)
    last = max((card.number for card in printed), default=0)
    rows = [(button(texts, "event.button.poster", Verb.EVENT_POSTER, event.id),)]
    if last + _BATCH <= event_papers.MOST_CARDS:
        words = {"count": _BATCH, "first": last + 1, "last": last + _BATCH}
        more = pack(Verb.EVENT_CARDS, event.id, last + 1, last + _BATCH)
        rows.append((Button(texts.plain("event.button.cards", **words), more),))
    if last:
        again = pack(Verb.EVENT_CARDS, event.id, 1, last)
        rows.append((Button(texts.plain("event.button.cards_again", last=last), again),))
        rows.append((button(texts, "event.button.list", Verb.EVENT_LIST, event.id),))
        rows.append((button(texts, "event.button.model", Verb.EVENT_MODEL, event.id),))
    rows.append((button(texts, "event.button.actions", Verb.EVENT_ACTIONS, event.id, 0),))
    if event.is_open(visit.now):
        rows.append((button(texts, "event.button.close", Verb.EVENT_CLOSE, event.id),))
    else:
        rows.append((button(texts, "event.button.open", Verb.EVENT_OPEN, event.id),))
    rows.append((button(texts, "event.button.all", Verb.EVENTS),))
    return tuple(rows)


async def _ask_until(visit: Visit, event_id: int) -> None:
    visit.wait_for(_OPEN_STEP, event=str(event_id))
    rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
    await visit.say(Screen(visit.texts("event.open_until"), rows), number="-")


async def _reopened(visit: Visit) -> bool:
    conversation = visit.conversation
    if conversation is None or conversation.step != _OPEN_STEP:
        return False
    event_id = int(conversation.data.get("event", "0"))
    until = event_making.read_hour(visit)
    if until is None:
        await _ask_until(visit, event_id)
        return True
    closes_at = at_wall_time(visit.today, until, visit.services.zone)
    if closes_at <= visit.now:
        closes_at = at_wall_time(visit.today + timedelta(days=1), until, visit.services.zone)
    await events.set_times(visit.services.db, event_id, closes_at=closes_at)
    event = await events.find(visit.services.db, event_id)
    if event is not None:
        await visit.say(await event_screen(visit, event))
    return True


def _label(visit: Visit, event: Event) -> Button:
    words = visit.texts.plain("event.label", name=event.name, state=state_of(visit, event))
    return Button(words, pack(Verb.EVENT, event.id))


_STAFF = {
    Verb.EVENTS: on_list,
    Verb.EVENT_NEW: event_making.on_new,
    Verb.EVENT_COMMUNE: event_making.on_commune,
    Verb.EVENT: on_event,
    Verb.EVENT_CLOSE: on_close,
    Verb.EVENT_OPEN: on_open,
    Verb.EVENT_POSTER: event_papers.on_poster,
    Verb.EVENT_CARDS: on_cards,
    Verb.EVENT_LIST: event_papers.on_list,
    Verb.EVENT_ACTIONS: shortlists.on_actions,
    Verb.EVENT_TOGGLE: shortlists.on_toggle,
}
PRESSES = {verb: only_press(Role.STAFF, do) for verb, do in _STAFF.items()}
