"""Taking a pledge in three taps: what, when, done. And changing its moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb
from bot.rules.recurrence import Rhythm
from content.own import is_own
from handlers import rhythms
from handlers.pledges import mine, pledges_screen, rhythm_of, sentence_of, what
from handlers.topics import act_row
from handlers.visit import Visit, button
from handlers.wording import moment_words
from storage import events, pledges, reminders

if TYPE_CHECKING:
    from content.model import Action
    from storage.pledges import Pledge

MOST_AT_ONCE = 3
_MOST_ASKED_FOR = 10  # for those who ask for more than three
_MORE = "more"
_STEP = "when"


async def on_pledge(visit: Visit, press: Press) -> None:
    """`Je m'engage`: ask when it fits."""
    action = visit.services.content.actions.get(press.text(0))
    if action is None:
        await visit.show(Screen(visit.texts("act.gone"), (act_row(visit),)))
        return
    html = visit.texts("pledge.when", title=action.title)
    rows = choices(visit, action, Verb.WHEN, action.id, press.text(1))
    await visit.show(Screen(html, rows))


async def on_when(visit: Visit, press: Press) -> None:
    """Take the pledge with the rhythm that was pressed."""
    action = visit.services.content.actions.get(press.text(0))
    rhythm = rhythms.chosen(action, press.text(1), visit.today) if action is not None else None
    if action is None or rhythm is None:
        await visit.show(Screen(visit.texts("act.gone"), (act_row(visit),)))
        return
    await _take(visit, action, rhythm, limit=_limit(press.text(2)))


async def on_when_words(visit: Visit, press: Press) -> None:
    """« Un autre moment »: the next words say it, for an action or for a pledge that runs."""
    visit.wait_for(_STEP, target=press.text(0), pledge=press.text(1))
    rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
    await visit.say(Screen(visit.texts("pledge.when_words"), rows), number="-")


async def heard(visit: Visit) -> bool:
    """Take what was typed for the moment that we asked for; say whether it was."""
    conversation = visit.conversation
    if conversation is None or conversation.step != _STEP:
        return False
    target = conversation.data.get("target", "")
    pledge_id = conversation.data.get("pledge", "")
    action = await _meant(visit, target, pledge_id)
    if action is None:
        return False
    rhythm = rhythms.in_words(action, visit.text, visit.wall)
    if rhythm is None:
        if visit.services.answerer.answer(visit.text).outcome == "answer":
            return False  # a question meanwhile gets its answer
        visit.wait_for(_STEP, target=target, pledge=pledge_id)
        rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
        await visit.say(Screen(visit.texts("pledge.when_unclear"), rows), number="-")
        return True
    if pledge_id.isdigit():
        await _change(visit, int(pledge_id), rhythm)
    else:
        await _take(visit, action, rhythm, limit=_limit(pledge_id))
    return True


async def _meant(visit: Visit, target: str, pledge_id: str) -> Action | None:
    """Give the action whose moment is being said; that of a pledge may be in own words."""
    if not pledge_id.isdigit():
        return visit.services.content.actions.get(target)
    pledge = await pledges.get(visit.services.db, int(pledge_id), visit.person.id)
    return what(visit, pledge) if pledge is not None else None


async def on_again(visit: Visit, press: Press) -> None:
    """Take up a pledge again, for another four weeks."""
    pledge = await pledges.get(visit.services.db, press.number(0), visit.person.id)
    action = what(visit, pledge) if pledge is not None else None
    if pledge is None or action is None:
        await visit.show(Screen(visit.texts("pledges.unknown"), (act_row(visit),)))
        return
    rhythm = rhythms.renewed(rhythm_of(pledge), visit.today)
    if pledge.state in ("active", "paused"):
        await _change(visit, pledge.id, rhythm)
    else:
        await _take(visit, action, rhythm, pledge)


async def on_rhythm(visit: Visit, press: Press) -> None:
    """« Changer le moment » of a pledge."""
    pledge = await mine(visit, press)
    action = what(visit, pledge) if pledge is not None else None
    if pledge is not None and action is not None:
        html = visit.texts("pledge.when", title=action.title)
        rows = choices(visit, action, Verb.RHYTHM_AS, pledge.id)
        await visit.show(Screen(html, rows))


async def on_rhythm_as(visit: Visit, press: Press) -> None:
    """Change the moment of a pledge as pressed; only what was shown changes."""
    pledge = await mine(visit, press)
    action = what(visit, pledge) if pledge is not None else None
    rhythm = rhythms.chosen(action, press.text(1), visit.today) if action is not None else None
    if pledge is not None and rhythm is not None:
        await _change(visit, pledge.id, rhythm)


async def on_rhythm_back(visit: Visit, press: Press) -> None:
    """« Reprendre mon rythme », after reminders were slowed down: as often as was chosen."""
    pledge = await mine(visit, press)
    if pledge is not None and pledge.state == "active":
        await _change(visit, pledge.id, rhythm_of(pledge))
    elif pledge is not None:
        await visit.show(await pledges_screen(visit))


async def _take(
    visit: Visit,
    action: Action,
    rhythm: Rhythm,
    again: Pledge | None = None,
    *,
    limit: int = MOST_AT_ONCE,
) -> None:
    """Take a pledge; `again`: one that ended, whose own words and people it takes over."""
    async with visit.services.db.transaction() as tx:
        taken = await pledges.take(
            tx,
            visit.person.id,
            action.id,
            objective=action.objective,
            rhythm=rhythm.to_dict(),
            people_count=again.people_count if again is not None else 1,
            own_words=again.own_words if again is not None else None,
            update_id=visit.update.update_id,
            now=visit.now,
            limit=limit,
        )
        if taken.created and taken.pledge is not None:
            await visit.services.remind_next(tx, taken.pledge.id, rhythm, after=visit.now)
            await events.count_pledge(tx, visit.person.id, taken.pledge.id, now=visit.now)
    if taken.pledge is None:
        await visit.show(full_screen(visit, action))
        return
    await visit.toast(visit.texts.plain("pledge.toast"))
    same = taken.created or Rhythm.from_dict(taken.pledge.rhythm) == rhythm
    await visit.show(await _taken_screen(visit, taken.pledge, "taken" if same else "known"))


def full_screen(visit: Visit, action: Action | None) -> Screen:
    """Three are in hand: that is a fine part; whoever asks may take more."""
    rows = [(button(visit.texts, "button.pledges", Verb.PLEDGES),)]
    if action is not None and not is_own(action.id):
        rows.append((button(visit.texts, "pledge.one_more", Verb.PLEDGE, action.id, _MORE),))
    return Screen(visit.texts("pledge.full"), tuple(rows))


async def _taken_screen(visit: Visit, pledge: Pledge, word: str) -> Screen:
    html = visit.texts(
        f"pledge.{word}",
        sentence=sentence_of(visit, pledge),
        reminder=await _reminder(visit, pledge.id, first=word == "taken"),
    )
    undo = button(visit.texts, "button.cancel", Verb.PLEDGE_UNDO, pledge.id)
    if word == "known":
        undo = button(visit.texts, "pledges.stop", Verb.PLEDGE_STOP, pledge.id)
    rows = (
        (undo, button(visit.texts, "pledge.change", Verb.RHYTHM, pledge.id)),
        (button(visit.texts, "pledge.size", Verb.PLEDGE_SIZE, pledge.id),),
        (button(visit.texts, "button.pledges", Verb.PLEDGES),),
    )
    return Screen(html, rows)


async def _change(visit: Visit, pledge_id: int, rhythm: Rhythm) -> None:
    async with visit.services.db.transaction() as tx:
        await pledges.change_rhythm(tx, pledge_id, visit.person.id, rhythm.to_dict())
        await pledges.resume(tx, pledge_id, visit.person.id)
        await visit.services.remind_next(tx, pledge_id, rhythm, after=visit.now)
    pledge = await pledges.get(visit.services.db, pledge_id, visit.person.id)
    if pledge is not None and what(visit, pledge) is not None:
        await visit.show(await _taken_screen(visit, pledge, "changed"))


async def _reminder(visit: Visit, pledge_id: int, *, first: bool) -> str:
    due = await reminders.of(visit.services.db, pledge_id)
    if due is None:
        return visit.texts.plain("pledge.reminder_none")
    key = "pledge.reminder_at" if first else "pledges.next"
    return visit.texts.plain(key, **moment_words(visit, due.due_at))


def choices(
    visit: Visit, action: Action, verb: Verb, target: object, more: str = ""
) -> tuple[tuple[Button, ...], ...]:
    """Give the moments that fit an action, one button each; for an action, or a pledge."""
    texts, last = visit.texts, (more,) if more == _MORE else ()
    rows = [
        (button(texts, f"pledge.choice.{choice}", verb, target, choice, *last),)
        for choice in rhythms.choices_for(action)
    ]
    pledge_id = (target,) if verb is Verb.RHYTHM_AS else last or ("",)
    rows.append((button(texts, "pledge.choice.words", Verb.WHEN_WORDS, action.id, *pledge_id),))
    rows.append((button(texts, "pledge.choice.none", verb, target, rhythms.NO_REMINDER, *last),))
    return tuple(rows)


def _limit(word: str) -> int:
    return _MOST_ASKED_FOR if word == _MORE else MOST_AT_ONCE
