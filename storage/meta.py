"""A few facts about the installation itself, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.runner import Runner

RESTORED = "announcements.restored"
"""Set by a restore, until announcements have been paused for it."""
RESTORED_AT = "restored_at"
"""When a backup was put in place: what was due until then may have left already."""

_PUT = """
    INSERT INTO meta (key, value) VALUES ($1, $2)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""


async def get(db: Runner, key: str) -> str | None:
    """Return the value of a key, or None."""
    value: str | None = await db.value("SELECT value FROM meta WHERE key = $1", key)
    return value


async def put(db: Runner, key: str, value: str) -> None:
    """Keep a value; the latest wins."""
    await db.run(_PUT, key, value)
