"""Wordings that people gave without their name, for staff to make phrasings of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from storage.values import clean

if TYPE_CHECKING:
    from storage.runner import Runner

Fate: TypeAlias = Literal["added", "dismissed"]

_KEEP = """
    INSERT INTO wordings (topic, text, kept_at) VALUES ($1, $2, $3)
    ON CONFLICT (topic, text) DO NOTHING
"""
_WAITING = """
    SELECT id, topic, text FROM wordings WHERE state = 'new' ORDER BY id LIMIT $1
"""
_SETTLE = "UPDATE wordings SET state = $2 WHERE id = $1 AND state = 'new'"


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording, and the topic that its writer had in mind."""

    id: int
    topic: str
    text: str


async def keep(db: Runner, topic: str, text: str, *, day: int) -> bool:
    """Keep a wording; False where it is known. `day`: the moment its day began, UTC seconds.

    The day alone, so that the hour tells nobody who was writing then.
    """
    return await db.run(_KEEP, topic, clean(text), day) == 1


async def waiting(db: Runner, limit: int) -> list[Wording]:
    """Return the wordings that staff have not looked at, the oldest first."""
    return [Wording(**row) for row in await db.all(_WAITING, limit)]


async def count(db: Runner) -> int:
    """Return how many wait."""
    number: int = await db.value("SELECT count(*) FROM wordings WHERE state = 'new'")
    return number


async def find(db: Runner, wording_id: int) -> Wording | None:
    """Return one, or None."""
    row = await db.one("SELECT id, topic, text FROM wordings WHERE id = $1", wording_id)
    return None if row is None else Wording(**row)


async def settle(db: Runner, wording_id: int, fate: Fate) -> bool:
    """Write down what staff made of it; False where that is done."""
    return await db.run(_SETTLE, wording_id, fate) == 1
