"""People: who talks with the bot, and who is not to be written to at the moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage import reminders, resting
from storage.runner import there
from storage.values import day_of

if TYPE_CHECKING:
    from storage.runner import Runner

_FIND = """
    SELECT id, language, arrived_at, seen_on, blocked_at, stopped_at, paused_until, quiet_until,
        paused_from, simple, holidays_off
    FROM people WHERE id = $1
"""
_ADD = """
    INSERT INTO people (id, language, arrived_at, seen_on) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING
"""
_SEE = """
    UPDATE people SET seen_on = $2 WHERE id = $1 AND blocked_at IS NULL
    RETURNING id, language, arrived_at, seen_on, blocked_at, stopped_at, paused_until,
        quiet_until, paused_from, simple, holidays_off
"""
# What fell due while the bot was blocked is not made up for: the silence lasted until now.
_WELCOME_BACK = """
    INSERT INTO people (id, language, arrived_at, seen_on) VALUES ($1, $2, $3, $4)
    ON CONFLICT (id) DO UPDATE SET blocked_at = NULL, seen_on = excluded.seen_on,
        paused_from = CASE WHEN people.blocked_at IS NULL
            OR COALESCE(people.paused_until, 0) > $3 THEN people.paused_from END,
        paused_until = CASE WHEN people.blocked_at IS NULL
            OR COALESCE(people.paused_until, 0) > $3 THEN people.paused_until ELSE $3 END
    RETURNING id, language, arrived_at, seen_on, blocked_at, stopped_at, paused_until,
        quiet_until, paused_from, simple, holidays_off
"""
_RESUME = """
    UPDATE people SET stopped_at = NULL, stop_reason = NULL, paused_from = NULL, paused_until = $2
    WHERE id = $1
"""
_BLOCK = "UPDATE people SET blocked_at = $2 WHERE id = $1 AND blocked_at IS NULL"
_PAUSE = "UPDATE people SET paused_from = $3, paused_until = $2 WHERE id = $1"
_STOP = "UPDATE people SET stopped_at = $2 WHERE id = $1 AND stopped_at IS NULL"
# Who comes back is there: what had no answer until now is not held against the rhythm they chose.
_HEARD = """
    UPDATE reminders SET ignored = 0, slowed = 0
    WHERE (ignored > 0 OR slowed > 0)
        AND pledge_id IN (SELECT id FROM pledges WHERE person_id = $1)
