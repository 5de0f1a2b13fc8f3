"""« C'était hier »: the day that a check-in counts for, put right by a tap or in words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from content.normalise import fold
from handlers.check_ins import done_on
from handlers.in_view import occurrence, pledge_in_view, presses
from handlers.pledges import title_of
from storage import check_ins, pledges

if TYPE_CHECKING:
    from handlers.visit import Visit
    from storage.pledges import Pledge

_SAID: Final = re.compile(
    r"(?:(?:en fait|non|oui|pardon|ah|ha|mais|et|oups) )*"
    r"(?:(?:c etait|c est|je l ai|on l a|nous l avons|j ai|fait|faite|deja|cela date d) )*"
    r"(?P<before>avant )?hier(?: soir| matin| midi| apres midi)?(?: en fait)?"
)


async def on_move(visit: Visit, press: Press) -> None:
    """Let another day stand in place of this one."""
    found = await occurrence(visit, press)
    if found is None:
        return
    pledge, day = found
    other = await occurrence(visit, Press(Verb.DONE, (press.text(0), press.text(2))))
    if other is not None:
        await _move(visit, pledge, day, other[1])


async def heard(visit: Visit) -> bool:
    """Take « c'était hier », where there is a pledge to take it for; say whether it was."""
    folded = fold(visit.text)
    if "hier" not in folded:
        return False
    said = _SAID.fullmatch(" ".join(re.findall(r"[a-z0-9]+", folded)))
    if said is None:
        return False
    day = visit.today - timedelta(days=2 if said["before"] else 1)
    pledge = await pledge_in_view(visit)
    if pledge is None:
        return await _which(visit, day)
    recorded = [
        press.text(1)
        for press in presses(visit)
        if press.verb is Verb.UNDO and press.number(0) == pledge.id
    ]
    if recorded and recorded[0] == visit.today.isoformat():
        await _move(visit, pledge, visit.today, day)
    else:
        await done_on(visit, pledge, day)
    return True


async def _which(visit: Visit, day: date) -> bool:
    """Ask which one it was, where several are in hand."""
    running = await pledges.active(visit.services.db, visit.person.id)
    if not running:
        return False
    rows = tuple(
        (Button(title_of(visit, each), pack(Verb.DONE, each.id, day.isoformat())),)
        for each in running
    )
    await visit.show(Screen(visit.texts("done.which"), rows))
    return True


async def _move(visit: Visit, pledge: Pledge, day: date, other: date) -> None:
    async with visit.services.db.transaction() as tx:
        before = await check_ins.find(tx, pledge.id, day.isoformat())
        if before is not None and before.outcome == "done" and day != other:
            await check_ins.undo(tx, pledge.id, day.isoformat())
    await done_on(visit, pledge, other, quantity=before.quantity if before is not None else None)


PRESSES = {Verb.MOVE: on_move}
