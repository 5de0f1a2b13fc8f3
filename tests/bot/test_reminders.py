from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest

from bot.outbox import Later
from bot.reminders import KIND, Reminder, _plan_person, plan, schedule_next
from bot.rules.lateness import LATE_S
from bot.rules.presses import Verb, unpack
from bot.rules.recurrence import Rhythm
from content.load import load
from content.texts import Texts
from storage import check_ins, outbox, people, pledges, reminders
from tests.bot.conftest import NOON, PARIS, PEOPLE

if TYPE_CHECKING:
    from bot.deliver import Screen
    from storage.database import Database
    from storage.outbox import Entry

A, B = PEOPLE[:2]
EVENING = Rhythm("daily", 1, (), time(18, 30), date(2026, 5, 12), date(2026, 6, 8))
ACTIONS = ("eau-du-robinet", "fermer-robinet", "stop-pub")
known = cache(load)


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
    assert entry.payload == {"due": [[number, "2026-05-12"]], "at": now}
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
    await pledge(db, A, replace(EVENING, at=time(13)))

    assert len(await leaving(db, moment("2026-05-12", "13:00") + LATE_S)) == 1


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


@pytest.mark.parametrize(("last", "hour"), [("2026-10-24", "19:30"), ("2027-03-27", "19:30")])
async def test_the_closing_message_keeps_the_hour_through_a_change_of_clocks(
    db: Database, last: str, hour: str
) -> None:
    day = date.fromisoformat(last)
    number = await pledge(
        db, A, Rhythm("daily", 1, (), time.fromisoformat(hour), day, day), at=moment(last, "00:00")
    )
    await plan(db, PARIS, now=moment(last, hour) + 90)

    assert await due_at(db, number) == moment((day + timedelta(days=1)).isoformat(), hour)


async def test_after_an_outage_the_closing_message_comes_at_the_usual_hour_too(
    db: Database,
) -> None:
    number = await pledge(db, A, replace(EVENING, ends_on=date(2026, 5, 12)))
    await plan(db, PARIS, now=moment("2026-05-13", "03:10"))

    assert await due_at(db, number) == moment("2026-05-13", "18:30")


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
    reminder = reminder_of(db)
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


