"""Changing content: one change, in force here at once and everywhere in a second."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from content.overlay import fingerprint
from storage import overlay
from storage.overlay import Wish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.context import Services


async def publish(
    services: Services, wish: tuple[str, str], fields: Mapping[str, Any], what: str, *, role: str
) -> int | None:
    """Make `fields` what counts of an item; return the change, None where it was so already.

    `wish`: kind and id of the item; `what` is for the history, which names a role and no person.
    """
    kind, item = wish
    base = fingerprint(services.library.files, kind, item)
    change = Wish(kind, item, fields, base, what)
    number = await overlay.put(services.db, change, role=role, now=services.now())
    await services.library.refresh(services.db)
    return number


async def add_phrasing(services: Services, topic: str, text: str, *, role: str) -> int | None:
    """Let a wording lead to a topic."""
    item = f"p-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    fields = {"topic": topic, "text": text}
    return await publish(services, ("phrasing", item), fields, "add", role=role)
