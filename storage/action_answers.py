"""Answers to suggestions: done already, or not for me. They keep an action away for a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from storage.runner import Runner

Kind: TypeAlias = Literal["done", "refused"]

_RECORD = """
    INSERT INTO action_answers (person_id, action_id, kind, reason, answered_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (person_id, action_id, kind) DO UPDATE
    SET reason = excluded.reason, answered_at = excluded.answered_at
"""
_OF = """
    SELECT action_id, kind, reason, answered_at FROM action_answers
    WHERE person_id = $1 AND answered_at >= $2 ORDER BY answered_at, action_id
"""
_FORGET = "DELETE FROM action_answers WHERE person_id = $1 AND action_id = $2 AND kind = $3"


@dataclass(frozen=True, slots=True)
class ActionAnswer:
    """What a person answered to one action. `reason` goes with a refusal, where it was told."""

    action_id: str
    kind: Kind
    reason: str | None
    answered_at: int


async def record(
    db: Runner,
    person_id: int,
    action_id: str,
    kind: Kind,
    *,
    reason: str | None = None,
    now: int,
) -> None:
    """Keep an answer; the latest one of its kind wins."""
    await db.run(_RECORD, person_id, action_id, kind, reason, now)


async def forget(db: Runner, person_id: int, action_id: str, kind: Kind) -> bool:
    """Take an answer back; False where there was none."""
    return await db.run(_FORGET, person_id, action_id, kind) == 1


async def of(db: Runner, person_id: int, *, since: int) -> list[ActionAnswer]:
    """Return the answers given since a moment, oldest first."""
    rows = await db.all(_OF, person_id, since)
    return [ActionAnswer(**row) for row in rows]
