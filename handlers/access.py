"""Doors: what only volunteers, staff or administrators may do, checked at every message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import deliver
from bot.announce import service
from bot.rules.roles import Role
from handlers import start

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.rules.presses import Press
    from handlers.visit import Visit


def only(
    role: Role, handle: Callable[[Visit], Awaitable[None]]
) -> Callable[[Visit], Awaitable[None]]:
    """Let `role` use a command; for everybody else it is a command that does not exist.

    Before an election staff are told each time what waits.
    """

    async def guarded(visit: Visit) -> None:
        if not await visit.may(role):
            await start.unknown(visit)
            return
        if role is Role.STAFF and (banner := await service.banner(visit.services)):
            await deliver.reply(visit.bot, visit.chat_id, deliver.Screen(banner))
        await handle(visit)

    return guarded


def only_press(
    role: Role, handle: Callable[[Visit, Press], Awaitable[None]]
) -> Callable[[Visit, Press], Awaitable[None]]:
    """Let `role` use a button; for everybody else it leads to a current screen."""

    async def guarded(visit: Visit, press: Press) -> None:
        await (handle(visit, press) if await visit.may(role) else start.on_home(visit, press))

    return guarded
