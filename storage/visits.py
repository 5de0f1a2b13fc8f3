"""What is known of whoever writes, at one look: the person, and where they are."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from storage import conversations, people
from storage.people import Person
from storage.values import day_of

if TYPE_CHECKING:
    from storage.conversations import Conversation
    from storage.runner import Runner

_LOOK = """
    SELECT people.id, language, arrived_at, seen_on, blocked_at, stopped_at, paused_until,
        quiet_until, paused_from, simple, holidays_off,
        step, data, choices, expires_at,
        CASE WHEN topic_until > $2 THEN topic END AS topic, topic_until
    FROM people LEFT JOIN conversations ON person_id = people.id AND expires_at > $2
    WHERE people.id = $1
"""
_of_person = itemgetter(*range(11))  # columns


async def arrive(
    db: Runner, person_id: int, *, language: str, now: int
) -> tuple[Person, Conversation | None]:
    """Note that a person wrote (see `people.arrive`); return them, and where they are.

    One read where nothing changes; what changes is once a day.
    """
    row = await db.one(_LOOK, person_id, now)
    if row is None:
        return await people.arrive(db, person_id, language=language, now=now), None
    person = Person(*_of_person(row))
    if person.blocked_at is not None or person.seen_on != day_of(now):
        person = await people.see(db, person, now=now) or await people.arrive(
            db, person_id, language=language, now=now
        )
    return person, None if row["expires_at"] is None else conversations.read(row)
