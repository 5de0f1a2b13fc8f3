"""Pledges: what a person decided to do, how often, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from storage.runner import there
from storage.values import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.runner import Row, Runner

State: TypeAlias = Literal["active", "paused", "kept", "stopped"]
Running: TypeAlias = Literal["active", "paused"]
Ended: TypeAlias = Literal["kept", "stopped"]

# Locks the person's row on both engines: their presses are taken one after the other.
_ONE_AT_A_TIME = "UPDATE people SET language = language WHERE id = $1"
_SAME = """
    SELECT id, person_id, action_id, objective, state, rhythm, people_count, created_at,
        ended_at, end_reason, own_words
    FROM pledges
    WHERE person_id = $1
        AND (created_update = $2 OR (action_id = $3 AND state IN ('active', 'paused')))
    ORDER BY created_update = $2 DESC
"""
_COUNT = "SELECT count(*) FROM pledges WHERE person_id = $1 AND state IN ('active', 'paused')"
_TAKE = """
    INSERT INTO pledges (person_id, action_id, objective, state, rhythm, people_count,
        created_at, created_update, own_words)
    VALUES ($1, $2, $3, 'active', $4, $5, $6, $7, $8)
    RETURNING id, person_id, action_id, objective, state, rhythm, people_count, created_at,
        ended_at, end_reason, own_words
"""
_GET = """
    SELECT id, person_id, action_id, objective, state, rhythm, people_count, created_at,
        ended_at, end_reason, own_words
    FROM pledges WHERE id = $1 AND person_id = $2
"""
_ACTIVE = """
    SELECT id, person_id, action_id, objective, state, rhythm, people_count, created_at,
        ended_at, end_reason, own_words
    FROM pledges WHERE person_id = $1 AND state IN ('active', 'paused')
    ORDER BY created_at, id
"""
_HISTORY = """
    SELECT id, person_id, action_id, objective, state, rhythm, people_count, created_at,
        ended_at, end_reason, own_words
    FROM pledges WHERE person_id = $1 AND state IN ('kept', 'stopped')
    ORDER BY ended_at DESC, id DESC LIMIT $2
"""
_END = """
    UPDATE pledges SET state = $3, end_reason = $4, ended_at = $5
    WHERE id = $1 AND person_id = $2 AND state IN ('active', 'paused')
"""
_SET_STATE = """
    UPDATE pledges SET state = $3
    WHERE id = $1 AND person_id = $2 AND state IN ('active', 'paused') AND state <> $3
"""
_REOPEN = """
    UPDATE pledges SET state = 'active', ended_at = NULL, end_reason = NULL
    WHERE id = $1 AND person_id = $2 AND state = 'kept' AND NOT EXISTS (
        SELECT 1 FROM pledges other
        WHERE other.person_id = pledges.person_id AND other.action_id = pledges.action_id
            AND other.state IN ('active', 'paused')
    )
"""
_CHANGE_RHYTHM = """
    UPDATE pledges SET rhythm = $3
    WHERE id = $1 AND person_id = $2 AND state IN ('active', 'paused')
"""
_SET_PEOPLE = """
    UPDATE pledges SET people_count = $3
    WHERE id = $1 AND person_id = $2 AND state IN ('active', 'paused')
"""
_SAY_WHY = """
    UPDATE pledges SET end_reason = $3 WHERE id = $1 AND person_id = $2 AND state = 'stopped'
"""


@dataclass(frozen=True, slots=True)
class Pledge:
    """One pledge. `rhythm` is the caller's own description of when; moments are UTC seconds.

    `people_count`: how many people stand behind it (a household, a class), without names.
    `own_words`: what the person wrote, where it is no action of the content; for them alone.
    """

    id: int
    person_id: int
    action_id: str
    objective: int
    state: State
    rhythm: Mapping[str, Any]
    people_count: int
    created_at: int
    ended_at: int | None = None
    end_reason: str | None = None
    own_words: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a wish to pledge. `full`: as many run as may, so there is no `pledge`."""

    pledge: Pledge | None
    created: bool
    full: bool


