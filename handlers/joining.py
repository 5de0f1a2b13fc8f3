"""An invitation is opened: `/start r_TOKEN` makes the first who opens it a member of the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Screen
from bot.menu import OF_ROLES
from bot.rules.roles import Role, allows
from handlers.members import name_of, role_word
from storage import invitations, roles

if TYPE_CHECKING:
    from handlers.visit import Visit
    from storage.database import Transaction
    from storage.invitations import Invitation


async def join(visit: Visit, token: str) -> None:
    """Let the person in, once; used, withdrawn, expired and invented links look the same.

    Whoever has the role already does not use the link up: they may be trying what they sent.
    """
    found = await invitations.find(visit.services.db, token, now=visit.now)
    held = await roles.of(visit.services.db, visit.person.id)
    if found is not None and allows(held, Role(found.role)):
        await visit.say(Screen(visit.texts("invite.known")))
        return
    accepted = await _accept(visit, token)
    if accepted is None:
        await visit.say(Screen(visit.texts("invite.closed")))
        return
    await visit.services.show_menu(visit.bot, visit.person.id)
    await visit.say(_welcome(visit, Role(accepted.role)))


async def _accept(visit: Visit, token: str) -> Invitation | None:
    name = await name_of(visit, visit.person.id)
    async with visit.services.db.transaction() as tx:
        accepted = await invitations.accept(tx, token, visit.person.id, now=visit.now)
        if accepted is not None and accepted.made_by is not None:
            await _tell_inviter(visit, tx, accepted, name)
        return accepted


async def _tell_inviter(visit: Visit, tx: Transaction, accepted: Invitation, name: str) -> None:
    inviter = accepted.made_by
    if inviter is None or not await roles.of(tx, inviter):
        return  # they have left meanwhile
    html = visit.texts("invite.accepted_notice", name=name, role=role_word(visit, accepted.role))
    key = f"invited:{accepted.id}"
    await visit.services.notify(tx, key=key, person_id=inviter, screen=Screen(html))


def _welcome(visit: Visit, role: Role) -> Screen:
    shown = [name for name in OF_ROLES[role] if f"menu.{name}" in visit.texts]
    commands = ", ".join(f"/{name}" for name in shown)
    html = visit.texts("invite.welcome", role=role_word(visit, role), commands=commands)
    return Screen(html)
