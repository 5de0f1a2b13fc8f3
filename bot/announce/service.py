"""The state of the service as it is kept: read often, changed by staff, seen at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rules.service import Service, from_text, to_text
from storage import meta

if TYPE_CHECKING:
    from storage.runner import Runner

_KEY = "service"


async def read(db: Runner) -> Service:
    """Return how the service stands."""
    return from_text(await meta.get(db, _KEY))


async def write(db: Runner, service: Service) -> None:
    """Change how the service stands, for every replica at its next look."""
    await meta.put(db, _KEY, to_text(service))
