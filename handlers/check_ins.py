"""Answers to a reminder: done, not this time, later; and taking each of them back."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from content.texts import Html
from handlers import pledges as pledge_screens
from handlers.rhythms import EVENING, MORNING
from handlers.visit import Visit, button
from handlers.wording import at_wall_time, day_words, local_time, moment_words, times_words
from storage import check_ins, pledges, reminders

if TYPE_CHECKING:
    from storage.database import Transaction
    from storage.pledges import Pledge

_MILESTONES = {1: "done.first", 4: "done.fourth", 12: "done.twelfth"}
_OLDEST = timedelta(days=92)
_EVENING_UNTIL = time(17)


async def on_done(visit: Visit, press: Press) -> None:
    """`C'est fait`: credited to the day of the reminder, once, however often it is pressed."""
    await _answer(visit, press, "done")


async def on_skip(visit: Visit, press: Press) -> None:
    """`Pas cette fois`: costs nothing."""
    await _answer(visit, press, "skipped")


async def on_undo(visit: Visit, press: Press) -> None:
    """`Annuler`: take an answer back; the question stands again."""
    found = await _occurrence(visit, press)
    if found is None:
        return
    pledge, day = found
    async with visit.services.db.transaction() as tx:
        await check_ins.undo(tx, pledge.id, day.isoformat())
        await pledges.reopen(tx, pledge.id, visit.person.id)
    await visit.toast(visit.texts.plain("done.toast_undone"))
    html = visit.texts("done.undone", **await _facts(visit, pledge, day))
    await visit.show(Screen(html, (_questions(visit, pledge, day),)))


async def on_later(visit: Visit, press: Press) -> None:
    """`Plus tard`: two choices in words."""
    found = await _occurrence(visit, press)
    if found is None:
        return
    pledge, day = found
    early = _wall_time(visit) < _EVENING_UNTIL
    choices = ("hour", "evening" if early else "morning")
    row = tuple(
        button(visit.texts, f"later.{choice}", Verb.LATER_AT, pledge.id, day.isoformat(), choice)
        for choice in choices
    )
    back = (button(visit.texts, "reminder.done", Verb.DONE, pledge.id, day.isoformat()),)
    html = visit.texts("later.ask", title=pledge_screens.title_of(visit, pledge))
    await visit.show(Screen(html, (row, back)))


async def on_later_at(visit: Visit, press: Press) -> None:
    """Come back at the hour that was chosen; the answer will still count for the first day."""
    found = await _occurrence(visit, press)
    due_at = _later(visit, press.text(2))
    if found is None or due_at is None:
        return
    pledge, day = found
    upcoming = await reminders.of(visit.services.db, pledge.id)
    if upcoming is not None and upcoming.due_at <= due_at and upcoming.occurrence != str(day):
        key, moment = "later.soon", upcoming.due_at
    else:
        key, moment = "later.set", due_at
        await reminders.put(visit.services.db, pledge.id, due_at=due_at, occurrence=str(day))
    title = pledge_screens.title_of(visit, pledge)
    html = visit.texts(key, title=title, **moment_words(visit, moment))
    done = (button(visit.texts, "reminder.done", Verb.DONE, pledge.id, day.isoformat()),)
    await visit.show(Screen(html, (done,)))


async def _answer(visit: Visit, press: Press, outcome: check_ins.Outcome) -> None:
    found = await _occurrence(visit, press)
    if found is None:
        return
    pledge, day = found
    recorded = await _record(visit, pledge, day, outcome)
    facts = await _facts(visit, pledge, day)
    if outcome == "skipped":
        html, toast = visit.texts("done.skip", **facts), "done.toast_skip"
    elif not recorded.changed:
        html, toast = visit.texts("done.again", **facts), "done.toast"
    else:
        html, toast = await _thanks(visit, pledge, facts), "done.toast"
    await visit.toast(visit.texts.plain(toast))
    rows = (
        (
            button(visit.texts, "done.undo", Verb.UNDO, pledge.id, day.isoformat()),
            button(visit.texts, "button.progress", Verb.PROGRESS),
        ),
    )
    await visit.show(Screen(html, rows))


async def _record(
    visit: Visit, pledge: Pledge, day: date, outcome: check_ins.Outcome
) -> check_ins.Recorded:
    """Keep the answer; something that is done once is kept with it."""
    async with visit.services.db.transaction() as tx:
        recorded = await check_ins.record(tx, pledge.id, day.isoformat(), outcome, now=visit.now)
        if pledge_screens.rhythm_of(pledge).kind == "once" and outcome == "done":
            await pledges.end(tx, pledge.id, visit.person.id, state="kept", now=visit.now)
        await _heed(visit, tx, pledge)
    return recorded


async def _heed(visit: Visit, tx: Transaction, pledge: Pledge) -> None:
    """Any answer brings back the rhythm that was chosen, where reminders had slowed down."""
    waiting = await reminders.of(tx, pledge.id)
    if waiting is None or not await reminders.heeded(tx, pledge.id) or not waiting.slowed:
        return
    rhythm = pledge_screens.rhythm_of(pledge)
    await visit.services.remind_next(tx, pledge.id, rhythm, after=visit.now)


async def _thanks(visit: Visit, pledge: Pledge, facts: dict[str, str]) -> Html:
    html = visit.texts("done.text", **facts)
    done = await pledge_screens.done_count(visit, pledge)
    milestone = _MILESTONES.get(done)
    return Html(f"{html}\n{visit.texts(milestone)}") if milestone else html


async def _occurrence(visit: Visit, press: Press) -> tuple[Pledge, date] | None:
    """Give the pledge and the day of a button, if both are this person's and make sense."""
    pledge = await pledges.get(visit.services.db, press.number(0), visit.person.id)
    day = _day(press.text(1))
    if pledge is not None and day is not None and visit.today - _OLDEST <= day <= visit.today:
        return pledge, day
    await visit.toast(visit.texts.plain("other.old_button"))
    await visit.say(await pledge_screens.pledges_screen(visit))
    return None


async def _facts(visit: Visit, pledge: Pledge, day: date) -> dict[str, str]:
    done = await pledge_screens.done_count(visit, pledge)
    return {
        "date": day_words(visit.texts, day, visit.today),
        "title": pledge_screens.title_of(visit, pledge),
        "times": times_words(visit.texts, done),
    }


def _questions(visit: Visit, pledge: Pledge, day: date) -> tuple[Button, ...]:
    words = (("done", Verb.DONE), ("skip", Verb.SKIP), ("later", Verb.LATER))
    return tuple(
        Button(visit.texts.plain(f"reminder.{word}"), pack(verb, pledge.id, day.isoformat()))
        for word, verb in words
    )


def _later(visit: Visit, choice: str) -> int | None:
    zone, today = visit.services.zone, visit.today
    if choice == "hour":
        return visit.now + 3600
    if choice == "evening":
        return max(at_wall_time(today, EVENING, zone), visit.now + 60)
    if choice == "morning":
        return at_wall_time(today + timedelta(days=1), MORNING, zone)
    return None


def _wall_time(visit: Visit) -> time:
    return local_time(visit.now, visit.services.zone).time()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
