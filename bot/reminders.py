"""Reminders: planned once into the outbox, checked again when they leave."""

from __future__ import annotations

import logging
from datetime import time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from bot.announce import service
from bot.outbox import Later
from bot.pace import Lane
from bot.reminder_rules import (
    ALONE,
    CLOSING,
    QUIET,
    is_wanted,
    leaves_now,
    on_holiday,
    waits,
)
from bot.reminder_screens import Line, closing_screen, quiet_question, reminder_screen
from bot.rules.lateness import LATE_S, leaves_at
from bot.rules.recurrence import Occurrence, Rhythm, next_occurrence
from bot.rules.slowing import AS_CHOSEN, Attention, after_sending, asks, days_apart
from bot.rules.wall_time import instant_of, wall_of
from content.own import action_of
from storage import check_ins, meta, outbox, people, pledges, reminders, resting
from storage.together import together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from bot.deliver import Screen
    from content.model import Action
    from content.texts import Texts
    from storage.database import Database, Transaction
    from storage.outbox import Entry
    from storage.reminders import DueReminder

LOG = logging.getLogger(__name__)
KIND = "reminder"
_BATCH = 100  # so few that a reply which writes meanwhile does not wait for long
_MIDNIGHT = time(0)
_HEEDED = Attention()


async def plan(db: Database, zone: ZoneInfo, *, now: int) -> int:
    """Move every reminder that is due into the outbox and set its next one; return how many.

    Both happen in one transaction, so that a crash between them is no lost or doubled reminder.
    Whatever one person has due within the same hour goes out as one message.
    """
    await resting.rise(db, now=now)
    if not await reminders.any_due(db, now=now):
        return 0
    planned, restored_at = 0, int(await meta.get(db, meta.RESTORED_AT) or 0)
    while True:
        async with db.transaction() as held, together(held) as tx:
            portion = await reminders.due(tx, now=now, limit=_BATCH)
            due = portion.due
            stale = [item for item in due if not is_wanted(item, zone, now, restored_at)]
            for item in stale:  # first: behind a skipped one there may be a fresher one
                await _advance(tx, item, zone, now, sent=False)
            if not stale:
                soon = await _same_hour(tx, due, zone, now)
                for _, theirs in groupby(sorted((*due, *soon), key=_by_person), key=_person):
                    planned += await _plan_person(tx, list(theirs), zone, now, restored_at)
        if not due and not portion.rested:
            return planned


async def schedule_next(
    tx: Transaction,
    pledge_id: int,
    rhythm: Rhythm,
    *,
    after: int,
    zone: ZoneInfo,
    attention: Attention = _HEEDED,
) -> date | None:
    """Set the first reminder of a pledge after `after`; return its day, `None` without one.

    `attention`: reminders that nobody answers lie further apart, at the hour that was chosen.
    """
    if rhythm.at is None:
        await reminders.clear(tx, pledge_id)
        return None
    occurrence = _next(rhythm, after, zone, attention)
    if occurrence is None:
        await _close(tx, pledge_id, rhythm, after, zone, attention)
        return None
    await reminders.put(
        tx,
        pledge_id,
        due_at=occurrence.due_at,
        occurrence=QUIET if asks(attention) else occurrence.day.isoformat(),
        ignored=attention.ignored,
        slowed=attention.slowed,
    )
    return occurrence.day


async def _close(
    tx: Transaction,
    pledge_id: int,
    rhythm: Rhythm,
    after: int,
    zone: ZoneInfo,
    attention: Attention,
) -> None:
    """Set the message that closes a pledge after its last day; what is done once has none.

    The attention stays: an answer before that day still brings the chosen rhythm back.
    """
    if rhythm.kind == "once" or rhythm.at is None:
        await reminders.clear(tx, pledge_id)
        return
    await reminders.put(
        tx,
        pledge_id,
        due_at=_closing_at(rhythm, rhythm.at, after, zone),
        occurrence=CLOSING,
        ignored=attention.ignored,
        slowed=attention.slowed,
    )


class HasActions(Protocol):
    """Where the actions of the moment are found: the content, or what holds its edition."""

    @property
    def actions(self) -> Mapping[str, Action]:
        """The actions by id."""


class Reminder:
    """Makes the message of a planned reminder, if the person still wants it."""

    def __init__(self, db: Database, content: HasActions, texts: Texts, zone: ZoneInfo) -> None:
        self._db = db
        self._content = content
        self._texts = texts
        self._zone = zone

    async def prepare(self, entry: Entry, now: int) -> Screen | Later | None:
        """Look at the wish once more; `None` where nothing is to be sent any more."""
        # Each try that failed moves `due_at`; what counts is the hour that the person chose.
        leaving = leaves_at(entry.payload.get("at", entry.due_at), now, self._zone)
        if leaving is None:
            LOG.warning("reminder too late", extra={"entry": entry.id})
            return None
        if (await service.read(self._db)).silent_on(wall_of(now, self._zone).date()):
            LOG.info("reminder skipped: the service is silent", extra={"entry": entry.id})
            return None
        person = await people.find(self._db, entry.person_id)
        if person is None or not person.reachable(now):
            return None
        lines = [line for item in entry.payload["due"] if (line := await self._line(entry, item))]
        if not lines:
            return None
        if leaving > now:  # its lateness counts from there
            return Later(leaving, {**entry.payload, "at": leaving})
        return await self._screen(entry.person_id, lines)

    async def _screen(self, person_id: int, lines: Sequence[Line]) -> Screen:
        if lines[0].day == CLOSING:
            counts = await check_ins.counts(self._db, person_id)
            done, _ = counts.get(lines[0].pledge_id, (0, 0))
            return closing_screen(self._texts, lines[0], done)
        if lines[0].day == QUIET:
            return quiet_question(self._texts, lines[0])
        return reminder_screen(self._texts, lines)

    async def _line(self, entry: Entry, item: Sequence[object]) -> Line | None:
        pledge_id, day = int(str(item[0])), str(item[1])
        slowed = int(str(item[2])) if len(item) > 2 else AS_CHOSEN  # noqa: PLR2004 – older rows have two
        pledge = await pledges.get(self._db, pledge_id, entry.person_id)
        if pledge is None or pledge.state != "active":
            return None
        action = action_of(
            self._content.actions, pledge.action_id, pledge.objective, pledge.own_words
        )
        if action is None or await check_ins.find(self._db, pledge_id, day) is not None:
            return None
        kind = str(pledge.rhythm.get("kind", ""))
        return Line(pledge_id, action.title, action.how, day, slowed, kind)


