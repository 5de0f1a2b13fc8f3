"""Profiles: what people told about their life, so that a suggestion fits. All of it optional."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from storage.runner import Runner

Field: TypeAlias = Literal[
    "dwelling",
    "owner",
    "garden",
    "car",
    "bike",
    "children",
    "worker",
    "time_budget",
    "commune",
    "budget",
]
Answer: TypeAlias = str | bool | None
FIELDS: tuple[Field, ...] = get_args(Field)
_FLAGS = frozenset({"owner", "garden", "car", "bike", "children", "worker"})

_OF = """
    SELECT dwelling, owner, garden, car, bike, children, worker, time_budget, commune, budget,
        updated_at
    FROM profiles WHERE person_id = $1
"""
_LEARN = """
    INSERT INTO profiles (person_id, {field}, updated_at) VALUES ($1, $2, $3)
    ON CONFLICT (person_id) DO UPDATE
    SET {field} = excluded.{field}, updated_at = excluded.updated_at
"""
_NOTE = """
    INSERT INTO profile_answers (person_id, field, asked_at, changed_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (person_id, field) DO UPDATE
    SET asked_at = excluded.asked_at,
        changed_at = COALESCE(excluded.changed_at, profile_answers.changed_at)
"""


@dataclass(frozen=True, slots=True)
class Profile:
    """What one person told; None is unknown, and unknown excludes what depends on it.

    `dwelling` "flat" or "house"; `time_budget` "5min", "1h" or "weekend"; `commune` an INSEE
    code; `budget` "free" or "any". `updated_at`: UTC seconds, None for an empty profile.
    """

    dwelling: str | None = None
    owner: bool | None = None
    garden: bool | None = None
    car: bool | None = None
    bike: bool | None = None
    children: bool | None = None
    worker: bool | None = None
    time_budget: str | None = None
    commune: str | None = None
    budget: str | None = None
    updated_at: int | None = None


async def of(db: Runner, person_id: int) -> Profile:
    """Return what a person told, an empty profile where that is nothing."""
    row = await db.one(_OF, person_id)
    if row is None:
        return Profile()
    values = {field.name: row[field.name] for field in fields(Profile)}
    flags = {name: bool(values[name]) for name in _FLAGS if values[name] is not None}
    return Profile(**values | flags)


async def learn(db: Runner, person_id: int, field: Field, value: Answer, *, now: int) -> None:
    """Keep one thing that a person told; None forgets it, or notes that they passed the question.

    Raises ValueError for a field that is not in `FIELDS`, or a value of the wrong kind.
    """
    if field not in FIELDS:
        raise ValueError(f"no such field of a profile: {field}")
    if value is not None and isinstance(value, bool) != (field in _FLAGS):
        raise ValueError(f"wrong kind of value for {field}")
    stored = int(value) if isinstance(value, bool) else value
    async with db.transaction() as tx:
        before = getattr(await of(tx, person_id), field)
        await tx.run(_LEARN.replace("{field}", field), person_id, stored, now)
        changed_at = now if before != value else None
        await tx.run(_NOTE, person_id, field, now, changed_at)


async def asked(db: Runner, person_id: int) -> dict[str, int]:
    """Return when each question was last answered or passed, by its field."""
    rows = await db.all(
        "SELECT field, asked_at FROM profile_answers WHERE person_id = $1", person_id
    )
    return {row["field"]: row["asked_at"] for row in rows}


async def changed(db: Runner, person_id: int) -> dict[str, int]:
    """Return when the answer to each question last changed, by its field."""
    rows = await db.all(
        "SELECT field, changed_at FROM profile_answers"
        " WHERE person_id = $1 AND changed_at IS NOT NULL",
        person_id,
    )
    return {row["field"]: row["changed_at"] for row in rows}
