"""Changing content from the chat: in the role of whoever writes (see `bot.publishing`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot import publishing
from bot.rules.roles import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.visit import Visit


async def publish(
    visit: Visit, kind: str, item: str, fields: Mapping[str, Any], what: str
) -> int | None:
    """Make `fields` what counts of an item; return the change, None where it was so already."""
    role = await role_of(visit)
    return await publishing.publish(visit.services, (kind, item), fields, what, role=role)


async def add_phrasing(visit: Visit, topic: str, text: str) -> int | None:
    """Let a wording lead to a topic."""
    return await publishing.add_phrasing(visit.services, topic, text, role=await role_of(visit))


async def role_of(visit: Visit) -> str:
    """Give the role in which somebody works here: the history names no person."""
    return str(Role.ADMINISTRATOR if await visit.may(Role.ADMINISTRATOR) else Role.STAFF)
