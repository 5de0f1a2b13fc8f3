"""/stats: the figures of the service as a picture, in words and as a table; the weekly note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import deliver
from bot.deliver import Media, Screen
from bot.insight import chart, tables, weekly
from bot.rules.presses import Verb
from bot.rules.roles import Role
from bot.rules.wall_time import wall_of
from content.texts import Html
from handlers.access import only_press
from handlers.visit import Visit, button
from storage import meta

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.context import Services
    from bot.rules.presses import Press
    from storage.statistics import Statistics

_CSV = "csv"
_TOLD = "stats_told"  # the week of the last note
_REASONS = 3
_WORKING = range(9, 19)


async def show(visit: Visit) -> None:
    """/stats: the picture, the same in words, and the way to the table."""
    services = visit.services
    found = await tables.read(services)
    drawn = await services.pictures.chart(chart.chart(services, found))
    rows = ((button(visit.texts, "stats.csv_button", Verb.STATS, _CSV),),)
    await visit.say(Screen(_caption(services, found), rows, Media("photo", drawn=drawn)))


async def on_press(visit: Visit, press: Press) -> None:
    """Show the figures, or hand over the table."""
    if press.text(0) != _CSV:
        await show(visit)
        return
    services = visit.services
    sheet = tables.to_sheet(services, await tables.read(services))
    day = wall_of(visit.now, services.zone).date().isoformat()
    name = visit.texts.plain("stats.csv_file", day=day)
    await deliver.hand(
        visit.bot, visit.chat_id, sheet, name, Screen(visit.texts("stats.csv_caption"))
    )


async def every_minute(services: Services) -> None:
    """In the first working hour of a week: the last one in ten lines, once."""
    local = wall_of(services.now(), services.zone)
    year, number, _ = local.isocalendar()
    week = f"{year}-W{number:02}"
    told = await meta.get(services.db, _TOLD)
    if local.hour not in _WORKING or told == week:
        return
    if told is None:  # the first week has nothing to tell yet
        await meta.put(services.db, _TOLD, week)
        return
    screen = weekly.note(services, await tables.read(services))
    async with services.db.transaction() as tx:
        await meta.put(tx, _TOLD, week)
        for role in (Role.STAFF, Role.ADMINISTRATOR):
            await services.tell(tx, role, key=f"week:{week}", screen=screen)


async def every_day(_services: Services) -> None:
    """Nothing goes: tallies are about nobody."""


def _caption(services: Services, found: Statistics) -> Html:
    texts = services.texts
    week = found.weeks[-1]
    figures = {
        "known": found.people.get("known", 0),
        "seen": found.people.get("seen", 0),
        "active": tables.total(found.states, "active"),
        "kept": tables.total(found.states, "kept"),
        "done": week.done,
        "asked": week.asked,
        "missed": week.missed,
    }
    said = {key: tables.said(texts, figure) for key, figure in figures.items()}
    lines = [texts("stats.caption", **said)]
    if found.refusals:
        lines.append(texts("stats.reasons_title"))
    for one in found.refusals[:_REASONS]:
        title, reason = tables.reason_words(services, "refusals", one)
        line = texts("stats.reason_line", title=title, reason=reason.lower(), count=one.people)
        lines.append(line)
    return Html("\n".join([*lines, texts("stats.note")]))


PRESSES: dict[Verb, Callable[[Visit, Press], Awaitable[None]]] = {
    Verb.STATS: only_press(Role.STAFF, on_press),
}
