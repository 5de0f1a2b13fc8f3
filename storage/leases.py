"""Who of several processes does what only one may do: held for a while, and held on to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.runner import Database

# The value is « until holder », the moment with twelve digits, so that it compares as text.
_HOLD = """
    INSERT INTO meta (key, value) VALUES ($1, $2)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
    WHERE substr(meta.value, 1, 12) <= $3 OR substr(meta.value, 14) = $4
        OR substr(meta.value, 1, 12) > $5
"""
_APART_S = 60  # so far the clocks of two machines may differ
_LET_GO = "DELETE FROM meta WHERE key = $1 AND substr(value, 14) = $2"


async def hold(
    db: Database, name: str, holder: str, *, now: int, for_s: int
) -> tuple[bool, str | None]:
    """Take the lease, or hold on to it; say whether it is ours, and who had it before us.

    One that ends later than anybody could take it now is from before the clock was put back.
    """
    key = f"lease.{name}"
    async with db.transaction() as tx:
        before: str | None = await tx.value("SELECT value FROM meta WHERE key = $1", key)
        value = f"{now + for_s:012d} {holder}"
        latest = now + for_s + _APART_S
        mine = await tx.run(_HOLD, key, value, f"{now:012d}", holder, f"{latest:012d}") == 1
    return mine, before[13:] if before else None


async def let_go(db: Database, name: str, holder: str) -> bool:
    """Give the lease up, so that another may have it at once; False where it was not ours."""
    return await db.run(_LET_GO, f"lease.{name}", holder) == 1
