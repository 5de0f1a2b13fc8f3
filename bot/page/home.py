"""The first page: what waits for somebody of the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk import groups
from bot.moments import local_time
from content import opening
from content.expiry import due
from storage import announcements

if TYPE_CHECKING:
    from aiohttp import web

    from bot.page.visit import Visit


async def show(visit: Visit) -> web.Response:
    """Say what waits, and lead there."""
    waiting = await groups.waiting(visit.services)
    moving = await announcements.in_state(
        visit.services.db, "waiting", "scheduled", "running", "paused"
    )
    content, today = visit.services.content, local_time(visit.now, visit.services.zone).date()
    left = sum(bool(why) for _, why in opening.checklist(content.organisation))
    tiles = [
        ("questions", "/questions", sum(map(len, waiting))),
        ("announcements", "/annonces", len(moving)),
        ("contents", "/contenu", len(due(content, today).all)),
        ("opening", "/ouverture", left),
    ]
    return visit.page("home", tiles=tiles)
