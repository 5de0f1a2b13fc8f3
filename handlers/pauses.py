"""Reminders as a whole: seeing them, pausing them, stopping them at once."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.absence import find_absence, read_absence
from bot.rules.presses import Press, Verb, pack
from content.texts import Html
from handlers.nudges import is_wanted, switch
from handlers.pledges import title_of
from handlers.topics import act_row
from handlers.visit import Visit, button
from handlers.wording import at_wall_time, day_words, moment_words
from storage import people, pledges, reminders

if TYPE_CHECKING:
    from bot.rules.absence import Absence

_DAY_S = 86_400
_LONGEST_DAYS = 92
_STEP = "absence"
_MIDNIGHT = time(0)
STOP_REASONS = ("trop", "temps", "utile", "autre")


async def show(visit: Visit) -> None:
    """/rappels: when each comes next, and the ways to have fewer."""
    texts, person = visit.texts, visit.person
    current = await pledges.active(visit.services.db, person.id)
    if not current:
        ways = (act_row(visit), (switch(texts, wanted=await is_wanted(visit)),))
        await visit.show(Screen(texts("reminders.none"), ways))
        return
    blocks: list[str] = [texts("reminders.title")]
    rows: list[tuple[Button, ...]] = []
    for pledge in current:
        due = await reminders.of(visit.services.db, pledge.id)
        words = {"title": title_of(visit, pledge)}
        if due is None:
            blocks.append(texts("reminders.line_none", **words))
        elif person.stopped_at is not None or person.away(visit.now):
            blocks.append(texts("reminders.line_waits", **words))
        else:
            blocks.append(texts("reminders.line", **words, **moment_words(visit, due.due_at)))
        rows.append((Button(words["title"], pack(Verb.RHYTHM, pledge.id)),))
    blocks.append(_state(visit) or texts("reminders.pick"))
    rows += [*_ways(visit), (switch(texts, wanted=await is_wanted(visit)),)]
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


async def on_pause_words(visit: Visit, _press: Press) -> None:
    """« Jusqu'à une date »: the next words say it."""
    await _ask_until(visit, "reminders.pause_words")


async def heard(visit: Visit) -> bool:
    """Take « je pars jusqu'au 3 août », whenever it is said; say whether it was."""
    waiting = visit.conversation is not None and visit.conversation.step == _STEP
    read = read_absence if waiting else find_absence
    absence = read(visit.text, visit.today)
    if absence is not None:
        await _go_away(visit, absence)
    elif waiting and visit.services.answerer.answer(visit.text).outcome != "answer":
        await _ask_until(visit, "reminders.pause_unclear")
    else:
        return False
    return True


async def on_holidays(visit: Visit, press: Press) -> None:
    """No reminder on public holidays, or on them too."""
    rest = press.text(0) != "1"
    await people.rest_on_holidays(visit.services.db, visit.person.id, rest=rest)
    key, other = ("holidays.set_off", "on") if rest else ("holidays.set_on", "off")
    back = button(visit.texts, f"holidays.{other}", Verb.HOLIDAYS, int(rest))
    row = (button(visit.texts, "button.pledges", Verb.PLEDGES),)
    await visit.show(Screen(visit.texts(key), ((back,), row)))


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
    current = await pledges.active(visit.services.db, visit.person.id)
    left = visit.texts.count("stop.left", len(current))
    why = [button(visit.texts, f"stop.why.{r}", Verb.STOP_WHY, r) for r in STOP_REASONS]
    rows = (_resume(visit), tuple(why[:2]), tuple(why[2:]))
    await visit.show(Screen(visit.texts("stop.done", left=left), rows))


async def on_stop_why(visit: Visit, press: Press) -> None:
    """Keep why, for those who like to say so; it changes nothing for the person."""
    if press.text(0) in STOP_REASONS:
        await people.say_why(visit.services.db, visit.person.id, press.text(0))
    await visit.show(Screen(visit.texts("stop.why_thanks"), (_resume(visit),)))


async def show_stopped(visit: Visit) -> None:
    """Say that nothing leaves any more, and how to take it up again."""
    await visit.show(Screen(visit.texts("stop.already"), (_resume(visit),)))


async def _go_away(visit: Visit, absence: Absence) -> None:
    zone, since = visit.services.zone, None
    if absence.first is not None:
        since = at_wall_time(absence.first, _MIDNIGHT, zone)
    until = at_wall_time(absence.back, _MIDNIGHT, zone)
    await people.pause(visit.services.db, visit.person.id, until=until, since=since)
    last = day_words(visit.texts, absence.back - timedelta(days=1), visit.today)
    if absence.first is None:
        html = visit.texts("reminders.away", last=last)
    else:
        first = day_words(visit.texts, absence.first, visit.today)
        html = visit.texts("reminders.away_from", first=first, last=last)
    await visit.say(Screen(html, (_resume(visit),)))


async def _ask_until(visit: Visit, key: str) -> None:
    visit.wait_for(_STEP)
    rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
    await visit.say(Screen(visit.texts(key), rows), number="-")


def _state(visit: Visit) -> str:
    person = visit.person
    if person.stopped_at is not None:
        return visit.texts("reminders.stopped_now")
    if person.away(visit.now):
        return visit.texts("reminders.paused_now", date=_day(visit, person.paused_until or 0))
    if _is_planned(visit):
        first = _day(visit, person.paused_from or 0)
        last = _day(visit, (person.paused_until or 0) - 1)
        return visit.texts("reminders.paused_later", first=first, last=last)
    return ""


def _is_planned(visit: Visit) -> bool:
    """Tell whether a pause begins later."""
    since, until = visit.person.paused_from or 0, visit.person.paused_until or 0
    return visit.now < since < until


def _day(visit: Visit, moment: int) -> str:
    return day_words(visit.texts, visit.day_of(moment), visit.today)


def _ways(visit: Visit) -> list[tuple[Button, ...]]:
    texts = visit.texts
    if visit.person.stopped_at is None and _is_planned(visit):
        return [(button(texts, "reminders.pause_cancel", Verb.RESUME_ALL),)]
    if _state(visit):
        return [_resume(visit)]
    return [
        (
            button(texts, "reminders.pause_week", Verb.PAUSE_ALL, 7),
            button(texts, "reminders.pause_month", Verb.PAUSE_ALL, 30),
        ),
        (button(texts, "reminders.pause_until", Verb.PAUSE_WORDS),),
        (_holidays(visit),),
        (button(texts, "reminders.stop", Verb.STOP_ALL),),
    ]


def _holidays(visit: Visit) -> Button:
    rests = visit.person.holidays_off
    key = "holidays.on" if rests else "holidays.off"
    return button(visit.texts, key, Verb.HOLIDAYS, int(bool(rests)))


def _resume(visit: Visit) -> tuple[Button, ...]:
    return (button(visit.texts, "reminders.resume", Verb.RESUME_ALL),)


PRESSES = {
    Verb.REMINDERS: on_show,
    Verb.PAUSE_ALL: on_pause,
    Verb.PAUSE_WORDS: on_pause_words,
    Verb.RESUME_ALL: on_resume,
    Verb.STOP_ALL: on_stop,
    Verb.STOP_WHY: on_stop_why,
    Verb.HOLIDAYS: on_holidays,
}
