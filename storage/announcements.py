"""Announcements: what staff write to many, from the draft to the report. Never deleted."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from storage.values import clean, from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from storage.runner import Row, Runner, Value

State: TypeAlias = Literal[
    "draft", "waiting", "scheduled", "running", "paused", "finished", "cancelled", "recalled"
]
Field: TypeAlias = Literal["rights", "subject", "segment", "send_at", "valid_until"]

# Which state may follow which; there is no other place that decides it.
AFTER: Mapping[State, frozenset[State]] = {
    "draft": frozenset({"waiting", "scheduled", "cancelled"}),
    "waiting": frozenset({"draft", "scheduled", "cancelled"}),
    "scheduled": frozenset({"running", "paused", "cancelled", "draft"}),
    "running": frozenset({"paused", "finished", "cancelled"}),
    "paused": frozenset({"running", "scheduled", "cancelled"}),
    "finished": frozenset({"recalled"}),
    "cancelled": frozenset({"recalled"}),
    "recalled": frozenset(),
}
_FIELDS: tuple[Field, ...] = ("rights", "subject", "segment", "send_at", "valid_until")
_STAMPS: Mapping[State, str] = {
    "waiting": ", requested_at = $3",
    "running": ", started_at = COALESCE(started_at, $3)",
    "finished": ", finished_at = $3",
    "cancelled": ", finished_at = $3",
    "draft": ", requested_at = NULL, confirmed_by = NULL, confirmed_at = NULL",
}
_DRAFT = """
    INSERT INTO announcements (author, created_update, created_at, kind, html, file_id)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id
"""
_SAME = "SELECT id FROM announcements WHERE author = $1 AND created_update = $2"
_REWRITE = """
    UPDATE announcements SET kind = $2, html = $3, file_id = $4, version = version + 1,
        rights = CASE WHEN file_id = $4 THEN rights ELSE 0 END
    WHERE id = $1 AND state = 'draft' AND (kind <> $2 OR html <> $3 OR file_id <> $4)
"""
_CORRECT = """
    UPDATE announcements SET html = $2, version = version + 1
    WHERE id = $1 AND state IN ('paused', 'finished', 'cancelled') AND html <> $2
"""
_CONFIRM = "UPDATE announcements SET confirmed_by = $2, confirmed_at = $3 WHERE id = $1"
_FROZEN = """
    UPDATE announcements SET frozen_at = $2, audience = $3 WHERE id = $1 AND frozen_at IS NULL
"""
_RECENT = "SELECT * FROM announcements ORDER BY id DESC LIMIT $1"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement; its `id` is the n° that people see. Moments are UTC seconds.

    `reason` says why it is paused. `file_id` belongs to Telegram. `segment` is JSON that
    `bot.rules.segments` reads. `audience`: people by reason when it was frozen; `counts`: rows by
    fate when it ended. `follow_…`: the message that shows how it goes.
    """

    id: int
    author: int
    created_at: int
    state: State
    reason: str
    version: int
    kind: str
    html: str
    file_id: str
    rights: int
    subject: str
    segment: str
    send_at: int | None
    valid_until: int | None
    requested_at: int | None
    confirmed_by: int | None
    confirmed_at: int | None
    frozen_at: int | None
    audience: Mapping[str, int]
    started_at: int | None
    finished_at: int | None
    counts: Mapping[str, int]
    follow_chat: int | None
    follow_message: int | None

    @property
    def batch(self) -> str:
        """The name of its rows in the outbox."""
        return batch_of(self.id)


def batch_of(number: int) -> str:
    """Name the rows of an announcement in the outbox."""
    return f"announcement:{number}"


async def draft(
    db: Runner, author: int, *, kind: str, html: str, file_id: str, update_id: int, now: int
) -> int:
    """Keep a new draft; return its number. The same update makes the same draft."""
    async with db.transaction() as tx:
        # Looked up first: a conflict would use up a number, and people would miss n° 2.
        number: int | None = await tx.value(_SAME, author, update_id)
        if number is None:
            number = await tx.value(_DRAFT, author, update_id, now, kind, clean(html), file_id)
    return number or await draft(
        db, author, kind=kind, html=html, file_id=file_id, update_id=update_id, now=now
    )


