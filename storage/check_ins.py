"""Check-ins: what became of one occurrence of a pledge. The occurrence is a day of Paris."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from storage.runner import Runner

Outcome: TypeAlias = Literal["done", "skipped"]

_ADD = """
    INSERT INTO check_ins (pledge_id, occurrence, outcome, quantity, answered_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING
"""
_CHANGE = """
    UPDATE check_ins SET outcome = $3, quantity = $4, answered_at = $5
    WHERE pledge_id = $1 AND occurrence = $2
"""
_OF = """
    SELECT pledge_id, occurrence, outcome, quantity, answered_at FROM check_ins
    WHERE pledge_id = $1 AND occurrence >= $2 ORDER BY occurrence
"""
_FIND = """
    SELECT pledge_id, occurrence, outcome, quantity, answered_at FROM check_ins
    WHERE pledge_id = $1 AND occurrence = $2
"""
_COUNTS = """
    SELECT c.pledge_id,
        sum(CASE WHEN c.outcome = 'done' THEN 1 ELSE 0 END) AS done,
        sum(CASE WHEN c.outcome = 'skipped' THEN 1 ELSE 0 END) AS skipped
    FROM check_ins c JOIN pledges p ON p.id = c.pledge_id
    WHERE p.person_id = $1 GROUP BY c.pledge_id
"""
_MEASURE = """
    UPDATE check_ins SET quantity = $3
    WHERE pledge_id = $1 AND occurrence = $2 AND outcome = 'done'
"""
_DONE = """
    SELECT p.action_id, c.occurrence, c.quantity
    FROM check_ins c JOIN pledges p ON p.id = c.pledge_id
    WHERE p.person_id = $1 AND c.outcome = 'done' ORDER BY c.occurrence, c.pledge_id
"""
_LAST = """
    SELECT max(c.occurrence) FROM check_ins c JOIN pledges p ON p.id = c.pledge_id
    WHERE p.person_id = $1 AND c.outcome = 'done' AND c.occurrence < $2
"""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One answer. `occurrence` is `YYYY-MM-DD`; `quantity` in the unit of the action, if any."""

    pledge_id: int
    occurrence: str
    outcome: Outcome
    quantity: float | None
    answered_at: int


@dataclass(frozen=True, slots=True)
class Done:
    """An action that was done on a day (`YYYY-MM-DD`), with its amount where it was said."""

    action_id: str
    occurrence: str
    quantity: float | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a check-in changed. `previous`: the outcome that stood there before, or None."""

    previous: Outcome | None
    changed: bool


async def record(
    db: Runner,
    pledge_id: int,
    occurrence: str,
    outcome: Outcome,
    *,
    quantity: float | None = None,
    now: int,
) -> Recorded:
    """Keep what became of an occurrence; the latest answer stands, the same one changes nothing.

    The caller has looked the pledge up for its person; raises `Conflict` where it is gone.
    """
    async with db.transaction() as tx:
        if await tx.run(_ADD, pledge_id, occurrence, outcome, quantity, now):
            return Recorded(previous=None, changed=True)
        (before,) = [
            c for c in await of(tx, pledge_id, since=occurrence) if c.occurrence == occurrence
        ]
        if quantity is None and before.outcome == outcome:
            quantity = before.quantity  # the same answer again does not take the amount away
        changed = (before.outcome, before.quantity) != (outcome, quantity)
        if changed:
            await tx.run(_CHANGE, pledge_id, occurrence, outcome, quantity, now)
        return Recorded(previous=before.outcome, changed=changed)


async def measure(db: Runner, pledge_id: int, occurrence: str, quantity: float) -> bool:
    """Say how much it was that day; False where nothing was done then."""
    return await db.run(_MEASURE, pledge_id, occurrence, quantity) == 1


async def done(db: Runner, person_id: int) -> list[Done]:
    """Return everything that a person did, in the order of the days."""
    return [Done(**row) for row in await db.all(_DONE, person_id)]


async def last_done(db: Runner, person_id: int, *, before: str) -> str | None:
    """Return the last day before a day on which a person did something they had pledged."""
    day: str | None = await db.value(_LAST, person_id, before)
    return day


async def undo(db: Runner, pledge_id: int, occurrence: str) -> bool:
    """Take an answer back; False where there was none."""
    return (
        await db.run(
            "DELETE FROM check_ins WHERE pledge_id = $1 AND occurrence = $2", pledge_id, occurrence
        )
        == 1
    )


async def of(db: Runner, pledge_id: int, *, since: str | None = None) -> list[CheckIn]:
    """Return the answers of a pledge from a day on, in the order of the days."""
    return [CheckIn(**row) for row in await db.all(_OF, pledge_id, since or "")]


async def find(db: Runner, pledge_id: int, occurrence: str) -> CheckIn | None:
    """Return the answer for one day, None where there is none yet."""
    row = await db.one(_FIND, pledge_id, occurrence)
    return None if row is None else CheckIn(**row)


async def counts(db: Runner, person_id: int) -> dict[int, tuple[int, int]]:
    """Return, for each pledge of a person that has answers, how often done and how often not."""
    rows = await db.all(_COUNTS, person_id)
    return {row["pledge_id"]: (row["done"], row["skipped"]) for row in rows}
