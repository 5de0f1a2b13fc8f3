"""Answers to a reminder: done, not this time, later; and taking each of them back."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from content.texts import Html
from handlers import measures
from handlers import pledges as pledge_screens
from handlers.in_view import occurrence
from handlers.rhythms import EVENING, MORNING
from handlers.visit import Visit, button
from handlers.wording import at_wall_time, day_words, local_time, moment_words, times_words
from storage import check_ins, pledges, reminders

if TYPE_CHECKING:
    from storage.database import Transaction
    from storage.pledges import Pledge

_MILESTONES = {1: "done.first", 4: "done.fourth", 12: "done.twelfth"}
_ABSENCE = timedelta(days=30)
_EVENING_UNTIL = time(17)


async def on_done(visit: Visit, press: Press) -> None:
    """`C'est fait`: credited to the day of the reminder, once, however often it is pressed."""
    await _answer(visit, press, "done")


async def on_skip(visit: Visit, press: Press) -> None:
    """`Pas cette fois`: costs nothing."""
    await _answer(visit, press, "skipped")


async def on_undo(visit: Visit, press: Press) -> None:
    """`Annuler`: take an answer back; the question stands again."""
    found = await occurrence(visit, press)
    if found is None:
        return
    pledge, day = found
    async with visit.services.db.transaction() as tx:
        await check_ins.undo(tx, pledge.id, day.isoformat())
        await pledges.reopen(tx, pledge.id, visit.person.id)
    await visit.toast(visit.texts.plain("done.toast_undone"))
    done = await pledge_screens.done_count(visit, pledge)
    key = "done.undone" if done else "done.undone_none"
    html = visit.texts(key, **await _facts(visit, pledge, day))
    await visit.show(Screen(html, (_questions(visit, pledge, day),)))


async def on_later(visit: Visit, press: Press) -> None:
    """`Plus tard`: two choices in words."""
    found = await occurrence(visit, press)
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
    found = await occurrence(visit, press)
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
    found = await occurrence(visit, press)
    if found is not None:
        await _keep(visit, *found, outcome)


async def done_on(
    visit: Visit, pledge: Pledge, day: date, *, quantity: float | None = None
) -> None:
    """Credit a pledge to a day, and say so."""
    await _keep(visit, pledge, day, "done", quantity)


async def _keep(
    visit: Visit,
    pledge: Pledge,
    day: date,
    outcome: check_ins.Outcome,
    quantity: float | None = None,
) -> None:
    recorded = await _record(visit, pledge, day, outcome, quantity)
    facts = await _facts(visit, pledge, day)
    if outcome == "skipped":
        done = await pledge_screens.done_count(visit, pledge)
        html = visit.texts("done.skip" if done else "done.skip_none", **facts)
        toast = "done.toast_skip"
    elif not recorded.changed:
        html, toast = visit.texts("done.again", **facts), "done.toast"
    else:
        html, toast = await _thanks(visit, pledge, day, facts), "done.toast"
    await visit.toast(visit.texts.plain(toast))
    question: str = ""
    amounts: tuple[Button, ...] = ()
    if outcome == "done" and quantity is None:
        question, amounts = measures.asked(visit, pledge, day)
    html = Html(f"{html}\n{question}") if question else html
    rows = (amounts, *_after(visit, pledge, day, outcome))
    # Where an amount may be typed, « 2 » is two kilometres and not the second button.
    await visit.show(Screen(html, tuple(row for row in rows if row)), numbers=not amounts)


def _after(
    visit: Visit, pledge: Pledge, day: date, outcome: check_ins.Outcome
) -> tuple[tuple[Button, ...], ...]:
    texts, on = visit.texts, day.isoformat()
    undo = button(texts, "done.undo", Verb.UNDO, pledge.id, on)
    first = (undo, button(texts, "button.progress", Verb.PROGRESS))
    if outcome != "done" or day != visit.today:
        return (first,)
    before = (day - timedelta(days=1)).isoformat()
    return (first, (button(texts, "pledges.done_yesterday", Verb.MOVE, pledge.id, on, before),))


async def _record(
    visit: Visit,
    pledge: Pledge,
    day: date,
    outcome: check_ins.Outcome,
    quantity: float | None,
) -> check_ins.Recorded:
    """Keep the answer; something that is done once is kept with it."""
    on = day.isoformat()
    async with visit.services.db.transaction() as tx:
        recorded = await check_ins.record(
            tx, pledge.id, on, outcome, quantity=quantity, now=visit.now
        )
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


async def _thanks(visit: Visit, pledge: Pledge, day: date, facts: dict[str, str]) -> Html:
    """Thank; at 1, 4 and 12 times and after an absence, say a warm word more."""
    html = visit.texts("done.text", **facts)
    done = await pledge_screens.done_count(visit, pledge)
    before = await check_ins.last_done(visit.services.db, visit.person.id, before=str(day))
    away = before is not None and day - date.fromisoformat(before) >= _ABSENCE
    more = "done.back" if away else _MILESTONES.get(done)
    return Html(f"{html}\n{visit.texts(more)}") if more else html


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
