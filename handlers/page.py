"""/bureau: the code that opens the staff page on a computer, and closing what is open there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Screen
from bot.rules.codes import make_code, show_code
from bot.rules.presses import Verb
from bot.rules.roles import Role
from handlers.access import only_press
from handlers.visit import button
from storage import sessions

if TYPE_CHECKING:
    from bot.rules.presses import Press
    from handlers.visit import Visit

CODE_SIGNS = 8


async def show(visit: Visit) -> None:
    """/bureau: a code that opens the page once, for a few minutes."""
    services, texts = visit.services, visit.texts
    if not services.page_url:
        await visit.show(Screen(texts("page.chat.closed")))
        return
    code = make_code(services.pick, CODE_SIGNS)
    await sessions.offer(services.db, visit.person.id, code, now=visit.now)
    html = texts("page.chat.code", code=show_code(code), address=f"{services.page_url}/bureau")
    await visit.show(Screen(html, ((button(texts, "page.chat.close", Verb.PAGE_CLOSE),),)))


async def on_close(visit: Visit, _press: Press) -> None:
    """« Fermer mes pages ouvertes »: at once, everywhere."""
    closed = await sessions.close_all(visit.services.db, visit.person.id)
    await visit.show(Screen(visit.texts.count("page.chat.closed_now", closed)))


PRESSES = {Verb.PAGE_CLOSE: only_press(Role.STAFF, on_close)}