async def test_one_rhythm_that_cannot_be_read_holds_up_nobody_elses_reminder(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    broken, healthy = await pledge(db, A), await pledge(db, B)
    await pledges.change_rhythm(db, broken, A, {"kind": "whenever"})

    entries = await leaving(db, moment("2026-05-12", "18:30"))

    assert B in [entry.person_id for entry in entries]
    assert await due_at(db, healthy) == moment("2026-05-13", "18:30")
    assert await due_at(db, broken) is None
    assert "rhythm unreadable" in caplog.text


async def test_failed_tries_do_not_make_a_late_reminder_young_again(db: Database) -> None:
    await pledge(db, A)
    due = moment("2026-05-12", "18:30")
    (entry,) = await leaving(db, due)
    later = due + LATE_S + 60
    assert await outbox.retry(db, entry.id, due_at=later, error="cannot connect")
    (again,) = await outbox.claim(db, worker="w", now=later, limit=9, lease_s=60)

    assert await reminder_of(db).prepare(again, later) is None


@pytest.mark.parametrize("who", ["stopped", "away", "hushed", "blocked", "paused"])
async def test_who_does_not_want_any_now_gets_nothing_planned(db: Database, who: str) -> None:
    number = await pledge(db, A)
    now = moment("2026-05-12", "18:30")
    if who == "stopped":
        await people.stop(db, A, now=now)
    elif who == "away":
        await people.pause(db, A, until=now + 1)
    elif who == "hushed":
        await people.hush(db, A, until=now + 7 * 86_400)
    elif who == "blocked":
        await people.block(db, A, now=now)
    else:
        await pledges.pause(db, number, A)

    assert await leaving(db, now) == []


async def test_after_seven_days_of_silence_only_what_is_due_then_comes(db: Database) -> None:
    await pledge(db, A)
    until = moment("2026-05-19", "12:00")
    await people.hush(db, A, until=until)
    sent = []
    for minute in range(0, 8 * 1440, 10):
        now = NOON + minute * 60
        sent += [(now, entry) for entry in await leaving(db, now)]

    assert [(now, entry.payload["due"][0][1]) for now, entry in sent] == [
        (moment("2026-05-19", "18:30"), "2026-05-19")
    ]


async def test_days_without_a_computer_bring_one_reminder_not_one_for_each_day(
    db: Database,
) -> None:
    await pledge(db, A)

    assert await leaving(db, moment("2026-05-16", "12:00")) == []
    assert len(await leaving(db, moment("2026-05-16", "18:30"))) == 1


async def test_two_planners_at_once_plan_each_reminder_once(db: Database) -> None:
    for person in PEOPLE:
        await pledge(db, person)
    now = moment("2026-05-12", "18:30")
    counts = await asyncio.gather(*(plan(db, PARIS, now=now) for _ in range(4)))
    entries = await outbox.claim(db, worker="w", now=now, limit=100, lease_s=60)

    assert sum(counts) == len(PEOPLE)
    assert sorted(entry.person_id for entry in entries) == list(PEOPLE)


async def test_a_reminder_names_the_action_and_carries_its_day_in_each_button(
    db: Database,
) -> None:
    number = await pledge(db, A)
    (entry,) = await leaving(db, moment("2026-05-12", "18:30"))
    screen = await screen_of(db, entry, entry.due_at)

    assert screen is not None
    assert known().actions[ACTIONS[0]].title in screen.html
    presses = [unpack(button.data) for button in screen.buttons]
    assert [press and (press.verb, press.number(0), press.text(1)) for press in presses] == [
        (verb, number, "2026-05-12") for verb in (Verb.DONE, Verb.SKIP, Verb.LATER)
    ]


async def test_three_at_once_are_told_apart_and_the_answered_one_is_left_out(
    db: Database,
) -> None:
    numbers = [await pledge(db, A, action=action) for action in ACTIONS]
    now = moment("2026-05-12", "18:30")
    (entry,) = await leaving(db, now)
    await check_ins.record(db, numbers[1], "2026-05-12", "done", now=now)
    screen = await screen_of(db, entry, now)

    assert screen is not None
    assert len(screen.rows) == 2
    assert len({button.label for button in screen.buttons}) == 6
    assert known().actions[ACTIONS[1]].title not in screen.html


async def test_an_action_that_the_content_no_longer_has_reminds_nobody(db: Database) -> None:
    number = await pledge(db, A, action="no-longer-there")
    (entry,) = await leaving(db, moment("2026-05-12", "18:30"))

    assert await reminder_of(db).prepare(entry, entry.due_at) is None
    assert await due_at(db, number) == moment("2026-05-13", "18:30")


async def test_the_closing_message_counts_what_was_done_and_offers_to_go_on(db: Database) -> None:
    number = await pledge(db, A, replace(EVENING, ends_on=date(2026, 5, 12)))
    await plan(db, PARIS, now=moment("2026-05-12", "18:30"))
    await check_ins.record(db, number, "2026-05-12", "done", now=moment("2026-05-12", "20:00"))
    entries = await leaving(db, moment("2026-05-13", "18:30"))
    screens = [await screen_of(db, entry, entry.due_at) for entry in entries]

    (screen,) = [screen for screen in screens if screen is not None]
    presses = [unpack(button.data) for button in screen.buttons]
    assert [press and press.verb for press in presses] == [Verb.PLEDGE_AGAIN, Verb.PLEDGE_KEPT]
    assert Texts(known().sentences).count("times", 1) in screen.html


async def test_a_reminder_and_a_closing_message_are_two_messages(db: Database) -> None:
    ending = await pledge(db, A, replace(EVENING, ends_on=date(2026, 5, 12)))
    going_on = await pledge(db, A, action=ACTIONS[1])
    await leaving(db, moment("2026-05-12", "18:30"))
    entries = await leaving(db, moment("2026-05-13", "18:30"))

    assert [entry.payload["due"] for entry in entries] == [
        [[ending, "end"]],
        [[going_on, "2026-05-13"]],
    ]


async def test_what_cannot_be_finished_is_as_if_it_had_not_begun(db: Database) -> None:
    """The rows are queued and moved on in one transaction."""
    number = await pledge(db, A)
    now = moment("2026-05-12", "18:30")

    class StopsHalfway(Exception):  # noqa: N818 – tells what happens
        pass

    async def half() -> None:
        async with db.transaction() as tx:
            due = (await reminders.due(tx, now=now, limit=9)).due
            await _plan_person(tx, due, PARIS, now)
            raise StopsHalfway

    with pytest.raises(StopsHalfway):
        await half()
    assert await due_at(db, number) == now
    assert await outbox.depth(db) == {}
    assert len(await leaving(db, now)) == 1


async def screen_of(db: Database, entry: Entry, now: int) -> Screen | None:
    found = await reminder_of(db).prepare(entry, now)
    assert not isinstance(found, Later)
    return found


def reminder_of(db: Database) -> Reminder:
    return Reminder(db, known(), Texts(known().sentences), PARIS)


async def test_what_falls_due_within_the_same_hour_is_one_message(db: Database) -> None:
    first = await pledge(db, A)
    second = await pledge(db, A, replace(EVENING, at=time(18, 50)), action=ACTIONS[1])
    third = await pledge(db, A, replace(EVENING, at=time(19, 0)), action=ACTIONS[2])

    (entry,) = await leaving(db, moment("2026-05-12", "18:30"))
    assert [item[0] for item in entry.payload["due"]] == [first, second]
    assert await leaving(db, moment("2026-05-12", "18:50")) == []
    (entry,) = await leaving(db, moment("2026-05-12", "19:00"))
    assert [item[0] for item in entry.payload["due"]] == [third]
    assert await due_at(db, second) == moment("2026-05-13", "18:50")


async def test_after_a_pause_what_fell_due_in_it_is_not_made_up_for(db: Database) -> None:
    number = await pledge(db, A)
    until = moment("2026-05-12", "20:30")
    await people.pause(db, A, until=until)

    assert await leaving(db, until) == []
    assert await due_at(db, number) == moment("2026-05-13", "18:30")


async def test_a_pause_that_begins_later_leaves_what_comes_before(db: Database) -> None:
    number = await pledge(db, A)
    since, until = moment("2026-05-14", "00:00"), moment("2026-05-20", "00:00")
    await people.pause(db, A, until=until, since=since)
    days = []
    for day in range(12, 23):
        entries = await leaving(db, moment(f"2026-05-{day}", "18:30"))
        shown = [await reminder_of(db).prepare(entry, entry.due_at) for entry in entries]
        days += [day for screen in shown if screen is not None]
        await reminders.heeded(db, number)

    assert days == [12, 13, 20, 21, 22]


async def test_after_taking_reminders_up_again_nothing_comes_late(db: Database) -> None:
    await pledge(db, A)
    await people.stop(db, A, now=NOON)
    await people.resume(db, A, now=moment("2026-05-12", "19:00"))

    assert await leaving(db, moment("2026-05-12", "19:01")) == []
    assert len(await leaving(db, moment("2026-05-13", "18:30"))) == 1


async def test_a_reminder_too_late_for_the_evening_moves_to_nine(db: Database) -> None:
    await pledge(db, A)
    await plan(db, PARIS, now=moment("2026-05-12", "23:00"))
    nine = moment("2026-05-13", "09:00")
    assert await outbox.next_due_at(db) == nine
    (entry,) = await outbox.claim(db, worker="w", now=nine, limit=9, lease_s=60)

    assert await screen_of(db, entry, nine) is not None


async def test_a_send_that_slips_into_the_quiet_hours_waits_for_nine(db: Database) -> None:
    await pledge(db, A, replace(EVENING, at=time(19, 30)))
    (entry,) = await leaving(db, moment("2026-05-12", "19:30"))
    late = moment("2026-05-12", "21:00")
    nine = moment("2026-05-13", "09:00")
    assert await reminder_of(db).prepare(entry, late) == Later(nine, {**entry.payload, "at": nine})
    for _ in range(2):
        await outbox.postpone(db, entry.id, due_at=nine, payload={**entry.payload, "at": nine})
    (again,) = await outbox.claim(db, worker="w", now=nine, limit=9, lease_s=60)

    assert await screen_of(db, again, nine) is not None


async def test_whoever_does_not_answer_is_written_to_less_and_then_asked(db: Database) -> None:
    number = await pledge(db, A, replace(EVENING, ends_on=None))
    days: list[str] = []
    asked = False
    for day in range(200):
        now = moment(str(date(2026, 5, 12) + timedelta(days=day)), "18:30")
        for entry in await leaving(db, now):
            days.append(f"{date(2026, 5, 12) + timedelta(days=day):%m-%d}")
            screen = await screen_of(db, entry, now)
            assert screen is not None
            asked = "Je me tais" in screen.html

    assert days == [
        *("05-12", "05-13", "05-14", "05-21", "05-28", "06-04", "07-04", "08-03", "09-02"),
    ]
    assert asked
    assert await due_at(db, number) is None


async def test_any_answer_brings_the_chosen_rhythm_back(db: Database) -> None:
    number = await pledge(db, A)
    for day in (12, 13, 14):
        await leaving(db, moment(f"2026-05-{day}", "18:30"))
    assert await due_at(db, number) == moment("2026-05-21", "18:30")

    assert await reminders.heeded(db, number)
    assert not await reminders.heeded(db, number)


async def test_after_days_of_an_outage_the_one_that_is_hardly_late_still_comes(
    db: Database,
) -> None:
    await pledge(db, A)

    (entry,) = await leaving(db, moment("2026-05-15", "18:40"))
    assert entry.payload["due"][0][1] == "2026-05-15"


async def test_who_comes_back_before_the_usual_hour_is_asked_the_same_day(db: Database) -> None:
    number = await pledge(db, A, replace(EVENING, ends_on=date(2026, 5, 12)))
    async with db.transaction() as tx:
        back = moment("2026-05-20", "07:00")
        await schedule_next(
            tx, number, replace(EVENING, ends_on=date(2026, 5, 12)), after=back, zone=PARIS
        )

    assert await due_at(db, number) == moment("2026-05-20", "18:30")


async def test_a_closing_message_is_never_lost(db: Database) -> None:
    number = await pledge(db, A, replace(EVENING, ends_on=date(2026, 5, 12)))
    await leaving(db, moment("2026-05-12", "18:30"))
    assert await leaving(db, moment("2026-05-14", "03:00")) == []
    assert await due_at(db, number) == moment("2026-05-14", "18:30")

    assert len(await leaving(db, moment("2026-05-14", "18:30"))) == 1
