"""Changing content from the chat: one change, in force here at once and everywhere in a second."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from bot.rules.roles import Role
from content.overlay import fingerprint
from storage import overlay
from storage.overlay import Wish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.visit import Visit


async def publish(
    visit: Visit, kind: str, item: str, fields: Mapping[str, Any], what: str
) -> int | None:
    """Make `fields` what counts of an item; return the change, None where it was so already."""
    services = visit.services
    base = fingerprint(services.library.files, kind, item)
    wish = Wish(kind, item, fields, base, what)
    number = await overlay.put(services.db, wish, role=await role_of(visit), now=visit.now)
    await services.library.refresh(services.db)
    return number


async def add_phrasing(visit: Visit, topic: str, text: str) -> int | None:
    """Let a wording lead to a topic."""
    item = f"p-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    return await publish(visit, "phrasing", item, {"topic": topic, "text": text}, "add")


async def role_of(visit: Visit) -> str:
    """Give the role in which somebody works here: the history names no person."""
    return str(Role.ADMINISTRATOR if await visit.may(Role.ADMINISTRATOR) else Role.STAFF)
