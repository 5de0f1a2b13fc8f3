"""The state of the service: standby, holiday, end, an election; /statut tells it, staff choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.announce import service
from bot.deliver import Button, Screen
from bot.rules.dates import find_span
from bot.rules.presses import Verb, pack
from bot.rules.roles import Role
from bot.rules.service import as_day
from bot.rules.spelling import spell
from content.texts import Html
from handlers.access import only_press

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from bot.rules.presses import Press
    from handlers.visit import Visit

RESERVE = "service_reserve"  # the step that waits for two dates


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
    blocks = [html, *filter(None, [service.sentence(services, state)])]
    if not await visit.may(Role.STAFF):
        await visit.show(Screen(Html("\n\n".join(blocks))))
        return
    blocks += filter(None, [await service.banner(services)])
    blocks.append(visit.texts("service.choose"))
    rows = [(_choice(visit, mode, days),) for mode, days in service.CHOICES]
    rows.append((_button(visit, "reserve", "reserve"),))
    await visit.show(Screen(Html("\n\n".join(blocks)), tuple(rows)))


async def on_press(visit: Visit, press: Press) -> None:
    """Change how the service stands; its end is asked about first. Done twice, it is the same."""
    mode, days = press.text(0), max(0, min(press.number(1), service.MOST_DAYS))
    if mode == "end" and days == 0:
        yes = visit.texts.plain("service.do.end_yes", days=service.END_DAYS)
        rows = (
            (Button(yes, pack(Verb.SERVICE, "end", service.END_DAYS)),),
            (_button(visit, "back"),),
        )
        await visit.show(Screen(visit.texts("service.ask_end", days=service.END_DAYS), rows))
    elif mode == "reserve":
        await _ask_reserve(visit)
    elif mode == "no_reserve":
        await service.choose_reserve(visit.services, None, None, by=visit.person.id)
        await status(visit)
    else:
        await service.change(visit.services, mode, days, by=visit.person.id)
        await status(visit)


async def heard(visit: Visit) -> bool:
    """Take the two dates of a time before an election."""
    waits = visit.conversation is not None and visit.conversation.step == RESERVE
    if not waits or not await visit.may(Role.STAFF):
        return False
    dates = two_dates(visit.text, visit.today)
    if dates is None or not await service.choose_reserve(
        visit.services, *dates, by=visit.person.id
    ):
        await _ask_reserve(visit, "service.reserve_unclear")
        return True
    await status(visit)
    return True


def two_dates(text: str, today: date) -> tuple[date, date] | None:
    """Read « du 1er septembre 2027 au 31/3/2028 »; None where there are not two dates."""
    words = spell(text)
    first = find_span(words, today)
    second = find_span(words[first.end :], today) if first is not None else None
    if first is None or second is None:
        return None
    return first.first, second.last


async def _ask_reserve(visit: Visit, key: str = "service.reserve_ask") -> None:
    state = await visit.services.collective.service(now=visit.now)
    first, last = as_day(state.reserve_from), as_day(state.reserve_until)
    known = visit.texts("service.reserve_none")
    if first is not None and last is not None:
        days = {"first": service.day_words(first), "last": service.day_words(last)}
        known = visit.texts("service.reserve_known", **days)
    visit.wait_for(RESERVE)
    rows = ((_button(visit, "no_reserve", "no_reserve"),), (_button(visit, "back"),))
    await visit.show(Screen(visit.texts(key, known=known), rows))


def _choice(visit: Visit, mode: str, days: int) -> Button:
    key = f"{mode}_{days}" if days else mode
    return _button(visit, key, mode, *([days] if days else []))


def _button(visit: Visit, key: str, *parts: object) -> Button:
    return Button(visit.texts.plain(f"service.do.{key}"), pack(Verb.SERVICE, *parts))


PRESSES: dict[Verb, Callable[[Visit, Press], Awaitable[None]]] = {
    Verb.SERVICE: only_press(Role.STAFF, on_press),
}
