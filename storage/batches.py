"""Batches: the outbox rows of what is sent to many, held, let go, counted and closed together.

A row of a batch is `held` until it is fed into the queue, a few at a time, so that a batch of
hundreds of thousands pauses at once and never stands in the way of another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from storage import reminders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.runner import Runner

Closing: TypeAlias = Literal["expired", "cancelled"]

# The condition of the index outbox_held stands in each word for word: SQLite matches it so.
_FEED = """
    WITH picked AS MATERIALIZED (
        SELECT id FROM outbox WHERE status = 'held' AND batch = $1 AND due_at <= $2
        ORDER BY due_at, id LIMIT $3{skip_locked}
    )
    UPDATE outbox SET status = 'todo' WHERE id IN (SELECT id FROM picked) RETURNING id
"""
_HOLD = "UPDATE outbox SET status = 'held' WHERE batch = $1 AND status = 'todo'"
_CLOSE = """
    WITH picked AS MATERIALIZED (
        SELECT id FROM outbox WHERE status = 'held' AND batch = $1
        ORDER BY due_at, id LIMIT $4{skip_locked}
    )
    UPDATE outbox SET status = $2, finished_at = $3
    WHERE id IN (SELECT id FROM picked) RETURNING id
"""
_COUNTS = "SELECT status, count(*) AS entries FROM outbox WHERE batch = $1 GROUP BY status"
_WAITING = """
    SELECT count(*) FROM (
        SELECT 1 FROM outbox WHERE status = 'held' AND batch = $1 AND due_at > $2 LIMIT $3
    ) few
"""
_QUEUED = """
    SELECT count(*) FROM (
        SELECT 1 FROM outbox WHERE batch = $1 AND status = 'todo' LIMIT $2
    ) few
"""
_REASONS = """
    SELECT error, count(*) AS entries FROM outbox
    WHERE batch = $1 AND status IN ('failed', 'uncertain', 'blocked')
    GROUP BY error ORDER BY entries DESC, error LIMIT $2
"""
_BY_HOUR = """
    SELECT finished_at - finished_at % 3600 AS hour, status, count(*) AS entries FROM outbox
    WHERE batch = $1 AND finished_at IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
"""
# What was sent gets a companion that edits or deletes it; its payload names the message.
_FOLLOW_UP = """
    INSERT INTO outbox (dedupe_key, lane, person_id, kind, payload, due_at, batch)
    SELECT CAST($2 AS TEXT) || ':' || CAST(person_id AS TEXT), 2, person_id, CAST($3 AS TEXT),
        '{"message":' || CAST(message_id AS TEXT) || '}', CAST($4 AS BIGINT), CAST($2 AS TEXT)
    FROM outbox WHERE batch = $1 AND status = 'sent' AND message_id IS NOT NULL
        AND finished_at > $5
    ON CONFLICT (dedupe_key) DO NOTHING
"""
# A wave of refusals says something about us, not about those who "blocked" in it.
_AWAKE = """
    UPDATE people SET blocked_at = NULL WHERE blocked_at >= $2 AND id IN (
        SELECT person_id FROM outbox WHERE batch = $1 AND status = 'blocked' AND finished_at >= $2
            AND error IS NOT NULL
    )
"""
_AGAIN = """
    UPDATE outbox SET status = 'held', finished_at = NULL, error = NULL, due_at = $3
    WHERE batch = $1 AND status IN ('blocked', 'failed') AND finished_at >= $2
        AND error IS NOT NULL
"""
OPEN = ("held", "todo", "claimed", "sending")


async def feed(db: Runner, batch: str, *, now: int, limit: int) -> int:
    """Let up to `limit` held rows that are due into the queue; return how many."""
    sql = _FEED.replace("{skip_locked}", db.skip_locked)
    return len(await db.all(sql, batch, now, limit))  # SQLite counts no rows after WITH


async def queued(db: Runner, batch: str, *, most: int) -> int:
    """Return how many rows of a batch stand in the queue, counting no further than `most`."""
    return int(await db.value(_QUEUED, batch, most))


async def hold(db: Runner, batch: str) -> int:
    """Take what stands in the queue back; what is in somebody's hands is not touched."""
    return await db.run(_HOLD, batch)


async def close(db: Runner, batch: str, status: Closing, *, now: int, limit: int) -> int:
    """Close up to `limit` held rows for good; return how many."""
    sql = _CLOSE.replace("{skip_locked}", db.skip_locked)
    return len(await db.all(sql, batch, status, now, limit))


async def counts(db: Runner, batch: str) -> Mapping[str, int]:
    """Return how many rows there are in each status."""
    return {row["status"]: row["entries"] for row in await db.all(_COUNTS, batch)}


async def delayed(db: Runner, batch: str, *, now: int, most: int) -> int:
    """Return how many rows wait for a later moment, counting no further than `most`."""
    return int(await db.value(_WAITING, batch, now, most))


async def reasons(db: Runner, batch: str, *, limit: int = 10) -> Mapping[str, int]:
    """Return why rows did not arrive for sure, the most frequent reason first."""
    return {row["error"] or "": row["entries"] for row in await db.all(_REASONS, batch, limit)}


async def by_hour(db: Runner, batch: str) -> list[tuple[int, str, int]]:
    """Return (start of the hour in UTC seconds, status, how many), oldest first."""
    rows = await db.all(_BY_HOUR, batch)
    return [(row["hour"], row["status"], row["entries"]) for row in rows]


async def follow_up(
    db: Runner, batch: str, *, name: str, kind: str, sent_after: int, now: int
) -> int:
    """Queue an edit or a deletion of everything that a batch sent since a moment; once each.

    `name` is the batch of what is queued, `kind` says who prepares it.
    """
    return await db.run(_FOLLOW_UP, batch, name, kind, now, sent_after)


async def disbelieve(db: Runner, batch: str, *, since: int, now: int) -> int:
    """Undo the refusals of a wave: nobody is asleep because of it, and the rows are held again.

    Certain refusals only: what may have arrived is never repeated.
    """
    async with db.transaction() as tx:
        await tx.run(_AWAKE, batch, since)
        await reminders.wake_all(tx)
        return await tx.run(_AGAIN, batch, since, now)
