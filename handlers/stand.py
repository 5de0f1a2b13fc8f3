"""/inscrire: at which event a volunteer stands, the charter, and where they were.

Each screen at a stand notes the button that leads back to it, so that a volunteer who closes the
chat, or meets another replica, goes on where they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from content.texts import Html
from handlers.event_words import GRACE_S, under_banner
from handlers.visit import Visit, button
from storage import events, figures, stands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.events import Event

_CHARTER_LINES = 10
_ELSEWHERE = "0"  # no event has this number
_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"


async def show(visit: Visit) -> None:
    """/inscrire: the charter the first time, then the event, then the next person."""
    stand = await stands.of(visit.services.db, visit.person.id)
    if stand.charter_at is None:
        await visit.show(_charter_screen(visit))
        return
    going_on = await events.open_ones(visit.services.db, now=visit.now)
    here = next((event for event in going_on if event.id == stand.event_id), None)
    if here is None and len(going_on) == 1:
        here = going_on[0]
    if here is not None:
        await ask_consent(visit, here)
    else:
        await _ask_which(visit, going_on)


async def on_stand(visit: Visit, press: Press) -> None:
    """Ask for the consent of the next person; at no event in particular, ask at which."""
    if press.text(0) == _ELSEWHERE:
        await _ask_which(visit, await events.open_ones(visit.services.db, now=visit.now))
        return
    event = await open_event(visit, press)
    if event is not None:
        await ask_consent(visit, event)


async def on_charter(visit: Visit, press: Press) -> None:
    """Show the charter, or note that it was read."""
    if press.text(0) != "1":
        await visit.show(_charter_screen(visit))
        return
    await stands.read_charter(visit.services.db, visit.person.id, now=visit.now)
    await show(visit)


async def ask_consent(visit: Visit, event: Event) -> None:
    """Show the sentence to read aloud; a tap says that the person agreed."""
    texts, number = visit.texts, entry_number(visit)
    html = texts("stand.ask", sentence=texts.plain("stand.consent"))
    rows: list[tuple[Button, ...]] = [
        (button(texts, "stand.agreed", Verb.AGREED, event.id, number),),
        (button(texts, "stand.child", Verb.AGREED, event.id, number, "c"),),
        (
            button(texts, "stand.mine", Verb.MINE_TODAY),
            button(texts, "stand.tally", Verb.STAND_TALLY, event.id),
        ),
        (
            button(texts, "stand.pile", Verb.PILE, event.id),
            button(texts, "charter.again", Verb.CHARTER, 0),
        ),
    ]
    if len(await events.open_ones(visit.services.db, now=visit.now)) > 1:
        rows.append((button(texts, "stand.elsewhere", Verb.STAND, _ELSEWHERE),))
    await show_at(visit, event, Screen(html, tuple(rows)), "")


async def on_tally(visit: Visit, press: Press) -> None:
    """Show the tally of the stand, all together; never of one volunteer, never under five."""
    event = await events.find(visit.services.db, press.number(0))
    if event is None:
        await show(visit)
        return
    texts = visit.texts
    counted = await events.tally(visit.services.db, event.id)
    pledges = figures.shown(counted.pledges, counted.pledges)
    lines: list[str] = [texts("stand.tally_title")]
    if pledges is None:
        lines.append(texts("stand.tally_none"))
    else:
        lines.append(texts("stand.tally_some", pledges=pledges))
        lines += _tally_lines(visit, counted)
    rows = ((button(texts, "stand.next", Verb.STAND, event.id),),)
    await visit.show(Screen(under_banner(visit, event, "\n".join(lines)), rows))


async def open_event(visit: Visit, press: Press, *, late: bool = False) -> Event | None:
    """Give the event of a button while it goes on; else say that it is closed.

    `late`: what was begun before its end may be finished for an hour.
    """
    event = await events.find(visit.services.db, press.number(0))
    moment = visit.now - GRACE_S if late else visit.now
    if event is not None and event.opens_at <= visit.now and moment < event.closes_at:
        return event
    rows = ((button(visit.texts, "stand.mine", Verb.MINE_TODAY),),)
    html = visit.texts("stand.over" if event is not None else "stand.closed")
    if event is not None:
        html = under_banner(visit, event, html)
    await visit.show(Screen(html, rows))
    return None


async def show_at(
    visit: Visit, event: Event, screen: Screen, step: str, *, numbers: bool = True
) -> None:
    """Show a screen under the banner, and note the way back to it."""
    await stands.stand_at(visit.services.db, visit.person.id, event.id, step)
    html = under_banner(visit, event, screen.html)
    await visit.show(Screen(html, screen.rows), numbers=numbers)


def entry_number(visit: Visit) -> str:
    """Give the number of the entry that begins here; the same update gives the same one."""
    number, signs = visit.update.update_id, ""
    while number:
        number, rest = divmod(number, len(_SIGNS))
        signs = _SIGNS[rest] + signs
    return signs or "0"


async def _ask_which(visit: Visit, going_on: Sequence[Event]) -> None:
    texts = visit.texts
    if going_on:
        rows = tuple((_door(visit, one),) for one in going_on)
        await visit.show(Screen(texts("stand.which"), rows))
        return
    rows = (
        (button(texts, "stand.mine", Verb.MINE_TODAY),),
        (button(texts, "charter.again", Verb.CHARTER, 0),),
    )
    await visit.show(Screen(texts("stand.closed"), rows))


def _door(visit: Visit, event: Event) -> Button:
    name = event.name
    if event.rehearsal:
        name = visit.texts.plain("stand.which_rehearsal", name=name)
    return Button(name, pack(Verb.STAND, event.id))


def _tally_lines(visit: Visit, counted: events.Tally) -> list[str]:
    actions = visit.services.content.actions
    lines: list[str] = []
    for action_id, count in counted.by_action.items():
        shown = figures.shown(count, count)
        if shown is not None and action_id in actions:
            title = actions[action_id].title
            lines.append(visit.texts("stand.tally_line", title=title, count=shown))
    return lines


def _charter_screen(visit: Visit) -> Screen:
    texts = visit.texts
    lines = [f"{n + 1}. {texts(f'charter.line.{n}')}" for n in range(_CHARTER_LINES)]
    html = "\n".join([texts("charter.title"), *lines])
    return Screen(Html(html), ((button(texts, "charter.read", Verb.CHARTER, 1),),))