async def find(db: Runner, number: int) -> Announcement | None:
    """Return an announcement, or None."""
    row = await db.one("SELECT * FROM announcements WHERE id = $1", number)
    return None if row is None else _read(row)


async def recent(db: Runner, limit: int) -> list[Announcement]:
    """Return the newest announcements, the newest first."""
    return [_read(row) for row in await db.all(_RECENT, limit)]


async def in_state(db: Runner, *states: State) -> list[Announcement]:
    """Return what is in one of these states, in the order of starting, then of writing."""
    places = ", ".join(f"${n}" for n in range(1, len(states) + 1))
    sql = f"SELECT * FROM announcements WHERE state IN ({places}) ORDER BY started_at, id"  # noqa: S608
    return [_read(row) for row in await db.all(sql, *states)]


async def rewrite(db: Runner, number: int, *, kind: str, html: str, file_id: str) -> bool:
    """Replace what a draft says; False where it is the same, or no draft any more.

    Another picture needs its rights anew.
    """
    return await db.run(_REWRITE, number, kind, clean(html), file_id) == 1


async def correct(db: Runner, number: int, html: str) -> bool:
    """Replace the words of one that was sent; False where they are the same, or it is not."""
    return await db.run(_CORRECT, number, clean(html)) == 1


async def decide(db: Runner, number: int, field: Field, value: Value) -> bool:
    """Set one property of a draft; False where it is none any more."""
    if field not in _FIELDS:
        raise ValueError(f"no such field of a draft: {field}")
    sql = f"UPDATE announcements SET {field} = $2 WHERE id = $1 AND state = 'draft'"  # noqa: S608
    return await db.run(sql, number, value) == 1


async def plan(db: Runner, number: int, *, send_at: int, valid_until: int) -> bool:
    """Set when one leaves that is scheduled, and from when on it is not worth leaving."""
    sql = (
        "UPDATE announcements SET send_at = $2, valid_until = $3"
        " WHERE id = $1 AND state = 'scheduled'"
    )
    return await db.run(sql, number, send_at, valid_until) == 1


async def move(db: Runner, number: int, to: State, *, now: int, reason: str = "") -> bool:
    """Change the state; False where `AFTER` does not allow it from where it is.

    Two who do the same at the same moment: one is told True.
    """
    sources = [state for state, following in AFTER.items() if to in following]
    places = ", ".join(f"${n}" for n in range(5, 5 + len(sources)))
    sql = (
        f"UPDATE announcements SET state = $2{_STAMPS.get(to, '')}, reason = $4"  # noqa: S608
        f" WHERE id = $1 AND CAST($3 AS BIGINT) > 0 AND state IN ({places})"
    )
    return await db.run(sql, number, to, now, reason, *sources) == 1


async def confirm(db: Runner, number: int, *, by: int, now: int) -> None:
    """Note who let it go."""
    await db.run(_CONFIRM, number, by, now)


async def freeze(db: Runner, number: int, audience: Mapping[str, int], *, now: int) -> bool:
    """Note that its audience is complete; False where it was."""
    return await db.run(_FROZEN, number, now, to_json(dict(audience))) == 1


async def keep_counts(db: Runner, number: int, counts: Mapping[str, int]) -> None:
    """Keep what became of its rows, which are purged one day."""
    sql = "UPDATE announcements SET counts = $2 WHERE id = $1"
    await db.run(sql, number, to_json(dict(counts)))


async def follow(db: Runner, number: int, *, chat: int, message: int) -> None:
    """Note which message shows how it goes."""
    sql = "UPDATE announcements SET follow_chat = $2, follow_message = $3 WHERE id = $1"
    await db.run(sql, number, chat, message)


async def hold_all(db: Runner, *, reason: str, now: int) -> list[int]:
    """Pause whatever leaves or is about to, for a person to look at; return the numbers."""
    found = [one.id for one in await in_state(db, "running", "scheduled")]
    return [one for one in found if await move(db, one, "paused", now=now, reason=reason)]


_NAMES: Collection[str] = [field.name for field in fields(Announcement)]


def _read(row: Row) -> Announcement:
    values: dict[str, Any] = {name: row[name] for name in _NAMES}
    values |= {name: from_json(values[name]) for name in ("audience", "counts")}
    return Announcement(**values)
