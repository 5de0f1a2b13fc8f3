"""Reminders: planned once into the outbox, checked again when they leave."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.pace import Lane
from bot.rules.presses import Verb, pack
from bot.rules.recurrence import Rhythm, next_occurrence
from bot.rules.wall_time import instant_of, wall_of
from storage import check_ins, outbox, people, pledges, reminders

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from content.model import Action, Content
    from content.texts import Texts
    from storage.database import Database, Transaction
    from storage.outbox import Entry
    from storage.pledges import Pledge
    from storage.reminders import DueReminder

LOG = logging.getLogger(__name__)
KIND = "reminder"
LATE_S = 6 * 3600  # spec/contract.md: sent until 6 h late, then skipped and logged
_BATCH = 200
_CLOSING = "end"  # the "day" of the message that closes a pledge which has come to its end


@dataclass(frozen=True, slots=True)
class _Line:
    """One pledge in a reminder: what it is, and the day that an answer is credited to."""

    pledge: Pledge
    action: Action
    day: str


async def plan(db: Database, zone: ZoneInfo, *, now: int) -> int:
    """Move every reminder that is due into the outbox and set its next one; return how many.

    Both happen in one transaction, so that a crash between them is no lost or doubled reminder.
    Whatever one person has due goes out as one message.
    """
    planned = 0
    while True:
        async with db.transaction() as tx:
            due = await reminders.due(tx, now=now, limit=_BATCH)
            for _, theirs in groupby(sorted(due, key=_by_person), key=lambda d: d.person_id):
                planned += await _plan_person(tx, list(theirs), zone, now)
        if len(due) < _BATCH:
            return planned


async def schedule_next(
    tx: Transaction, pledge_id: int, rhythm: Rhythm, *, after: int, zone: ZoneInfo
) -> date | None:
    """Set the first reminder of a pledge after `after`; return its day, `None` without one."""
    occurrence = next_occurrence(rhythm, after, zone) if rhythm.at is not None else None
    if occurrence is None:
        await reminders.clear(tx, pledge_id)
        return None
    await reminders.put(
        tx, pledge_id, due_at=occurrence.due_at, occurrence=occurrence.day.isoformat()
    )
    return occurrence.day


class Reminder:
    """Makes the message of a planned reminder, if the person still wants it."""

    def __init__(self, db: Database, content: Content, texts: Texts) -> None:
        self._db = db
        self._content = content
        self._texts = texts

    async def prepare(self, entry: Entry, now: int) -> Screen | None:
        """Look at the wish once more; `None` where nothing is to be sent any more."""
        # Each try that failed moves `due_at`; what counts is the hour that the person chose.
        if now - entry.payload.get("at", entry.due_at) > LATE_S:
            LOG.warning("reminder too late", extra={"entry": entry.id})
            return None
        person = await people.find(self._db, entry.person_id)
        if person is None or not person.reachable(now):
            return None
        lines = [line for item in entry.payload["due"] if (line := await self._line(entry, item))]
        if not lines:
            return None
        if lines[0].day == _CLOSING:
            return await self._closing(lines[0])
        return reminder_screen(self._texts, lines)

    async def _line(self, entry: Entry, item: list[object]) -> _Line | None:
        pledge_id, day = int(str(item[0])), str(item[1])
        pledge = await pledges.get(self._db, pledge_id, entry.person_id)
        if pledge is None or pledge.state != "active":
            return None
        action = self._content.actions.get(pledge.action_id)
        if action is None or await check_ins.find(self._db, pledge_id, day) is not None:
            return None
        return _Line(pledge, action, day)

    async def _closing(self, line: _Line) -> Screen:
        done, _ = (await check_ins.counts(self._db, line.pledge.person_id)).get(
            line.pledge.id, (0, 0)
        )
        html = self._texts(
            "closing.text", action=line.action.title, times=self._texts.count("times", done)
        )
        again = Button(self._texts("closing.again"), pack(Verb.PLEDGE_AGAIN, line.pledge.id))
        enough = Button(self._texts("closing.enough"), pack(Verb.PLEDGE_KEPT, line.pledge.id))
        return Screen(html, ((again,), (enough,)))


def reminder_screen(texts: Texts, lines: list[_Line]) -> Screen:
    """One message: a line for each pledge, and a row of buttons each."""
    single = len(lines) == 1
    rows = tuple(_row(texts, line, "" if single else f" {n}") for n, line in enumerate(lines, 1))
    if single:
        line = lines[0]
        return Screen(texts("reminder.one", action=line.action.title, how=line.action.how), rows)
    listed = "\n".join(
        texts("reminder.line", number=n, action=line.action.title)
        for n, line in enumerate(lines, 1)
    )
    return Screen(texts("reminder.many") + "\n" + listed, rows)


def _row(texts: Texts, line: _Line, suffix: str) -> tuple[Button, ...]:
    return tuple(
        Button(texts(f"reminder.{word}") + suffix, pack(verb, line.pledge.id, line.day))
        for word, verb in (("done", Verb.DONE), ("skip", Verb.SKIP), ("later", Verb.LATER))
    )


async def _plan_person(tx: Transaction, due: list[DueReminder], zone: ZoneInfo, now: int) -> int:
    fresh = [item for item in due if now - item.due_at <= LATE_S]
    for item in due:
        if item not in fresh:
            LOG.warning("reminder skipped: too late", extra={"pledge": item.pledge_id})
        await _advance(tx, item, zone, now)
    # A closing message speaks of one pledge; the others share one message.
    batches = [[d] for d in fresh if d.occurrence == _CLOSING]
    batches.append([d for d in fresh if d.occurrence != _CLOSING])
    for batch in filter(None, batches):
        first, due_at = batch[0], min(d.due_at for d in batch)
        await outbox.put(
            tx,
            key=f"{KIND}:{first.pledge_id}:{first.occurrence}:{first.due_at}",
            lane=Lane.REMINDER,
            person_id=first.person_id,
            kind=KIND,
            payload={"due": [[d.pledge_id, d.occurrence] for d in batch], "at": due_at},
            due_at=due_at,
        )
    return len(fresh)


async def _advance(tx: Transaction, due: DueReminder, zone: ZoneInfo, now: int) -> None:
    """Set what comes after this reminder: the next one, or the message that closes the pledge."""
    if due.occurrence == _CLOSING:
        await reminders.clear(tx, due.pledge_id)
        return
    try:
        rhythm = Rhythm.from_dict(due.rhythm)
    except ValueError as error:
        # One that cannot be read must not hold up everybody's reminders, minute after minute.
        LOG.error("rhythm unreadable", extra={"pledge": due.pledge_id, "reason": str(error)})
        await reminders.clear(tx, due.pledge_id)
        return
    after = max(now, due.due_at)
    following = await schedule_next(tx, due.pledge_id, rhythm, after=after, zone=zone)
    if following is None and rhythm.kind != "once" and rhythm.at is not None:
        # The day after, at the hour that the person is used to, whatever the clocks do that night.
        day = wall_of(after, zone).date() + timedelta(days=1)
        closing_at = instant_of(day, rhythm.at, zone)
        await reminders.put(tx, due.pledge_id, due_at=closing_at, occurrence=_CLOSING)


def _by_person(due: DueReminder) -> tuple[int, int, int]:
    return due.person_id, due.due_at, due.pledge_id