async def take(  # noqa: PLR0913 – a pledge has that many sides
    db: Runner,
    person_id: int,
    action_id: str,
    *,
    objective: int,
    rhythm: Mapping[str, Any],
    people_count: int = 1,
    own_words: str | None = None,
    update_id: int,
    now: int,
    limit: int = 3,
) -> Taken:
    """Make a pledge, once: the same Telegram update, or an action that runs, gives what exists.

    A pledge runs while it is active or paused; at most `limit` run at once. Put the first
    reminder into the same transaction.
    """
    async with db.transaction() as tx:
        await tx.run(_ONE_AT_A_TIME, person_id)
        existing = await tx.one(_SAME, person_id, update_id, action_id)
        if existing is not None:
            return Taken(_pledge(existing), created=False, full=False)
        if await tx.value(_COUNT, person_id) >= limit:
            return Taken(None, created=False, full=True)
        row = await tx.one(
            _TAKE,
            person_id,
            action_id,
            objective,
            to_json(dict(rhythm)),
            people_count,
            now,
            update_id,
            own_words,
        )
        return Taken(_pledge(there(row)), created=True, full=False)


async def get(db: Runner, pledge_id: int, person_id: int) -> Pledge | None:
    """Return a pledge of this person; somebody else's is None, as if it did not exist."""
    row = await db.one(_GET, pledge_id, person_id)
    return None if row is None else _pledge(row)


async def active(db: Runner, person_id: int) -> list[Pledge]:
    """Return the pledges that run, those in pause among them, oldest first."""
    return [_pledge(row) for row in await db.all(_ACTIVE, person_id)]


async def history(db: Runner, person_id: int, *, limit: int) -> list[Pledge]:
    """Return the pledges that ended, newest first."""
    return [_pledge(row) for row in await db.all(_HISTORY, person_id, limit)]


async def end(
    db: Runner,
    pledge_id: int,
    person_id: int,
    *,
    state: Ended,
    reason: str | None = None,
    now: int,
) -> bool:
    """End a pledge as kept or stopped, and its reminder with it; False where it does not run."""
    async with db.transaction() as tx:
        ended = await tx.run(_END, pledge_id, person_id, state, reason, now) == 1
        if ended:
            await tx.run("DELETE FROM reminders WHERE pledge_id = $1", pledge_id)
        return ended


async def reopen(db: Runner, pledge_id: int, person_id: int) -> bool:
    """Let a pledge that was kept run again: the answer that kept it was taken back.

    False where it was not kept, or where the action has been pledged anew meanwhile.
    """
    return await db.run(_REOPEN, pledge_id, person_id) == 1


async def pause(db: Runner, pledge_id: int, person_id: int) -> bool:
    """Let a pledge rest; its reminder waits. False where it rested already or does not run."""
    return await set_state(db, pledge_id, person_id, "paused")


async def resume(db: Runner, pledge_id: int, person_id: int) -> bool:
    """Take a pledge up after a pause; False where it is not in pause.

    Its reminder may be long past: put the next one. An ended pledge is taken anew, with `take`.
    """
    return await set_state(db, pledge_id, person_id, "active")


async def set_state(db: Runner, pledge_id: int, person_id: int, state: Running) -> bool:
    """Set a pledge that runs to active or paused; False where nothing changed."""
    return await db.run(_SET_STATE, pledge_id, person_id, state) == 1


async def change_rhythm(
    db: Runner, pledge_id: int, person_id: int, rhythm: Mapping[str, Any]
) -> bool:
    """Give a pledge that runs another rhythm; False where it does not run."""
    return await db.run(_CHANGE_RHYTHM, pledge_id, person_id, to_json(dict(rhythm))) == 1


async def set_people(db: Runner, pledge_id: int, person_id: int, people_count: int) -> bool:
    """Say how many people stand behind a pledge that runs; False where it does not run."""
    return await db.run(_SET_PEOPLE, pledge_id, person_id, people_count) == 1


async def say_why(db: Runner, pledge_id: int, person_id: int, reason: str) -> bool:
    """Keep why a pledge was stopped, where the person likes to say so."""
    return await db.run(_SAY_WHY, pledge_id, person_id, reason) == 1


def _pledge(row: Row) -> Pledge:
    values: dict[str, Any] = {**row}
    return Pledge(**values | {"rhythm": from_json(values["rhythm"])})
