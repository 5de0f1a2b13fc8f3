"""The outbox: everything that leaves by itself, one durable row for each message and person.

held → todo → claimed → sending → sent | blocked | failed | uncertain | skipped
                                  | expired | cancelled
A worker claims rows for a while (a lease), marks each as `sending` right before it sends, and
writes down what became of it. Where a lease runs out, a row that was only claimed goes back to
`todo`; one that was being sent becomes `uncertain` and is never repeated by itself: one message
too few is better than one twice. What is sent to many is a batch (`storage.batches`): its rows are
held first, and closed as `expired` or `cancelled` where they are not to leave any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from storage.runner import there
from storage.values import clean, from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.runner import Row, Runner

Final: TypeAlias = Literal[
    "sent", "blocked", "failed", "uncertain", "skipped", "expired", "cancelled"
]

LANES = (0, 1, 2)  # replies, reminders, announcements: the lower goes first

_PUT = """
    INSERT INTO outbox (dedupe_key, lane, person_id, kind, payload, due_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (dedupe_key) DO NOTHING
"""
# One lane at a time, so that the index yields exactly the rows wanted: a single query over all
# lanes would walk past every row of a lane that is not due yet.
_CLAIM = """
    WITH picked AS MATERIALIZED (
        SELECT id FROM outbox WHERE status = 'todo' AND lane = $4 AND due_at <= $1
        ORDER BY due_at, id LIMIT $5{skip_locked}
    )
    UPDATE outbox SET
        status = CASE WHEN blocked THEN 'blocked' ELSE 'claimed' END,
        finished_at = CASE WHEN blocked THEN $1 END,
        claimed_by = $2, claimed_until = $3
    FROM (
        SELECT picked.id AS picked_id, people.blocked_at IS NOT NULL AS blocked
        FROM picked JOIN outbox o ON o.id = picked.id JOIN people ON people.id = o.person_id
    ) p
    WHERE id = picked_id
    RETURNING id, lane, person_id, kind, payload, due_at, attempts, batch, status
"""
_START = """
    UPDATE outbox SET status = 'sending'
    WHERE id = $1 AND claimed_by = $2 AND status = 'claimed' AND claimed_until > $3
"""
# What was said is not kept: it may quote a person, and nothing asks for it any more.
_FINISH = """
    UPDATE outbox SET status = $2, message_id = $3, error = $4, finished_at = $5,
        payload = CASE WHEN batch IS NULL THEN '{}' ELSE payload END,
        claimed_by = NULL, claimed_until = NULL
    WHERE id = $1 AND status IN ('claimed', 'sending', 'uncertain') AND status <> $2
"""
_RETRY = """
    UPDATE outbox SET status = 'todo', due_at = $2, error = $3, attempts = attempts + 1,
        claimed_by = NULL, claimed_until = NULL
    WHERE id = $1 AND status IN ('claimed', 'sending')
"""
# A row of a batch is held again, so that a batch that pauses takes it along.
_POSTPONE = """
    UPDATE outbox SET status = CASE WHEN batch IS NULL THEN 'todo' ELSE 'held' END, due_at = $2,
        payload = COALESCE($3, payload), claimed_by = NULL, claimed_until = NULL
    WHERE id = $1 AND status = 'claimed'
"""
_RELEASE = """
    UPDATE outbox SET status = 'todo', claimed_by = NULL, claimed_until = NULL
    WHERE claimed_by = $1 AND status = 'claimed'
"""
# The condition of the index outbox_leased stands in both word for word: SQLite matches it so.
_REQUEUE = """
    UPDATE outbox SET status = 'todo', claimed_by = NULL, claimed_until = NULL
    WHERE status IN ('claimed', 'sending') AND status = 'claimed' AND claimed_until <= $1
"""
_GIVE_UP = """
    UPDATE outbox SET status = 'uncertain', finished_at = $1, claimed_by = NULL,
        claimed_until = NULL
    WHERE status IN ('claimed', 'sending') AND status = 'sending' AND claimed_until <= $1
"""
_NEXT = "SELECT min(due_at) FROM outbox WHERE status = 'todo' AND lane = $1"
_WAITING = """
    SELECT count(*) AS entries, min(due_at) AS oldest FROM (
        SELECT due_at FROM outbox WHERE status = 'todo' AND lane = $1 AND due_at <= $2
        ORDER BY due_at, id LIMIT $3
    ) few
"""
_DEPTH = "SELECT status, count(*) AS entries FROM outbox GROUP BY status ORDER BY status"


@dataclass(frozen=True, slots=True)
class Entry:
    """One claimed message. `attempts`: how often it was tried before; `due_at` in UTC seconds.

    `batch`: what it is one of many of, if it is.
    """

    id: int
    lane: int
    person_id: int
    kind: str
    payload: Mapping[str, Any]
    due_at: int
    attempts: int
    batch: str | None = None


@dataclass(frozen=True, slots=True)
class Recovered:
    """What `recover` found: rows back in the queue, and rows whose fate nobody knows."""

    requeued: int
    uncertain: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages of a lane are due, and since when the oldest is (UTC seconds)."""

    lane: int
    entries: int
    oldest_due_at: int | None


async def put(
    db: Runner,
    *,
    key: str,
    lane: int,
    person_id: int,
    kind: str,
    payload: Mapping[str, Any],
    due_at: int,
) -> bool:
    """Queue a message, once for each `key`; False where the key is known."""
    return await db.run(_PUT, key, lane, person_id, kind, to_json(dict(payload)), due_at) == 1


async def claim(
    db: Runner,
    *,
    worker: str,
    now: int,
    limit: int,
    lease_s: int,
    lanes: Sequence[int] = LANES,
) -> list[Entry]:
    """Take up to `limit` due messages for `lease_s` seconds: lower lanes first, then the oldest.

    No two workers get the same one. Those for people who blocked the bot are closed as `blocked`
    and not returned.
    """
    sql = _CLAIM.replace("{skip_locked}", db.skip_locked)
    claimed: list[Row] = []
    async with db.transaction() as tx:
        for lane in lanes:
            while room := limit - len(claimed):
                rows = await tx.all(sql, now, worker, now + lease_s, int(lane), room)
                claimed += [row for row in rows if row["status"] == "claimed"]
                if len(rows) < room:
                    break
    return sorted(map(_entry, claimed), key=lambda entry: (entry.lane, entry.due_at, entry.id))


async def start(db: Runner, entry_id: int, worker: str, *, now: int) -> bool:
    """Mark a message as being sent; False where it is no longer this worker's to send."""
    return await db.run(_START, entry_id, worker, now) == 1


async def finish(
    db: Runner,
    entry_id: int,
    *,
    status: Final,
    message_id: int | None = None,
    error: str | None = None,
    now: int,
) -> bool:
    """Write down what became of a message; False where that is known already.

    An `uncertain` one may still turn out otherwise: its worker was only slow.
    """
    reason = None if error is None else clean(error)
    return await db.run(_FINISH, entry_id, status, message_id, reason, now) == 1


async def retry(db: Runner, entry_id: int, *, due_at: int, error: str) -> bool:
    """Put a message back, to be tried again from `due_at` on; False where it is not in hand."""
    return await db.run(_RETRY, entry_id, due_at, clean(error)) == 1


async def postpone(
    db: Runner, entry_id: int, *, due_at: int, payload: Mapping[str, Any] | None = None
) -> bool:
    """Put a claimed message back until a moment; it has not left and no try is counted.

    `payload` takes the place of what it held.
    """
    changed = None if payload is None else to_json(dict(payload))
    return await db.run(_POSTPONE, entry_id, due_at, changed) == 1


async def release(db: Runner, worker: str) -> int:
    """Put back what a worker claimed and did not start, when it ends; return how many."""
    return await db.run(_RELEASE, worker)


async def recover(db: Runner, *, now: int) -> Recovered:
    """Take care of messages whose worker has vanished: their lease ran out."""
    async with db.transaction() as tx:
        requeued = await tx.run(_REQUEUE, now)
        uncertain = await tx.run(_GIVE_UP, now)
    return Recovered(requeued, uncertain)


async def next_due_at(db: Runner) -> int | None:
    """Return when the next message that waits is due (UTC seconds), or None."""
    moments = [await db.value(_NEXT, lane) for lane in LANES]
    return min((moment for moment in moments if moment is not None), default=None)


async def waiting(db: Runner, *, now: int, most: int = 10_000) -> list[Waiting]:
    """Return what is due in each lane, counting no further than `most`."""
    rows = [(lane, there(await db.one(_WAITING, lane, now, most))) for lane in LANES]
    return [Waiting(lane, row["entries"], row["oldest"]) for lane, row in rows]


async def depth(db: Runner) -> dict[str, int]:
    """Return how many messages there are in each status."""
    return {row["status"]: row["entries"] for row in await db.all(_DEPTH)}


async def purge(db: Runner, *, before: int, batches_before: int = 0) -> int:
    """Delete messages that were finished before a moment; return how many.

    Those of a batch stay until `batches_before`: « sauf ceux qui ont reçu l'annonce n° ».
    """
    sql = "DELETE FROM outbox WHERE finished_at < $1 AND (batch IS NULL OR finished_at < $2)"
    return await db.run(sql, before, batches_before)


def _entry(row: Row) -> Entry:
    values: dict[str, Any] = {**row}
    del values["status"]
    return Entry(**values | {"payload": from_json(values["payload"])})