async def _same_hour(
    tx: Transaction, due: Sequence[DueReminder], zone: ZoneInfo, now: int
) -> list[DueReminder]:
    """Return what else the people who are written to now have due before the hour is over."""
    wall = wall_of(now, zone)
    until = now + 3599 - wall.minute * 60 - wall.second
    theirs = sorted({item.person_id for item in due if leaves_now(item, zone, now)})
    # From the beginning: a crowd is planned in portions, and a person may stand in two of them.
    found = await reminders.due_soon(tx, theirs, after=0, until=until)
    known = {item.pledge_id for item in due}
    return [i for i in found if i.occurrence not in ALONE and i.pledge_id not in known]


async def _plan_person(
    tx: Transaction, due: list[DueReminder], zone: ZoneInfo, now: int, restored_at: int = 0
) -> int:
    fresh = [item for item in due if is_wanted(item, zone, now, restored_at)]
    for item in due:
        await _advance(tx, item, zone, now, sent=item in fresh)
    # A closing message speaks of one pledge; the others share one message. What waits for the
    # morning does not hold up what was chosen for this hour.
    batches = [[d] for d in fresh if d.occurrence in ALONE]
    shared = [d for d in fresh if d.occurrence not in ALONE]
    batches.append([d for d in shared if not waits(d, zone, now)])
    batches.append([d for d in shared if waits(d, zone, now)])
    for batch in filter(None, batches):
        first, chosen_at = batch[0], min(d.due_at for d in batch)
        leaving = max(leaves_at(chosen_at, now, zone) or now, chosen_at)
        moved = leaving > max(now, chosen_at)
        await outbox.put(
            tx,
            key=f"{KIND}:{first.pledge_id}:{first.occurrence}:{first.due_at}",
            lane=Lane.REMINDER,
            person_id=first.person_id,
            kind=KIND,
            payload={"due": [_item(d) for d in batch], "at": leaving if moved else chosen_at},
            due_at=leaving if moved else chosen_at,
        )
    return len(fresh)


def _item(due: DueReminder) -> list[object]:
    base: list[object] = [due.pledge_id, due.occurrence]
    return [*base, due.slowed] if due.slowed else base


async def _advance(
    tx: Transaction, due: DueReminder, zone: ZoneInfo, now: int, *, sent: bool
) -> None:
    """Set what comes after this reminder: the next one, or the message that closes the pledge."""
    if sent and due.occurrence in ALONE:
        await reminders.clear(tx, due.pledge_id)
        return
    try:
        rhythm = Rhythm.from_dict(due.rhythm)
    except ValueError as error:
        # One that cannot be read must not hold up everybody's reminders, minute after minute.
        LOG.error("rhythm unreadable", extra={"pledge": due.pledge_id, "reason": str(error)})
        await reminders.clear(tx, due.pledge_id)
        return
    before = Attention(due.ignored, due.slowed)
    attention = after_sending(before) if sent else before
    if due.occurrence == CLOSING:
        await _close(tx, due.pledge_id, rhythm, max(now, due.due_at), zone, attention)
        return
    if not sent and rhythm.kind == "once" and rhythm.at and on_holiday(due, zone):
        morrow = wall_of(due.due_at, zone).date() + timedelta(days=1)
        due_at = instant_of(morrow, rhythm.at, zone)
        await reminders.put(tx, due.pledge_id, due_at=due_at, occurrence=due.occurrence)
        return
    # Behind one that was skipped there may be one that is not too late yet.
    after = max(now, due.due_at) if sent else max(now - LATE_S - 1, due.due_at)
    await schedule_next(tx, due.pledge_id, rhythm, after=after, zone=zone, attention=attention)


def _closing_at(rhythm: Rhythm, at: time, after: int, zone: ZoneInfo) -> int:
    """Return when the hour that the person is used to strikes next, after the last day."""
    day = wall_of(after, zone).date()
    if rhythm.ends_on is None or instant_of(day, at, zone) <= after:
        day += timedelta(days=1)
    if rhythm.ends_on is not None:
        day = max(day, rhythm.ends_on + timedelta(days=1))
    return instant_of(day, at, zone)


def _next(rhythm: Rhythm, after: int, zone: ZoneInfo, attention: Attention) -> Occurrence | None:
    """Return the next occurrence, as far away as the attention asks for."""
    found = next_occurrence(rhythm, after, zone)
    gap = days_apart(attention)
    if not gap or found is None:
        return found
    # The first occurrence on or after the day that lies `gap` days ahead, at its usual hour.
    ahead = wall_of(after, zone).date() + timedelta(days=gap)
    return next_occurrence(rhythm, max(after, instant_of(ahead, _MIDNIGHT, zone) - 1), zone)


def _person(due: DueReminder) -> int:
    return due.person_id


def _by_person(due: DueReminder) -> tuple[int, int, int]:
    return due.person_id, due.due_at, due.pledge_id
