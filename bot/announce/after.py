"""After the start: pausing, going on, stopping; correcting in place and taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.announce import following
from bot.announce.kinds import CORRECTION, RECALL
from bot.rules.announcing import RECALL_S
from storage import announcements, audit, batches

if TYPE_CHECKING:
    from bot.context import Services
    from storage.announcements import Announcement, State

_IN_FLIGHT = ("claimed", "sending")


async def pause(services: Services, number: int, *, by: int) -> bool:
    """`Mettre en pause`: what is in the air arrives, nothing else leaves."""
    return await _move(services, number, "paused", by=by, reason="staff")


async def resume(services: Services, number: int, *, by: int) -> bool:
    """`Reprendre`: the rest leaves; nobody gets it twice."""
    one = await announcements.find(services.db, number)
    if one is None or one.state != "paused":
        return False
    now = services.now()
    async with services.db.transaction() as tx:
        # What was held before it began takes the whole way: its audience may not be frozen yet.
        to: State = "running" if one.started_at is not None else "scheduled"
        moved = await announcements.move(tx, number, to, now=now)
        if moved:
            if to == "scheduled":
                until = one.valid_until or now
                at = max(one.send_at or now, now)
                await announcements.plan(tx, number, send_at=at, valid_until=until)
            await audit.write(tx, "announcement.resumed", by=by, detail=f"n° {number}", now=now)
    return moved


async def stop(services: Services, number: int, *, by: int) -> bool:
    """`Arrêter l'envoi` for good; the rest is closed by the next tick."""
    return await _move(services, number, "cancelled", by=by)


async def in_flight(services: Services, one: Announcement) -> bool:
    """Say whether something is in the air, whose fate is known in a moment."""
    counts = await batches.counts(services.db, one.batch)
    return any(counts.get(status) for status in _IN_FLIGHT)


async def correct(services: Services, number: int, html: str, *, by: int) -> int | None:
    """Replace the words for those who got it, in place; return for how many.

    None where the words are the same, or it cannot be corrected now. Those who have not got it
    yet get the new words.
    """
    async with services.db.transaction() as tx:
        if not await announcements.correct(tx, number, html):
            return None
        one = await announcements.find(tx, number)
        if one is None:
            return None
        edits = await batches.follow_up(
            tx,
            one.batch,
            name=following.correction_batch(one),
            kind=CORRECTION,
            sent_after=0,
            now=services.now(),
        )
        detail = f"n° {number}, version {one.version}"
        await audit.write(tx, "announcement.corrected", by=by, detail=detail, now=services.now())
    return edits


async def recall(services: Services, number: int, *, by: int) -> int | None:
    """Delete it wherever it came less than 48 hours ago; return for how many people.

    None where it is not over: it is stopped first.
    """
    now = services.now()
    async with services.db.transaction() as tx:
        if not await announcements.move(tx, number, "recalled", now=now):
            return None
        one = await announcements.find(tx, number)
        if one is None:
            return None
        removed = await batches.follow_up(
            tx,
            one.batch,
            name=following.recall_batch(one),
            kind=RECALL,
            sent_after=now - RECALL_S,
            now=now,
        )
        await audit.write(tx, "announcement.recalled", by=by, detail=f"n° {number}", now=now)
    return removed


async def _move(services: Services, number: int, to: State, *, by: int, reason: str = "") -> bool:
    now = services.now()
    async with services.db.transaction() as tx:
        moved = await announcements.move(tx, number, to, now=now, reason=reason)
        if moved:
            await batches.hold(tx, announcements.batch_of(number))
            await audit.write(tx, f"announcement.{to}", by=by, detail=f"n° {number}", now=now)
    return moved
