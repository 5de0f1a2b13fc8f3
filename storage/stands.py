"""Where a volunteer is: at which event, at which step, with which pile of cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.runner import Runner

_OF = "SELECT charter_at, event_id, next_card, step FROM stands WHERE person_id = $1"
_CHARTER = """
    INSERT INTO stands (person_id, charter_at) VALUES ($1, $2)
    ON CONFLICT (person_id) DO UPDATE SET charter_at = COALESCE(stands.charter_at, $2)
"""
# A pile belongs to an event: whoever goes to another one begins another pile.
_STAND_AT = """
    INSERT INTO stands (person_id, event_id, step) VALUES ($1, $2, $3)
    ON CONFLICT (person_id) DO UPDATE
    SET next_card = CASE WHEN stands.event_id = $2 THEN stands.next_card END,
        event_id = $2, step = $3
"""
_PILE = """
    INSERT INTO stands (person_id, event_id, next_card) VALUES ($1, $2, $3)
    ON CONFLICT (person_id) DO UPDATE SET event_id = $2, next_card = $3
"""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a volunteer is. `step`: the button that leads back there; `next_card`: the pile."""

    charter_at: int | None = None
    event_id: int | None = None
    next_card: int | None = None
    step: str = ""


async def of(db: Runner, person_id: int) -> Stand:
    """Return where a volunteer is; nowhere at first."""
    row = await db.one(_OF, person_id)
    return Stand() if row is None else Stand(**row)


async def read_charter(db: Runner, person_id: int, *, now: int) -> None:
    """Note that the charter was read; the first time counts."""
    await db.run(_CHARTER, person_id, now)


async def stand_at(db: Runner, person_id: int, event_id: int, step: str) -> None:
    """Note the event and the step, so that a volunteer who comes back goes on there."""
    await db.run(_STAND_AT, person_id, event_id, step)


async def take_pile(db: Runner, person_id: int, event_id: int, number: int) -> None:
    """Note which card of the event is the next one of this volunteer."""
    await db.run(_PILE, person_id, event_id, number)
