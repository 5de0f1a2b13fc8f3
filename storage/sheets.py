"""Lists from paper, sent as files: read and shown first, imported whole, and once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.values import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.runner import Runner

_KEEP = """
    INSERT INTO sheets (event_id, fingerprint, lines, made_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (event_id, fingerprint) DO UPDATE
    SET lines = excluded.lines, made_at = excluded.made_at
    RETURNING id
"""
_FIND = "SELECT id, event_id, lines, done_at FROM sheets WHERE id = $1"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list. `lines` are as whoever read the file gave them; `done_at`: when it was taken."""

    id: int
    event_id: int
    lines: tuple[Any, ...]
    done_at: int | None


async def keep(
    db: Runner, event_id: int, fingerprint: str, lines: Sequence[object], *, now: int
) -> int:
    """Keep a list that was read, once for each content; return its number."""
    async with db.transaction() as tx:
        number: int = await tx.value(_KEEP, event_id, fingerprint, to_json(list(lines)), now)
        return number


async def find(db: Runner, sheet_id: int) -> Sheet | None:
    """Return a list, or None."""
    row = await db.one(_FIND, sheet_id)
    if row is None:
        return None
    return Sheet(row["id"], row["event_id"], tuple(from_json(row["lines"])), row["done_at"])


async def finish(tx: Runner, sheet_id: int, *, now: int) -> bool:
    """Note that a list was taken, in the transaction that takes it; False for the second time."""
    sql = "UPDATE sheets SET done_at = $2 WHERE id = $1 AND done_at IS NULL"
    return await tx.run(sql, sheet_id, now) == 1


async def purge(db: Runner, *, before: int) -> int:
    """Empty the lists of before a moment: what counts is in the entries."""
    sql = "UPDATE sheets SET lines = '[]' WHERE made_at < $1 AND lines <> '[]'"
    return await db.run(sql, before)
