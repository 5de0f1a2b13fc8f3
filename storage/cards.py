"""Cards: a code on paper that hands a pledge over to whoever holds it, once.

Codes that are wrong, used, old or still blank are found in the same way and look the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.values import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.runner import Runner

TRIES = 5  # within an hour, right ones included
WINDOW_S = 3600

_ADD = """
    INSERT INTO cards (event_id, number, code, ends_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING
"""
_OF_EVENT = """
    SELECT id, event_id, number, code, entry_id FROM cards
    WHERE event_id = $1 AND code IS NOT NULL AND number > $2 ORDER BY number LIMIT $3
"""
_BLANK = """
    SELECT id, event_id, number, code, entry_id FROM cards
    WHERE code = $1 AND entry_id IS NULL AND ends_at > $2
"""
_FIND = "SELECT id, event_id, number, code, entry_id FROM cards WHERE code = $1 AND ends_at > $2"
_FIND_ANY = "SELECT id, event_id, number, code, entry_id FROM cards WHERE code = $1"
_NEXT = """
    SELECT id, event_id, number, code, entry_id FROM cards
    WHERE event_id = $1 AND number >= $2 AND entry_id IS NULL AND code IS NOT NULL
    ORDER BY number LIMIT 1
"""
_ISSUE = """
    UPDATE cards SET entry_id = $2, ends_at = $3
    WHERE id = $1 AND entry_id IS NULL AND code IS NOT NULL
"""
_TRY = """
    INSERT INTO card_tries (person_id, tries, since) VALUES ($1, 1, $2)
    ON CONFLICT (person_id) DO UPDATE
    SET tries = CASE WHEN card_tries.since <= $3 THEN 1 ELSE card_tries.tries + 1 END,
        since = CASE WHEN card_tries.since <= $3 THEN $2 ELSE card_tries.since END
    RETURNING tries
"""
_CLAIMABLE = """
    SELECT cards.id, cards.claimed_by, entries.id AS entry_id, entries.action_id,
        entries.objective, entries.rhythm, entries.people_count
    FROM cards
    JOIN entries ON entries.id = cards.entry_id
    JOIN events ON events.id = cards.event_id
    WHERE cards.code = $1 AND cards.ends_at > $2 AND entries.removed_at IS NULL
        AND events.rehearsal = 0
        AND (cards.claimed_at IS NULL OR cards.claimed_by = $3)
"""
_CLAIM = "UPDATE cards SET claimed_at = $3, claimed_by = $2 WHERE id = $1 AND claimed_at IS NULL"
_UNCLAIM = (
    "UPDATE cards SET claimed_at = NULL, claimed_by = NULL WHERE id = $1 AND claimed_by = $2"
)
_MARK = "UPDATE entries SET claimed_at = $2 WHERE id = $1"
_PURGE = """
    UPDATE cards SET code = NULL, claimed_by = NULL WHERE ends_at <= $1 AND code IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Card:
    """A printed card. `number` is its place in the pile of its event."""

    id: int
    event_id: int
    number: int
    code: str
    entry_id: int | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A card that may be taken over, and what it stands for. `mine`: they have it already."""

    id: int
    entry_id: int
    action_id: str
    objective: int
    rhythm: str
    people_count: int
    mine: bool


async def add(db: Runner, event_id: int, codes: Iterable[str], *, first: int, ends_at: int) -> int:
    """Make cards numbered from `first`; return how many are new.

    A number that exists is left as it is, a code that exists anywhere makes no card.
    """
    async with db.transaction() as tx:
        made = 0
        for number, code in enumerate(codes, first):
            made += await tx.run(_ADD, event_id, number, code, ends_at)
        return made


async def of_event(db: Runner, event_id: int, *, after: int = 0, limit: int = 1000) -> list[Card]:
    """Return the cards of an event that have their code, in the order of the pile."""
    return [Card(**row) for row in await db.all(_OF_EVENT, event_id, after, limit)]


async def find_blank(db: Runner, code: str, *, now: int) -> Card | None:
    """Return a card that nobody has handed out yet; any other code is None."""
    row = await db.one(_BLANK, clean(code), now)
    return None if row is None else Card(**row)


async def issue_next(
    tx: Runner, event_id: int, entry_id: int, *, start: int, ends_at: int
) -> Card | None:
    """Hand out the first free card of the pile from `start` on; None where there is none left."""
    while True:
        row = await tx.one(_NEXT, event_id, start)
        if row is None:
            return None
        card = Card(**row)
        if await issue(tx, card, entry_id, ends_at=ends_at):
            return card
        start = card.number + 1  # a colleague took it at this very moment


async def issue(tx: Runner, card: Card, entry_id: int, *, ends_at: int) -> bool:
    """Hand this card out with an entry; False where it went meanwhile."""
    return await tx.run(_ISSUE, card.id, entry_id, ends_at) == 1


async def release(tx: Runner, entry_id: int) -> None:
    """Take the card of an entry back into the pile, unless somebody has taken it over."""
    await tx.run(
        "UPDATE cards SET entry_id = NULL WHERE entry_id = $1 AND claimed_at IS NULL", entry_id
    )


async def find(db: Runner, code: str, *, now: int) -> Card | None:
    """Return a card that still has its time, handed out or not; None for any other code."""
    row = await db.one(_FIND, clean(code), now)
    return None if row is None else Card(**row)


async def find_any(db: Runner, code: str) -> Card | None:
    """Return a card whatever its time; codes that were purged are None."""
    row = await db.one(_FIND_ANY, clean(code))
    return None if row is None else Card(**row)


async def try_one(db: Runner, person_id: int, *, now: int) -> bool:
    """Count one try of somebody; False where they have tried too often within an hour."""
    async with db.transaction() as tx:
        tries: int = await tx.value(_TRY, person_id, now, now - WINDOW_S)
        return tries <= TRIES


async def find_claimable(db: Runner, code: str, person_id: int, *, now: int) -> Claim | None:
    """Return what a code hands over to this person; None for every other code."""
    row = await db.one(_CLAIMABLE, clean(code), now, person_id)
    if row is None:
        return None
    values = {**row}
    mine = values.pop("claimed_by") is not None
    return Claim(**values, mine=mine)


async def claim(tx: Runner, found: Claim, person_id: int, *, now: int) -> bool:
    """Take a card, once; False where somebody was quicker."""
    if await tx.run(_CLAIM, found.id, person_id, now) != 1:
        return False
    await tx.run(_MARK, found.entry_id, now)
    return True


async def unclaim(tx: Runner, found: Claim, person_id: int) -> None:
    """Give a card back, in the transaction that took it."""
    await tx.run(_UNCLAIM, found.id, person_id)
    await tx.run(_MARK, found.entry_id, None)


async def purge(db: Runner, *, now: int) -> int:
    """Forget the codes whose time is over, and who held them; return how many."""
    await db.run("DELETE FROM card_tries WHERE since < $1", now - 86_400)
    return await db.run(_PURGE, now)
