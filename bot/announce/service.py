"""The state of the service: read often, changed by staff in chat or page, seen at once.

Before an election, what promotes the institution rests; `held_words` stands in its place.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.rules.service import MODES, as_day, from_text, to_text
from bot.rules.wall_time import day_of
from storage import audit, meta

if TYPE_CHECKING:
    from datetime import date

    from bot.context import Services
    from bot.rules.service import Service
    from content.texts import Html, Texts
    from storage.runner import Runner

_KEY: Final = "service"
END_DAYS: Final = 30
# What staff may choose: a mode, and for how many days (0: until it is changed).
CHOICES: Final = (("open", 0), ("standby", 0), ("holiday", 7), ("holiday", 14), ("end", 0))
MOST_DAYS: Final = 366
_LONGEST_RESERVE: Final = timedelta(days=2 * MOST_DAYS)


async def read(db: Runner) -> Service:
    """Return how the service stands."""
    return from_text(await meta.get(db, _KEY))


async def write(db: Runner, service: Service) -> None:
    """Change how the service stands, for every replica at its next look."""
    await meta.put(db, _KEY, to_text(service))


async def change(services: Services, mode: str, days: int, *, by: int) -> bool:
    """Let the service stand otherwise, for so many days (0: until it is changed); noted.

    False for a mode that does not exist, or for longer than a year.
    """
    if mode not in MODES or not 0 <= days <= MOST_DAYS:
        return False
    until = (today_of(services) + timedelta(days=days)).isoformat() if days else ""
    await _set(services, {"mode": mode, "until": until}, f"{mode} {until}".strip(), by=by)
    return True


async def choose_reserve(
    services: Services, first: date | None, last: date | None, *, by: int
) -> bool:
    """Set the days before an election, both included; both None is none. False for nonsense."""
    days = {"reserve_from": "", "reserve_until": ""}
    if first is not None and last is not None:
        if not first <= last <= first + _LONGEST_RESERVE:
            return False
        days = {"reserve_from": first.isoformat(), "reserve_until": last.isoformat()}
    elif first is not None or last is not None:
        return False
    await _set(services, days, "reserve " + " ".join(filter(None, days.values())), by=by)
    return True


async def _set(services: Services, fields: dict[str, str], detail: str, *, by: int) -> None:
    async with services.db.transaction() as tx:
        before = await read(tx)
        state = replace(before, **fields)
        if state != before:
            await write(tx, state)
            await audit.write(tx, "service", by=by, detail=detail.strip(), now=services.now())
    services.collective.forget_service()


def today_of(services: Services) -> date:
    """Give the day it is for people here."""
    return day_of(services.now(), services.zone)


def sentence(services: Services, state: Service) -> Html | None:
    """Say in a sentence how the service stands; None where it is simply open."""
    today, until = today_of(services), as_day(state.until)
    mode = state.mode_on(today)
    if mode == "open":
        return None
    if mode == "end" and state.silent_on(today):
        return services.texts("service.ended")
    if until is None:
        return services.texts(f"service.{mode}")
    return services.texts(f"service.{mode}_until", day=day_words(until))


async def banner(services: Services) -> Html | None:
    """Tell staff that an election is near, and what waits; None in ordinary times."""
    state = await services.collective.service(now=services.now())
    if not state.in_reserve(today_of(services)):
        return None
    return services.texts("service.reserve", day=day_words(as_day(state.reserve_until)))


async def held_words(services: Services, texts: Texts) -> Html | None:
    """Say kindly why a merit or a result is not told at present; None in ordinary times."""
    state = await services.collective.service(now=services.now())
    if not state.in_reserve(today_of(services)):
        return None
    return texts("service.held", day=day_words(as_day(state.reserve_until)))


def day_words(day: date | None) -> str:
    """« 24/11/2026 »."""
    return "" if day is None else f"{day:%d/%m/%Y}"
