"""A database as large as the département: everybody, their pledges and the next reminders."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from bot.rules.recurrence import Rhythm
from storage.database import open_database

if TYPE_CHECKING:
    from pathlib import Path

FIRST = 1_000_000  # people have ids from here on
# Numbers and names of our own, nothing from outside.
_NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)"
_PEOPLE = (
    f"{_NUMBERS} INSERT INTO people (id, language, arrived_at, seen_on)"
    f" SELECT {FIRST} + i, 'fr', ?, '2026-01-01' FROM n"
)
# The actions are spread such that nobody has one twice.
_PLEDGES = (
    f"{_NUMBERS} INSERT INTO pledges (id, person_id, action_id, objective, state, rhythm,"
    " created_at, created_update)"
    f" SELECT i + 1, {FIRST} + i % ?, 'action-' || (i / ?), 1 + i % 10, 'active', ?, ?, i FROM n"
)
# The first ones are due at the moment; all others at some minute of the thirty days behind it.
_REMINDERS = (
    "INSERT INTO reminders (pledge_id, due_at, occurrence) SELECT id,"
    " CASE WHEN id <= ? THEN ? ELSE ? + 86400 + (id * 7919 % 43200) * 60 END, ? FROM pledges"
)
# The last ones are away for a month, and had something due this morning.
_AWAY = "UPDATE people SET paused_until = ? WHERE id >= ?"
_DUE_MEANWHILE = (
    "UPDATE reminders SET due_at = ? WHERE pledge_id IN"
    " (SELECT id FROM pledges WHERE person_id >= ?)"
)


@dataclass(frozen=True)
class Crowd:
    """So many people and active pledges; so many pledges due `at`, so many people away."""

    people: int
    pledges: int
    due: int
    away: int = 0


async def fill(path: Path, crowd: Crowd, *, at: int) -> None:
    """Make the file."""
    people, pledges, due = crowd.people, crowd.pledges, crowd.due
    database = await open_database(f"sqlite:///{path}")
    await database.close()
    day = date.fromtimestamp(at)
    rhythm = Rhythm("daily", 1, (), time(18), day, None)
    words = json.dumps(rhythm.to_dict())
    before = at - 86_400
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA synchronous=OFF")
        db.execute(_PEOPLE, (people, before))
        db.execute(_PLEDGES, (pledges, people, people, words, before))
        db.execute(_REMINDERS, (due, at, at, day.isoformat()))
        db.execute(_AWAY, (at + 30 * 86_400, FIRST + people - crowd.away))
        db.execute(_DUE_MEANWHILE, (at - 36_000, FIRST + people - crowd.away))
    db.close()
