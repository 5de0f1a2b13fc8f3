"""What staff are told by itself, in working hours: old questions, answers to read again, files.

Each is told once: the fact and the message are written down together.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Verb, pack
from bot.rules.roles import Role
from content import overlay
from content.texts import Html
from handlers.content_words import due_screen
from storage import conversations, desk, feedback, meta, roles

if TYPE_CHECKING:
    from bot.context import Services
    from storage.database import Runner

AGEING_S = 7 * 86_400
_WORKING = range(9, 19)
_EXPIRY = "expiry_told"
_MOST_ITEMS = 8


async def every_minute(services: Services) -> None:
    """Forget topics whose minutes are over; tell staff what they should know."""
    now = services.now()
    await conversations.forget_topics(services.db, now=now)
    local = datetime.fromtimestamp(now, services.zone)
    if local.hour not in _WORKING:
        return
    await _tell_ageing(services, now)
    await _tell_due(services, local.date())
    await _tell_overtaken(services)


async def every_day(services: Services) -> None:
    """Keep what became of answers before the outbox forgets; let the marks of old weeks go."""
    now = services.now()
    await desk.note_deliveries(services.db)
    year, week, _ = datetime.fromtimestamp(now, services.zone).isocalendar()
    await feedback.forget(services.db, before=f"{year}-W{week:02}")


async def _tell_ageing(services: Services, now: int) -> None:
    if not await desk.ageing(services.db, before=now - AGEING_S):
        return
    async with services.db.transaction() as tx:
        old = await desk.ageing(tx, before=now - AGEING_S)
        if not old or not await desk.mark_alerted(tx, old, now=now):
            return
        html = services.texts.count("desk.ageing", len(old))
        open_desk = Button(services.texts.plain("desk.back"), pack(Verb.DESK, 0))
        screen = Screen(html, ((open_desk,),))
        await _tell(services, tx, f"ageing:{old[0]}:{old[-1]}:{now}", screen)


async def _tell_due(services: Services, today: date) -> None:
    """One note a week, and none where nothing falls due."""
    year, number, _ = today.isocalendar()
    week = f"{year}-W{number:02}"
    if await meta.get(services.db, _EXPIRY) == week:
        return
    screen = due_screen(services, today)
    async with services.db.transaction() as tx:
        await meta.put(tx, _EXPIRY, week)
        if screen is not None:
            await _tell(services, tx, f"expiry:{week}", screen)


async def _tell_overtaken(services: Services) -> None:
    """After an upgrade: which texts of the team win over files that have changed meanwhile."""
    library = services.library
    found = overlay.overtaken(library.files, library.edition.changes)
    told = " ".join(
        f"{c.kind}/{c.item}/{overlay.fingerprint(library.files, c.kind, c.item)}" for c in found
    )
    if (await meta.get(services.db, "overtaken_told") or "") == told:
        return
    async with services.db.transaction() as tx:
        await meta.put(tx, "overtaken_told", told)
        if found:
            screen = _overtaken_screen(services, found)
            await _tell(services, tx, f"overtaken:{services.now()}", screen)


def _overtaken_screen(services: Services, found: list[overlay.Change]) -> Screen:
    texts = services.texts
    head = texts.count("content.overtaken", len(found))
    html = Html(f"{head}\n{texts('content.overtaken_end')}")
    rows = tuple(
        (Button(_title(services, c)[:60], pack(Verb.CONTENT_ITEM, c.kind, c.item)),)
        for c in found[:_MOST_ITEMS]
    )
    return Screen(html, rows)


def _title(services: Services, change: overlay.Change) -> str:
    files, now = services.library.files, services.content
    places = (now.topics, files.topics, now.actions, files.actions)
    return next((p[change.item].title for p in places if change.item in p), change.item)


async def _tell(services: Services, tx: Runner, key: str, screen: Screen) -> None:
    """Tell the staff; where there are none yet, the administrators."""
    staffed = await roles.holders(tx, Role.STAFF)
    role = Role.STAFF if staffed else Role.ADMINISTRATOR
    await services.tell(tx, role, key=key, screen=screen)
