"""Reminders as a whole: seeing them, pausing them, stopping them at once."""

from __future__ import annotations

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from content.texts import Html
from handlers.pledges import title_of
from handlers.topics import act_row
from handlers.visit import Visit, button
from handlers.wording import day_words, moment_words
from storage import people, pledges, reminders

_DAY_S = 86_400
_LONGEST_DAYS = 92


async def show(visit: Visit) -> None:
    """/rappels: when each comes next, and the ways to have fewer."""
    texts, person = visit.texts, visit.person
    current = await pledges.active(visit.services.db, person.id)
    if not current:
        await visit.show(Screen(texts("reminders.none"), (act_row(visit),)))
        return
    blocks: list[str] = [texts("reminders.title")]
    rows: list[tuple[Button, ...]] = []
    for pledge in current:
        due = await reminders.of(visit.services.db, pledge.id)
        words = {"title": title_of(visit, pledge)}
        if due is None:
            blocks.append(texts("reminders.line_none", **words))
        else:
            blocks.append(texts("reminders.line", **words, **moment_words(visit, due.due_at)))
        rows.append((Button(words["title"], pack(Verb.RHYTHM, pledge.id)),))
    blocks.append(_state(visit) or texts("reminders.pick"))
    rows += _ways(visit)
    await visit.show(Screen(Html("\n".join(blocks)), tuple(rows)))


async def on_show(visit: Visit, _press: Press) -> None:
    """Show the reminders."""
    await show(visit)


async def on_pause(visit: Visit, press: Press) -> None:
    """Pause everything for some days; it resumes by itself."""
    days = press.number(0)
    if not 1 <= days <= _LONGEST_DAYS:
        return
    until = visit.now + days * _DAY_S
    await people.pause(visit.services.db, visit.person.id, until=until)
    date = day_words(visit.texts, visit.day_of(until), visit.today)
    html = visit.texts("reminders.paused", date=date)
    await visit.show(Screen(html, (_resume(visit),)))


async def on_resume(visit: Visit, _press: Press) -> None:
    """`Reprendre les rappels`."""
    await people.resume(visit.services.db, visit.person.id, now=visit.now)
    rows = ((button(visit.texts, "button.pledges", Verb.PLEDGES),),)
    await visit.show(Screen(visit.texts("reminders.resumed"), rows))


async def on_stop(visit: Visit, _press: Press) -> None:
    """`Arrêter tous les rappels`."""
    await stop(visit)


async def stop(visit: Visit) -> None:
    """/stop and its words: nothing more leaves, from now on; deleting is another question."""
    if visit.person.stopped_at is not None:
        await show_stopped(visit)
        return
    await people.stop(visit.services.db, visit.person.id, now=visit.now)
    await visit.show(Screen(visit.texts("stop.done"), (_resume(visit),)))


async def show_stopped(visit: Visit) -> None:
    """Say that nothing leaves any more, and how to take it up again."""
    await visit.show(Screen(visit.texts("stop.already"), (_resume(visit),)))


def _state(visit: Visit) -> str:
    person = visit.person
    if person.stopped_at is not None:
        return visit.texts("reminders.stopped_now")
    if person.paused_until is not None and person.paused_until > visit.now:
        date = day_words(visit.texts, visit.day_of(person.paused_until), visit.today)
        return visit.texts("reminders.paused_now", date=date)
    return ""


def _ways(visit: Visit) -> list[tuple[Button, ...]]:
    if _state(visit):
        return [_resume(visit)]
    texts = visit.texts
    return [
        (
            button(texts, "reminders.pause_week", Verb.PAUSE_ALL, 7),
            button(texts, "reminders.pause_month", Verb.PAUSE_ALL, 30),
        ),
        (button(texts, "reminders.stop", Verb.STOP_ALL),),
    ]


def _resume(visit: Visit) -> tuple[Button, ...]:
    return (button(visit.texts, "reminders.resume", Verb.RESUME_ALL),)
