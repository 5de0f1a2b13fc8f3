"""« Nous sommes 4 »: one pledge, so many people, no names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.people_words import MOST_PEOPLE, find_people
from bot.rules.presses import Press, Verb, pack
from handlers.in_view import pledge_in_view
from handlers.pledges import mine, sentence_of
from handlers.visit import Visit, button
from storage import pledges

if TYPE_CHECKING:
    from storage.pledges import Pledge

SIZES = (1, 2, 3, 4, 5, 6, 10, 20, 25, 30)


async def on_size(visit: Visit, press: Press) -> None:
    """Ask for how many a pledge counts, or take what was pressed."""
    pledge = await mine(visit, press)
    if pledge is None:
        return
    if 1 <= press.number(1) <= MOST_PEOPLE:
        await _keep(visit, pledge, press.number(1))
        return
    buttons = [Button(str(size), pack(Verb.PLEDGE_SIZE, pledge.id, size)) for size in SIZES]
    back = (button(visit.texts, "button.back", Verb.PLEDGE_CARD, pledge.id),)
    screen = Screen(visit.texts("own.how_many"), (tuple(buttons[:5]), tuple(buttons[5:]), back))
    # « 4 » is the button that says 4, not the fourth one.
    await visit.show(screen, numbers=False)


async def heard(visit: Visit) -> bool:
    """Take « nous sommes 4 », where it is clear of which pledge; say whether it was."""
    count = find_people(visit.text)
    if count is None:
        return False
    pledge = await pledge_in_view(visit)
    if pledge is None or pledge.state not in ("active", "paused"):
        return False
    await _keep(visit, pledge, count)
    return True


async def _keep(visit: Visit, pledge: Pledge, count: int) -> None:
    await pledges.set_people(visit.services.db, pledge.id, visit.person.id, count)
    again = await pledges.get(visit.services.db, pledge.id, visit.person.id)
    sentence = sentence_of(visit, again or pledge)
    rows = (
        (button(visit.texts, "own.other_number", Verb.PLEDGE_SIZE, pledge.id),),
        (button(visit.texts, "button.pledges", Verb.PLEDGES),),
    )
    html = visit.texts.count("own.people", count, sentence=sentence)
    await visit.show(Screen(html, rows))


PRESSES = {Verb.PLEDGE_SIZE: on_size}
