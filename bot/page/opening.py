"""What is missing before the service may call itself open: the lines of `check --live`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.rules.roles import Role
from content import opening
from storage import roles

if TYPE_CHECKING:
    from aiohttp import web

    from bot.page.visit import Visit

_ADMINISTRATORS: Final = 2


async def show(visit: Visit) -> web.Response:
    """Show each line, ready or not, and what the team itself must look like."""
    organisation, texts = visit.services.content.organisation, visit.texts
    rows = []
    for key, why in opening.checklist(organisation):
        field = organisation.get(key)
        value = field.value if field is not None else ""
        label = f"page.opening.line.{key}"
        named = texts.plain(label) if label in texts else value or key
        rows.append({"name": named, "value": value, "why": why, "key": key})
    administrators = len(await roles.within_reach(visit.services.db, Role.ADMINISTRATOR))
    return visit.page(
        "opening",
        left=[row for row in rows if row["why"]],
        ready=[row for row in rows if not row["why"]],
        total=len(rows),
        administrators=administrators,
        enough=administrators >= _ADMINISTRATORS,
    )
