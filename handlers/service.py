"""The state of the service: standby, holiday, end; /statut tells it, staff choose it there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.announce import service
from bot.deliver import Button, Screen
from bot.rules.presses import Verb, pack
from bot.rules.roles import Role
from bot.rules.service import MODES, as_day
from content.texts import Html
from handlers.access import only_press
from handlers.standing import day_words, sentence, today_of
from storage import audit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.context import Services
    from bot.rules.presses import Press
    from handlers.visit import Visit

END_DAYS = 30
_MOST_DAYS = 366


async def status(visit: Visit) -> None:
    """/statut: how the service stands, and what the bot knows; staff may change it there."""
    services = visit.services
    state = await services.collective.service(now=visit.now)
    content = services.content
    full = services.answerer.meaning is not None
    html = visit.texts(
        "status.text",
        version=services.version,
        topics=len(content.topics),
        actions=len(content.actions),
        tier=visit.texts.plain("status.full" if full else "status.lite"),
    )
    blocks = [html, *filter(None, [sentence(services, state)])]
    if not await visit.may(Role.STAFF):
        await visit.show(Screen(Html("\n\n".join(blocks))))
        return
    if state.in_reserve(visit.today):
        day = day_words(as_day(state.reserve_until))
        blocks.append(visit.texts("service.reserve", day=day))
    blocks.append(visit.texts("service.choose"))
    choices = (("open",), ("standby",), ("holiday", 7), ("holiday", 14), ("end",))
    rows = tuple((_choice(visit, *choice),) for choice in choices)
    await visit.show(Screen(Html("\n\n".join(blocks)), rows))


async def on_press(visit: Visit, press: Press) -> None:
    """Change how the service stands; its end is asked about first. Done twice, it is the same."""
    mode, days = press.text(0), max(0, min(press.number(1), _MOST_DAYS))
    if mode == "end" and days == 0:
        yes = visit.texts.plain("service.do.end_yes", days=END_DAYS)
        rows = (
            (Button(yes, pack(Verb.SERVICE, "end", END_DAYS)),),
            (Button(visit.texts.plain("service.do.back"), pack(Verb.SERVICE)),),
        )
        await visit.show(Screen(visit.texts("service.ask_end", days=END_DAYS), rows))
        return
    if mode in MODES:
        await change(visit.services, mode, days, by=visit.person.id)
    await status(visit)


async def change(services: Services, mode: str, days: int, *, by: int) -> None:
    """Let the service stand otherwise, for so many days (0: until it is changed); noted."""
    until = (today_of(services) + timedelta(days=days)).isoformat() if days else ""
    async with services.db.transaction() as tx:
        state = replace(await service.read(tx), mode=mode, until=until)
        await service.write(tx, state)
        detail = f"{mode} {until}".strip()
        await audit.write(tx, "service", by=by, detail=detail, now=services.now())
    services.collective.forget_service()


def _choice(visit: Visit, mode: str, *days: int) -> Button:
    key = "_".join([mode, *(str(n) for n in days)])
    return Button(visit.texts.plain(f"service.do.{key}"), pack(Verb.SERVICE, mode, *days))


PRESSES: dict[Verb, Callable[[Visit, Press], Awaitable[None]]] = {
    Verb.SERVICE: only_press(Role.STAFF, on_press),
}