"""


@dataclass(frozen=True, slots=True)
class Person:
    """One person. `id` is Telegram's; moments are UTC seconds, `seen_on` is a UTC day.

    `stopped_at`: asked for silence. `paused_until`: away until then, from `paused_from` on where
    that is given. `quiet_until`: nothing self-started until then, after words of danger (no
    reason is kept). `simple`: 1 for the simple version of texts. `holidays_off`: 1
    for no reminder on public holidays. `is_new`: only true in what
    `arrive` returns the first time.
    """

    id: int
    language: str
    arrived_at: int
    seen_on: str
    blocked_at: int | None = None
    stopped_at: int | None = None
    paused_until: int | None = None
    quiet_until: int | None = None
    paused_from: int | None = None
    simple: int = 0
    holidays_off: int = 0
    is_new: bool = False

    def reachable(self, now: int) -> bool:
        """Whether something self-started, a reminder for example, may go to this person now."""
        return (
            self.blocked_at is None
            and self.stopped_at is None
            and not self.away(now)
            and now >= (self.quiet_until or 0)
        )

    def away(self, now: int) -> bool:
        """Whether the person asked for a pause that goes on at this moment."""
        return (self.paused_from or 0) <= now < (self.paused_until or 0)


async def arrive(db: Runner, person_id: int, *, language: str, now: int) -> Person:
    """Note that a person wrote: make them known, or note the day and that we are not blocked.

    Costs one read where nothing changes. `language` counts on the first time only.
    """
    person = await find(db, person_id)
    if person is not None and person.blocked_at is None and person.seen_on == day_of(now):
        return person
    if person is not None and (seen := await see(db, person, now=now)) is not None:
        return seen
    async with db.transaction() as tx:
        is_new = await tx.run(_ADD, person_id, language, now, day_of(now)) == 1
        # An upsert, not an update: the person may be leaving at this very moment.
        row = await tx.one(_WELCOME_BACK, person_id, language, now, day_of(now))
        back = Person(**there(row), is_new=is_new)
        if person is not None and person.blocked_at is not None:
            await tx.run(_HEARD, person_id)
            if back.stopped_at is None:
                await reminders.wake(tx, person_id)
    return back


async def see(db: Runner, person: Person, *, now: int) -> Person | None:
    """Note the day on which somebody whom we know wrote: one statement, which stands alone.

    None where more is to be done (`arrive`): they had blocked the bot, or have left.
    """
    if person.blocked_at is not None:
        return None
    row = await db.one(_SEE, person.id, day_of(now))
    return None if row is None else Person(**row)


async def find(db: Runner, person_id: int) -> Person | None:
    """Return a person, or None where we do not know them."""
    row = await db.one(_FIND, person_id)
    return None if row is None else Person(**row)


async def block(db: Runner, person_id: int, *, now: int) -> None:
    """Note that the person blocked the bot. Their data sleeps; `arrive` wakes it."""
    async with db.transaction() as tx:
        await tx.run(_BLOCK, person_id, now)
        await reminders.lay_down(tx, person_id)


async def stop(db: Runner, person_id: int, *, now: int) -> None:
    """Note that the person wants silence: nothing self-started until `resume`."""
    async with db.transaction() as tx:
        await tx.run(_STOP, person_id, now)
        await reminders.lay_down(tx, person_id)


async def say_why(db: Runner, person_id: int, reason: str) -> bool:
    """Keep why a person stopped, where they like to say so; False where they have not."""
    return (
        await db.run(
            "UPDATE people SET stop_reason = $2 WHERE id = $1 AND stopped_at IS NOT NULL",
            person_id,
            reason,
        )
        == 1
    )


async def resume(db: Runner, person_id: int, *, now: int) -> None:
    """End what `stop` and `pause` began; what fell due meanwhile is not made up for."""
    async with db.transaction() as tx:
        await tx.run(_RESUME, person_id, now)
        await tx.run(_HEARD, person_id)
        await reminders.wake(tx, person_id)


async def pause(db: Runner, person_id: int, *, until: int, since: int | None = None) -> None:
    """Nothing self-started until a moment, from now or from `since` on; then as before."""
    async with db.transaction() as tx:
        await tx.run(_PAUSE, person_id, until, since)
        await resting.rouse(tx, person_id)  # it may end sooner than the one before


async def choose_simple(db: Runner, person_id: int, *, simple: bool) -> None:
    """Note whether the person wants the simple version of texts."""
    await db.run("UPDATE people SET simple = $2 WHERE id = $1", person_id, int(simple))


async def rest_on_holidays(db: Runner, person_id: int, *, rest: bool) -> None:
    """Note whether the person wants no reminder on public holidays."""
    await db.run("UPDATE people SET holidays_off = $2 WHERE id = $1", person_id, int(rest))


async def hush(db: Runner, person_id: int, *, until: int) -> None:
    """Nothing self-started until a moment, after words of danger. Never shortens a silence."""
    await db.run(
        "UPDATE people SET quiet_until = $2"
        " WHERE id = $1 AND (quiet_until IS NULL OR quiet_until < $2)",
        person_id,
        until,
    )


async def forget(db: Runner, person_id: int) -> bool:
    """Delete a person and all that hangs on them; return whether we knew them."""
    return await db.run("DELETE FROM people WHERE id = $1", person_id) == 1


async def forget_blocked(db: Runner, *, before: int) -> int:
    """Delete the people who have blocked the bot since before a moment; return how many."""
    return await db.run("DELETE FROM people WHERE blocked_at < $1", before)
