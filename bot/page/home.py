"""The first page: what waits for somebody of the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk import groups
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
    tiles = [
        ("questions", "/questions", sum(map(len, waiting))),
        ("announcements", "/annonces", len(moving)),
    ]
    return visit.page("home", tiles=tiles)
