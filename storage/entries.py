"""Entries: what people without Telegram decided to do at an event. No person is named in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from storage.runner import there

if TYPE_CHECKING:
    from storage.runner import Row, Runner

Origin: TypeAlias = Literal["stand", "child", "paper"]
Field: TypeAlias = Literal["rhythm", "people_count"]

_ENTRIES = """
    SELECT entries.id, entries.event_id, entries.origin, entries.action_id, entries.objective,
    entries.rhythm, entries.people_count, entries.made_at, entries.entered_by,
    entries.removed_at, cards.code, cards.number AS card
    FROM entries LEFT JOIN cards ON cards.entry_id = entries.id
"""
_ADD = """
    INSERT INTO entries (event_id, entry_key, origin, action_id, objective, rhythm, people_count,
        made_at, entered_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
"""
_BY_ID = _ENTRIES + "WHERE entries.id = $1"
_BY_KEY = _ENTRIES + "WHERE entry_key = $1"
_MINE = (
    _ENTRIES
    + """
    WHERE entries.entered_by = $1 AND entries.made_at >= $2 AND entries.removed_at IS NULL
    ORDER BY entries.made_at DESC, entries.id DESC LIMIT $3
"""
)
_GET_MINE = (
    _ENTRIES
    + """
    WHERE entries.id = $1 AND entries.entered_by = $2
        AND entries.made_at >= $3 AND entries.removed_at IS NULL
"""
)
_WAS_REMOVED = """
    SELECT count(*) FROM entries WHERE id = $1 AND entered_by = $2 AND removed_at IS NOT NULL
"""
_REMOVE = """
    UPDATE entries SET removed_at = $3
    WHERE id = $1 AND entered_by = $2 AND removed_at IS NULL AND claimed_at IS NULL
"""
_SET_ACTION = """
    UPDATE entries SET action_id = $3, objective = $4, rhythm = $5
    WHERE id = $1 AND entered_by = $2 AND removed_at IS NULL AND claimed_at IS NULL
"""
_SET = {
    "rhythm": """
        UPDATE entries SET rhythm = $3
        WHERE id = $1 AND entered_by = $2 AND removed_at IS NULL AND claimed_at IS NULL
    """,
    "people_count": """
        UPDATE entries SET people_count = $3
        WHERE id = $1 AND entered_by = $2 AND removed_at IS NULL AND claimed_at IS NULL
    """,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `code` and `card`: the code and number of the card handed out with it, if any."""

    id: int
    event_id: int
    origin: Origin
    action_id: str
    objective: int
    rhythm: str
    people_count: int
    made_at: int
    entered_by: int | None
    removed_at: int | None
    code: str | None
    card: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be noted. `rhythm`: once, daily, weekly, monthly."""

    action_id: str
    objective: int
    rhythm: str
    people_count: int
    origin: Origin = "stand"


async def add(
    db: Runner, event_id: int, wish: Wish, *, key: str, by: int | None, now: int
) -> tuple[Entry, bool]:
    """Note an entry, once for each key; return it, and whether it is new."""
    async with db.transaction() as tx:
        created = await tx.run(
            _ADD,
            event_id,
            key,
            wish.origin,
            wish.action_id,
            wish.objective,
            wish.rhythm,
            wish.people_count,
            now,
            by,
        )
        return _entry(there(await tx.one(_BY_KEY, key))), created == 1


async def by_key(db: Runner, key: str) -> Entry | None:
    """Return the entry of a key, also where it was taken back; or None."""
    row = await db.one(_BY_KEY, key)
    return None if row is None else _entry(row)


async def of_id(db: Runner, entry_id: int) -> Entry | None:
    """Return an entry by its number, or None."""
    row = await db.one(_BY_ID, entry_id)
    return None if row is None else _entry(row)


async def mine(db: Runner, person_id: int, *, since: int, limit: int) -> list[Entry]:
    """Return what a volunteer entered since a moment, newest first; nobody else's."""
    return [_entry(row) for row in await db.all(_MINE, person_id, since, limit)]


async def get(db: Runner, entry_id: int, person_id: int, *, since: int) -> Entry | None:
    """Return one of this volunteer's entries since a moment; any other is None."""
    row = await db.one(_GET_MINE, entry_id, person_id, since)
    return None if row is None else _entry(row)


async def remove(db: Runner, entry_id: int, person_id: int, *, now: int) -> bool:
    """Take an entry back: it counts no more, and its card opens nothing."""
    return await db.run(_REMOVE, entry_id, person_id, now) == 1


async def was_removed(db: Runner, entry_id: int, person_id: int) -> bool:
    """Say whether this volunteer has taken back that entry."""
    return bool(await db.value(_WAS_REMOVED, entry_id, person_id))


async def change_action(db: Runner, entry_id: int, person_id: int, wish: Wish) -> bool:
    """Correct what was decided; False where the entry is not this volunteer's, or is claimed."""
    return (
        await db.run(_SET_ACTION, entry_id, person_id, wish.action_id, wish.objective, wish.rhythm)
        == 1
    )


async def change(
    db: Runner, entry_id: int, person_id: int, field: Field, value: str | int
) -> bool:
    """Correct how often, or how many; False where that entry cannot be corrected any more."""
    return await db.run(_SET[field], entry_id, person_id, value) == 1


async def forget_who(db: Runner, *, before: int) -> int:
    """Forget which volunteer entered what, for all that is older than a moment."""
    return await db.run(
        "UPDATE entries SET entered_by = NULL WHERE entered_by IS NOT NULL AND made_at < $1",
        before,
    )


def _entry(row: Row) -> Entry:
    return Entry(**row)
