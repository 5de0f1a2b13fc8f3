from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.reminders import KIND, LATE_S, Reminder, plan, schedule_next
from bot.rules.recurrence import Rhythm
from content.load import load
from content.texts import Texts
from storage import check_ins, outbox, people, pledges, reminders
from tests.bot.conftest import NOON, PARIS, PEOPLE

if TYPE_CHECKING:
    from storage.database import Database
    from storage.outbox import Entry

A, B = PEOPLE[:2]
EVENING = Rhythm("daily", 1, (), time(18, 30), date(2026, 5, 12), date(2026, 6, 8))
ACTIONS = ("eau-du-robinet", "fermer-robinet", "stop-pub")


def moment(day: str, hour: str) -> int:
    return int(datetime.fromisoformat(f"{day} {hour}").replace(tzinfo=PARIS).timestamp())


async def pledge(
    db: Database, person: int, rhythm: Rhythm = EVENING, action: str = ACTIONS[0], at: int = NOON
) -> int:
    async with db.transaction() as tx:
        taken = await pledges.take(
            tx,
            person,
            action,
            objective=1,
            rhythm=rhythm.to_dict(),
            update_id=hash((person, action)) % 10**9,
            now=at,
        )
        assert taken.pledge is not None
        await schedule_next(tx, taken.pledge.id, rhythm, after=at, zone=PARIS)
    return taken.pledge.id


async def leaving(db: Database, now: int) -> list[Entry]:
    await plan(db, PARIS, now=now)
    return await outbox.claim(db, worker="w", now=now, limit=100, lease_s=60)


async def due_at(db: Database, pledge_id: int) -> int | None:
    found = await reminders.of(db, pledge_id)
    return None if found is None else found.due_at


async def test_it_is_planned_once_and_the_next_one_set(db: Database) -> None:
    number = await pledge(db, A)
    assert await due_at(db, number) == moment("2026-05-12", "18:30")
    assert await plan(db, PARIS, now=moment("2026-05-12", "18:29")) == 0

    now = moment("2026-05-12", "18:30")
    assert await plan(db, PARIS, now=now) == 1
    assert await plan(db, PARIS, now=now) == 0
    (entry,) = await outbox.claim(db, worker="w", now=now, limit=9, lease_s=60)
    assert entry.payload == {"due": [[number, "2026-05-12"]]}
    assert await due_at(db, number) == moment("2026-05-13", "18:30")


async def test_what_one_person_has_due_is_one_message(db: Database) -> None:
    numbers = [await pledge(db, A, action=action) for action in ACTIONS[:2]]
    other = await pledge(db, B)

    entries = await leaving(db, moment("2026-05-12", "18:31"))

    assert [(e.person_id, [i[0] for i in e.payload["due"]]) for e in entries] == [
        (A, numbers),
        (B, [other]),
    ]


@pytest.mark.parametrize(
    ("night", "hour"), [("2026-10-24", "09:00"), ("2027-03-27", "09:00"), ("2027-03-27", "02:30")]
)
async def test_the_hour_stays_the_same_through_a_change_of_clocks(
    db: Database, night: str, hour: str
) -> None:
    first = date.fromisoformat(night)
    rhythm = Rhythm("daily", 1, (), time.fromisoformat(hour), first, first + timedelta(days=9))
    number = await pledge(db, A, rhythm, at=moment(night, "00:00"))
    walls = []
    for _ in range(3):
        due = await due_at(db, number)
        assert due is not None
        walls.append(datetime.fromtimestamp(due, PARIS).strftime("%d %H:%M"))
        await plan(db, PARIS, now=due)

    # The half past two that does not exist is three o'clock, when the clocks jump.
    skipped = "03:00" if (night, hour) == ("2027-03-27", "02:30") else hour
    days = [f"{(first + timedelta(days=n)).day:02}" for n in range(3)]
    assert walls == [f"{days[0]} {hour}", f"{days[1]} {skipped}", f"{days[2]} {hour}"]


async def test_an_outage_skips_what_is_too_late_and_says_so(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    number = await pledge(db, A)
    now = moment("2026-05-12", "18:30") + LATE_S + 1
    with caplog.at_level(logging.WARNING):
        assert await leaving(db, now) == []

    assert "too late" in caplog.text
    assert await due_at(db, number) == moment("2026-05-13", "18:30")


async def test_six_hours_late_it_is_still_sent(db: Database) -> None:
    await pledge(db, A)

    assert len(await leaving(db, moment("2026-05-12", "18:30") + LATE_S)) == 1


async def test_without_a_reminder_none_is_ever_planned(db: Database) -> None:
    number = await pledge(db, A, replace(EVENING, at=None))

    assert await due_at(db, number) is None
    assert await plan(db, PARIS, now=moment("2026-06-30", "12:00")) == 0


async def test_after_the_last_day_comes_one_closing_message(db: Database) -> None:
    number = await pledge(db, A, replace(EVENING, ends_on=date(2026, 5, 12)))
    await plan(db, PARIS, now=moment("2026-05-12", "18:30"))
    found = await reminders.of(db, number)
    assert found is not None
    assert found.occurrence == "end"

    await plan(db, PARIS, now=moment("2026-05-13", "18:30"))

    assert await due_at(db, number) is None


async def test_what_is_done_once_has_no_closing_message(db: Database) -> None:
    rhythm = Rhythm("once", 1, (), time(18, 30), date(2026, 5, 12), None)
    number = await pledge(db, A, rhythm)
    await plan(db, PARIS, now=moment("2026-05-12", "18:30"))

    assert await due_at(db, number) is None


@pytest.mark.parametrize(
    "change", ["done", "paused", "stopped", "ended", "hushed", "away", "blocked", "late", "gone"]
)
async def test_the_wish_is_checked_again_when_it_leaves(db: Database, change: str) -> None:
    number = await pledge(db, A)
    now = moment("2026-05-12", "18:30")
    (entry,) = await leaving(db, now)
    content = load()
    reminder = Reminder(db, content, Texts(content.sentences))
    assert await reminder.prepare(entry, now) is not None

    if change == "done":
        await check_ins.record(db, number, "2026-05-12", "done", now=now)
    elif change == "paused":
        await pledges.pause(db, number, A)
    elif change == "stopped":
        await people.stop(db, A, now=now)
    elif change == "ended":
        await pledges.end(db, number, A, state="stopped", now=now)
    elif change == "hushed":
        await people.hush(db, A, until=now + 60)
    elif change == "away":
        await people.pause(db, A, until=now + 60)
    elif change == "blocked":
        await people.block(db, A, now=now)
    elif change == "late":
        now += LATE_S + 1
    else:
        await people.forget(db, A)

    assert await reminder.prepare(entry, now) is None
    assert entry.kind == KIND


async def test_many_at_once_are_planned_in_batches(db: Database) -> None:
    for person in PEOPLE:
        for action in ACTIONS:
            await pledge(db, person, action=action)

    entries = await leaving(db, moment("2026-05-12", "18:30"))

    assert len(entries) == len(PEOPLE)
    assert all(len(entry.payload["due"]) == 3 for entry in entries)
