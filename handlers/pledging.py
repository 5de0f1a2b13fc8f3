"""Taking a pledge in three taps: what, when, done. And changing its moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb
from bot.rules.recurrence import Rhythm
from handlers import rhythms
from handlers.pledges import mine, pledges_screen, rhythm_of
from handlers.topics import act_row
from handlers.visit import Visit, button
from handlers.wording import moment_words, pledge_sentence
from storage import pledges, reminders

if TYPE_CHECKING:
    from content.model import Action
    from storage.pledges import Pledge

_STEP = "when"


async def on_pledge(visit: Visit, press: Press) -> None:
    """`Je m'engage`: ask when it fits."""
    action = visit.services.content.actions.get(press.text(0))
    if action is None:
        await visit.show(Screen(visit.texts("act.gone"), (act_row(visit),)))
        return
    html = visit.texts("pledge.when", title=action.title)
    await visit.show(Screen(html, _choices(visit, action, Verb.WHEN, action.id)))


async def on_when(visit: Visit, press: Press) -> None:
    """Take the pledge with the rhythm that was pressed."""
    action = visit.services.content.actions.get(press.text(0))
    rhythm = rhythms.chosen(action, press.text(1), visit.today) if action is not None else None
    if action is None or rhythm is None:
        await visit.show(Screen(visit.texts("act.gone"), (act_row(visit),)))
        return
    await _take(visit, action, rhythm)


async def on_when_words(visit: Visit, press: Press) -> None:
    """« Un autre moment »: the next words say it. The target is an action, or `=` and a pledge."""
    visit.wait_for(_STEP, target=press.text(0), pledge=press.text(1))
    rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
    await visit.say(Screen(visit.texts("pledge.when_words"), rows), number="-")


async def heard(visit: Visit) -> bool:
    """Take what was typed for the moment that we asked for; say whether it was."""
    conversation = visit.conversation
    if conversation is None or conversation.step != _STEP:
        return False
    target = conversation.data.get("target", "")
    action = visit.services.content.actions.get(target)
    rhythm = rhythms.in_words(action, visit.text, visit.wall) if action is not None else None
    if action is None:
        return False
    if rhythm is None:
        if visit.services.answerer.answer(visit.text).outcome == "answer":
            return False  # a question meanwhile gets its answer
        visit.wait_for(_STEP, target=target, pledge=conversation.data.get("pledge", ""))
        rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
        await visit.say(Screen(visit.texts("pledge.when_unclear"), rows), number="-")
        return True
    pledge_id = conversation.data.get("pledge", "")
    if pledge_id.isdigit():
        await _change(visit, int(pledge_id), rhythm)
    else:
        await _take(visit, action, rhythm)
    return True


async def on_again(visit: Visit, press: Press) -> None:
    """Take up a pledge again, for another four weeks."""
    pledge = await pledges.get(visit.services.db, press.number(0), visit.person.id)
    action = visit.services.content.actions.get(pledge.action_id) if pledge is not None else None
    if pledge is None or action is None:
        await visit.show(Screen(visit.texts("pledges.unknown"), (act_row(visit),)))
        return
    rhythm = rhythms.renewed(rhythm_of(pledge), visit.today)
    if pledge.state in ("active", "paused"):
        await _change(visit, pledge.id, rhythm)
    else:
        await _take(visit, action, rhythm)


async def on_rhythm(visit: Visit, press: Press) -> None:
    """« Changer le moment » of a pledge."""
    pledge = await mine(visit, press)
    action = visit.services.content.actions.get(pledge.action_id) if pledge is not None else None
    if pledge is not None and action is not None:
        html = visit.texts("pledge.when", title=action.title)
        rows = _choices(visit, action, Verb.RHYTHM_AS, pledge.id)
        await visit.show(Screen(html, rows))


async def on_rhythm_as(visit: Visit, press: Press) -> None:
    """Change the moment of a pledge as pressed; only what was shown changes."""
    pledge = await mine(visit, press)
    action = visit.services.content.actions.get(pledge.action_id) if pledge is not None else None
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


async def _take(visit: Visit, action: Action, rhythm: Rhythm) -> None:
    async with visit.services.db.transaction() as tx:
        taken = await pledges.take(
            tx,
            visit.person.id,
            action.id,
            objective=action.objective,
            rhythm=rhythm.to_dict(),
            update_id=visit.update.update_id,
            now=visit.now,
        )
        if taken.created and taken.pledge is not None:
            await visit.services.remind_next(tx, taken.pledge.id, rhythm, after=visit.now)
    if taken.pledge is None:
        rows = ((button(visit.texts, "button.pledges", Verb.PLEDGES),),)
        await visit.show(Screen(visit.texts("pledge.full"), rows))
        return
    await visit.toast(visit.texts.plain("pledge.toast"))
    same = taken.created or Rhythm.from_dict(taken.pledge.rhythm) == rhythm
    await visit.show(
        await _taken_screen(visit, action, taken.pledge, "taken" if same else "known")
    )


async def _taken_screen(visit: Visit, action: Action, pledge: Pledge, word: str) -> Screen:
    sentence = pledge_sentence(visit.texts, action, rhythm_of(pledge))
    html = visit.texts(
        f"pledge.{word}", sentence=sentence, reminder=await _first_reminder(visit, pledge.id)
    )
    undo = button(visit.texts, "button.cancel", Verb.PLEDGE_UNDO, pledge.id)
    if word == "known":
        undo = button(visit.texts, "pledges.stop", Verb.PLEDGE_STOP, pledge.id)
    rows = (
        (undo, button(visit.texts, "pledge.change", Verb.RHYTHM, pledge.id)),
        (button(visit.texts, "button.pledges", Verb.PLEDGES),),
    )
    return Screen(html, rows)


async def _change(visit: Visit, pledge_id: int, rhythm: Rhythm) -> None:
    async with visit.services.db.transaction() as tx:
        await pledges.change_rhythm(tx, pledge_id, visit.person.id, rhythm.to_dict())
        await pledges.resume(tx, pledge_id, visit.person.id)
        await visit.services.remind_next(tx, pledge_id, rhythm, after=visit.now)
    pledge = await pledges.get(visit.services.db, pledge_id, visit.person.id)
    action = visit.services.content.actions.get(pledge.action_id) if pledge is not None else None
    if pledge is not None and action is not None:
        await visit.show(await _taken_screen(visit, action, pledge, "changed"))


async def _first_reminder(visit: Visit, pledge_id: int) -> str:
    due = await reminders.of(visit.services.db, pledge_id)
    if due is None:
        return visit.texts.plain("pledge.reminder_none")
    return visit.texts.plain("pledge.reminder_at", **moment_words(visit, due.due_at))


def _choices(
    visit: Visit, action: Action, verb: Verb, target: object
) -> tuple[tuple[Button, ...], ...]:
    texts = visit.texts
    rows = [
        (button(texts, f"pledge.choice.{choice}", verb, target, choice),)
        for choice in rhythms.CHOICES[action.frequency]
    ]
    pledge_id = target if verb is Verb.RHYTHM_AS else ""
    rows.append((button(texts, "pledge.choice.words", Verb.WHEN_WORDS, action.id, pledge_id),))
    rows.append((button(texts, "pledge.choice.none", verb, target, rhythms.NO_REMINDER),))
    return tuple(rows)
