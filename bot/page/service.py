"""How the service stands: open, standby, holiday, its end; and the days of an election."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.announce import service
from bot.rules.service import as_day

if TYPE_CHECKING:
    from aiohttp import web

    from bot.page.visit import Visit

_PLACE = "/service"


async def show(visit: Visit) -> web.Response:
    """Show the state as people are told of it, and what can be chosen."""
    return await _shown(visit)


async def choose(visit: Visit) -> web.Response:
    """Let the service stand otherwise; its end is asked about first."""
    mode, _, days = visit.form.get("etat", "").partition(":")
    if (mode, days) == ("end", "0"):
        return visit.page("service_sure", days=service.END_DAYS)
    known = {(each, str(count)) for each, count in service.CHOICES}
    known.add(("end", str(service.END_DAYS)))
    if (mode, days) not in known:
        return visit.go(_PLACE, "service_unknown")
    await service.change(visit.services, mode, int(days), by=visit.person_id)
    return visit.go(_PLACE, "service_changed")


async def choose_reserve(visit: Visit) -> web.Response:
    """Set the first and the last day before an election, or none."""
    typed = (visit.form.get("debut", "").strip(), visit.form.get("fin", "").strip())
    if "aucune" in visit.form:
        typed = ("", "")
    first, last = map(as_day, typed)
    read = (first is None) == (not typed[0]) and (last is None) == (not typed[1])
    if not read or not await service.choose_reserve(
        visit.services, first, last, by=visit.person_id
    ):
        return await _shown(visit, typed, status=422)
    return visit.go(_PLACE, "reserve_changed")


async def _shown(
    visit: Visit, typed: tuple[str, str] | None = None, status: int = 200
) -> web.Response:
    """Show it all; `typed`: two days that could not be taken."""
    state = await service.read(visit.services.db)
    plain = visit.texts.plain
    choices = [
        (f"{mode}:{days}", plain(f"service.do.{mode}_{days}" if days else f"service.do.{mode}"))
        for mode, days in service.CHOICES
    ]
    first, last = as_day(state.reserve_from), as_day(state.reserve_until)
    known = visit.texts("service.reserve_none")
    if first is not None and last is not None:
        days = {"first": service.day_words(first), "last": service.day_words(last)}
        known = visit.texts("service.reserve_known", **days)
    return visit.page(
        "service",
        status,
        said=service.sentence(visit.services, state),
        choices=choices,
        known=known,
        fault=typed is not None,
        dates=typed or (state.reserve_from, state.reserve_until),
    )
