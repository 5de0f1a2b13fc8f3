"""Which pledge, and which day, a button or the last screen is about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.rules.presses import Verb, unpack
from handlers.pledges import pledges_screen
from storage import pledges

if TYPE_CHECKING:
    from bot.rules.presses import Press
    from handlers.visit import Visit
    from storage.pledges import Pledge

_OLDEST = timedelta(days=92)
_ABOUT = frozenset(
    {
        *(Verb.DONE, Verb.SKIP, Verb.LATER, Verb.LATER_AT, Verb.UNDO, Verb.MEASURE, Verb.MOVE),
        *(Verb.PLEDGE_UNDO, Verb.PLEDGE_PAUSE, Verb.PLEDGE_RESUME, Verb.PLEDGE_STOP),
        *(Verb.PLEDGE_SIZE, Verb.PLEDGE_WHY, Verb.RHYTHM, Verb.RHYTHM_AS),
    }
)


def presses(visit: Visit) -> list[Press]:
    """Give what the buttons of the last screen say, each once."""
    choices = visit.conversation.choices if visit.conversation is not None else ()
    data = dict.fromkeys(data for _, data in choices)
    return [press for one in data if (press := unpack(one)) is not None]


async def pledge_in_view(visit: Visit) -> Pledge | None:
    """Give the pledge of the last screen, or the only one in hand; `None` where it is unclear."""
    seen = {press.number(0) for press in presses(visit) if press.verb in _ABOUT}
    if len(seen) == 1:
        return await pledges.get(visit.services.db, seen.pop(), visit.person.id)
    running = await pledges.active(visit.services.db, visit.person.id)
    return running[0] if len(running) == 1 else None


async def occurrence(visit: Visit, press: Press) -> tuple[Pledge, date] | None:
    """Give the pledge and the day of a button, if both are this person's and make sense."""
    pledge = await pledges.get(visit.services.db, press.number(0), visit.person.id)
    day = _day(press.text(1))
    if pledge is not None and day is not None and visit.today - _OLDEST <= day <= visit.today:
        return pledge, day
    await visit.toast(visit.texts.plain("other.old_button"))
    await visit.say(await pledges_screen(visit))
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
