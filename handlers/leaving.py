"""/demission: leaving the team in one tap, handing over what was in hand.

The last administrator may leave, like everybody; the team is told, and so is the journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from bot.rules.roles import Role, allows, highest
from content.texts import Html
from handlers.members import name_of, role_word, roles_words, team_by_person, work_words
from handlers.visit import Visit, button
from storage import audit, handover, people, roles

if TYPE_CHECKING:
    from bot.context import Services
    from storage.database import Transaction

_MOST_SUCCESSORS = 6
_NOBODY = 0
_STAY = 1


async def show(visit: Visit) -> None:
    """/demission: what one is, and the one tap that ends it."""
    texts, db = visit.texts, visit.services.db
    held = await roles.of(db, visit.person.id)
    has_work = bool(await handover.in_hand(db, visit.person.id))
    html = texts(
        "resign.ask",
        roles=roles_words(visit, held),
        work=await work_words(visit, visit.person.id),
    )
    if await roles.holders(db, Role.ADMINISTRATOR) == [visit.person.id]:
        html = Html(f"{html}\n\n{texts('resign.ask_last')}")
    successors = await _successors(visit) if has_work else []
    rows = [(_give_button(visit, person_id, name),) for person_id, name in successors]
    rows += [(button(texts, "resign.leave", Verb.RESIGN, _NOBODY),)]
    rows += [(button(texts, "resign.stay", Verb.RESIGN, _STAY),)]
    await visit.show(Screen(html, tuple(rows)))


async def on_resign(visit: Visit, press: Press) -> None:
    """Leave every role at once; the work goes to the colleague who was chosen, or to all."""
    texts, to = visit.texts, press.number(0)
    if to == _STAY:
        await visit.show(Screen(texts("resign.stayed")))
        return
    work, me = await work_words(visit, visit.person.id), await name_of(visit, visit.person.id)
    async with visit.services.db.transaction() as tx:
        heir = to if allows(await roles.of(tx, to), Role.STAFF) and to != visit.person.id else None
        has_work = bool(await handover.in_hand(tx, visit.person.id))
        await leave(visit, tx, heir)
        if heir is not None and has_work:
            screen = Screen(texts("handover.received", name=me, work=work))
            key = f"heir:{visit.update.update_id}"
            await visit.services.notify(tx, key=key, person_id=heir, screen=screen)
    await visit.services.show_menu(visit.bot, visit.person.id)
    passed: Html | str = ""
    if has_work and heir is not None:
        passed = texts("handover.to_one", name=await name_of(visit, heir), work=work)
    elif has_work:
        passed = texts("handover.to_all", work=work)
    await visit.show(Screen(texts("resign.done", work=passed)))


async def leave(visit: Visit, tx: Transaction, heir: int | None = None) -> None:
    """Take every role from the person who is here, in the transaction of what makes them go."""
    person_id, now = visit.person.id, visit.now
    administrators = await roles.lock_holders(tx, Role.ADMINISTRATOR)
    for role in sorted(await roles.of(tx, person_id)):
        await roles.revoke(tx, person_id, role, by=person_id, now=now)
    await handover.pass_on(tx, person_id, heir)
    if administrators == [person_id]:
        await say_alone(visit.services, tx, person_id)


async def block(services: Services, person_id: int) -> None:
    """Note that somebody has blocked the bot; the last administrator is missed."""
    async with services.db.transaction() as tx:
        before = await roles.within_reach(tx, Role.ADMINISTRATOR)
        await people.block(tx, person_id, now=services.now())
        if before == [person_id]:
            await say_alone(services, tx, person_id)


async def say_alone(services: Services, tx: Transaction, person_id: int) -> None:
    """Tell the team, and the journal, that nobody administers the service any more."""
    now = services.now()
    await audit.write(tx, "alone", by=None, person_id=person_id, now=now)
    screen = Screen(services.texts("alone.notice"))
    for role in (Role.STAFF, Role.VOLUNTEER):
        await services.tell(tx, role, key=f"alone:{role}:{now}", screen=screen)


async def tell_dismissed(visit: Visit, tx: Transaction, person_id: int, role: str) -> None:
    """Tell a colleague, kindly, that a role of theirs has ended."""
    html = visit.texts("team.dismissed_notice", role=role_word(visit, role))
    key = f"dismissed:{visit.update.update_id}"
    await visit.services.notify(tx, key=key, person_id=person_id, screen=Screen(html))


async def _successors(visit: Visit) -> list[tuple[int, str]]:
    """Give the colleagues who may take work over, by name."""
    team = await team_by_person(visit)
    able = [
        person_id
        for person_id, held in team.items()
        if person_id != visit.person.id
        and highest({one.role for one in held}) in (Role.STAFF, Role.ADMINISTRATOR)
    ]
    return [(person_id, await name_of(visit, person_id)) for person_id in able[:_MOST_SUCCESSORS]]


def _give_button(visit: Visit, person_id: int, name: str) -> Button:
    return Button(visit.texts.plain("resign.leave_to", name=name), pack(Verb.RESIGN, person_id))
