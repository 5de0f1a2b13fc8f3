"""/inscrire and the buttons of a stand, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rules.presses import Verb, unpack
from bot.rules.roles import Role
from handlers import corrections, event_papers, registering, sheets, stand
from handlers.access import only_press
from storage import events, stands

if TYPE_CHECKING:
    from handlers.visit import Visit

_VOLUNTEERS = {
    Verb.STAND: stand.on_stand,
    Verb.CHARTER: stand.on_charter,
    Verb.AGREED: registering.on_agreed,
    Verb.STAND_CHOSEN: registering.on_chosen,
    Verb.MANY: registering.on_many,
    Verb.REGISTER: registering.on_register,
    Verb.STAND_TALLY: stand.on_tally,
    Verb.PILE: corrections.on_pile,
    Verb.MINE_TODAY: corrections.on_mine,
    Verb.ENTRY: corrections.on_entry,
    Verb.ENTRY_ASK: corrections.on_ask,
    Verb.ENTRY_SET: corrections.on_set,
    Verb.ENTRY_CARD: corrections.on_card,
    Verb.SHEET: sheets.on_sheet,
    Verb.EVENT_MODEL: event_papers.on_model,
}
PRESSES = {verb: only_press(Role.VOLUNTEER, do) for verb, do in _VOLUNTEERS.items()}
_STEPS = (Verb.AGREED, Verb.STAND_CHOSEN, Verb.MANY)


async def show(visit: Visit) -> None:
    """/inscrire: go on where this volunteer was, if that event still goes on."""
    where = await stands.of(visit.services.db, visit.person.id)
    step = unpack(where.step) if where.step else None
    if step is not None and step.verb in _STEPS:
        event = await events.find(visit.services.db, step.number(0))
        if event is not None and event.is_open(visit.now):
            await _VOLUNTEERS[step.verb](visit, step)
            return
    await stand.show(visit)


async def heard(visit: Visit) -> bool:
    """Take what a volunteer typed for a step at a stand."""
    if visit.conversation is None or visit.conversation.step is None:
        return False
    if not await visit.may(Role.VOLUNTEER):
        return False
    return await registering.heard(visit) or await corrections.heard(visit)
