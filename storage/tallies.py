"""How often something happened on a day, without any person: questions asked and missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.runner import Runner

_ADD = """
    INSERT INTO tallies (day, what, entries) VALUES ($1, $2, $3)
    ON CONFLICT (day, what) DO UPDATE SET entries = tallies.entries + excluded.entries
"""
_SINCE = "SELECT day, what, entries FROM tallies WHERE day >= $1 ORDER BY day, what"


async def add(db: Runner, day: str, counts: Mapping[str, int]) -> None:
    """Add what happened on a day (`YYYY-MM-DD`), by what it was. Adds each time it is called."""
    async with db.transaction() as tx:
        for what, entries in sorted(counts.items()):
            await tx.run(_ADD, day, what, entries)


async def since(db: Runner, day: str) -> list[tuple[str, str, int]]:
    """Return (day, what, how often) from a day on. Not for publishing as it is."""
    rows = await db.all(_SINCE, day)
    return [(row["day"], row["what"], int(row["entries"])) for row in rows]
