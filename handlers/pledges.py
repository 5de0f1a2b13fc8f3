"""Pledges in hand: looking at them, pausing, stopping, undoing, taking up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from bot.rules.recurrence import Rhythm
from content.own import action_of
from content.texts import Html
from handlers.greeting import welcomed
from handlers.topics import act_row
from handlers.visit import Visit, button
from handlers.wording import moment_words, pledge_sentence, strength_words, times_words
from storage import check_ins, pledges, reminders

if TYPE_CHECKING:
    from content.model import Action
    from storage.pledges import Pledge

_HISTORY = 5
END_REASONS = ("habitude", "temps", "ici", "autre")


async def show(visit: Visit) -> None:
    """/engagements: those in hand with a button each, and what has been kept before."""
    await visit.show(await pledges_screen(visit))


async def on_show(visit: Visit, _press: Press) -> None:
    """Show the pledges."""
    await show(visit)


async def on_card(visit: Visit, press: Press) -> None:
    """Show one pledge and what can be done with it."""
    pledge = await mine(visit, press)
    if pledge is not None:
        await visit.show(await card_screen(visit, pledge))


async def on_undo(visit: Visit, press: Press) -> None:
    """`Annuler`, right after `Je m'engage`: as if it had not been."""
    pledge = await mine(visit, press)
    if pledge is not None:
        await _end(visit, pledge, "undone")
        html = visit.texts("pledge.undone", title=title_of(visit, pledge))
        await visit.toast(visit.texts.plain("done.toast_undone"))
        await visit.show(Screen(html, (act_row(visit),)))


async def on_stop(visit: Visit, press: Press) -> None:
    """`Arrêter cet engagement`: thanked, and open again in one tap."""
    pledge = await mine(visit, press)
    if pledge is None:
        return
    done = await done_count(visit, pledge)
    await _end(visit, pledge, None)
    key = "pledges.stopped" if done else "pledges.stopped_none"
    html = visit.texts(key, times=times_words(visit.texts, done))
    why = [
        button(visit.texts, f"pledges.why.{reason}", Verb.PLEDGE_WHY, pledge.id, reason)
        for reason in END_REASONS
    ]
    rows = (
        (button(visit.texts, "pledges.again", Verb.PLEDGE_AGAIN, pledge.id),),
        tuple(why[:2]),
        tuple(why[2:]),
        (button(visit.texts, "button.pledges", Verb.PLEDGES),),
    )
    await visit.show(Screen(html, rows))


async def on_why(visit: Visit, press: Press) -> None:
    """Keep why a pledge was stopped, for those who like to say so; it changes nothing else."""
    pledge = await mine(visit, press)
    if pledge is None:
        return
    if press.text(1) in END_REASONS:
        await pledges.say_why(visit.services.db, pledge.id, visit.person.id, press.text(1))
    rows = (
        (button(visit.texts, "pledges.again", Verb.PLEDGE_AGAIN, pledge.id),),
        (button(visit.texts, "button.pledges", Verb.PLEDGES),),
    )
    await visit.show(Screen(visit.texts("pledges.why_thanks"), rows))


async def on_kept(visit: Visit, press: Press) -> None:
    """« C'est bien ainsi »: the pledge has come to its end; whoever did it has kept it."""
    pledge = await mine(visit, press)
    if pledge is None:
        return
    done = await done_count(visit, pledge)
    async with visit.services.db.transaction() as tx:
        state: pledges.Ended = "kept" if done else "stopped"
        await pledges.end(tx, pledge.id, visit.person.id, state=state, now=visit.now)
    facts = {"title": title_of(visit, pledge), "times": times_words(visit.texts, done)}
    html = visit.texts("closing.thanks" if done else "closing.left", **facts)
    rows = ((button(visit.texts, "button.progress", Verb.PROGRESS),), act_row(visit))
    await visit.show(Screen(html, rows))


async def on_pause(visit: Visit, press: Press) -> None:
    """`Mettre en pause`: no reminder until the person takes it up again."""
    pledge = await mine(visit, press)
    if pledge is None:
        return
    async with visit.services.db.transaction() as tx:
        await pledges.pause(tx, pledge.id, visit.person.id)
        await reminders.clear(tx, pledge.id)
    html = visit.texts("pledges.pause_done", title=title_of(visit, pledge))
    rows = ((button(visit.texts, "pledges.resume", Verb.PLEDGE_RESUME, pledge.id),),)
    await visit.show(Screen(html, rows))


async def on_resume(visit: Visit, press: Press) -> None:
    """`Reprendre` a pledge that was paused."""
    pledge = await mine(visit, press)
    if pledge is None:
        return
    async with visit.services.db.transaction() as tx:
        await pledges.resume(tx, pledge.id, visit.person.id)
        await visit.services.remind_next(tx, pledge.id, rhythm_of(pledge), after=visit.now)
    html = visit.texts(
        "pledges.resumed",
        title=title_of(visit, pledge),
        reminder=await _reminder(visit, pledge.id),
    )
    await visit.show(Screen(html, ((button(visit.texts, "button.pledges", Verb.PLEDGES),),)))


async def any_active(visit: Visit) -> bool:
    """Say whether the person has a pledge in hand."""
    return bool(await pledges.active(visit.services.db, visit.person.id))


async def pledges_screen(visit: Visit) -> Screen:
    """Everything in hand, and what has been kept."""
    db, texts = visit.services.db, visit.texts
    current = await pledges.active(db, visit.person.id)
    counts = await check_ins.counts(db, visit.person.id)
    blocks: list[str] = [texts("pledges.title" if current else "pledges.none")]
    rows: list[tuple[Button, ...]] = []
    for number, pledge in enumerate(current, 1):
        blocks.append(await _block(visit, pledge, "pledges.line", number=number))
        label = f"{number}. {title_of(visit, pledge)}"
        rows.append((Button(label, pack(Verb.PLEDGE_CARD, pledge.id)),))
    past = [
        p for p in await pledges.history(db, visit.person.id, limit=_HISTORY) if p.id in counts
    ]
    if past:
        lines = [texts("pledges.finished")]
        lines += [
            texts(
                "pledges.finished_line", title=title_of(visit, p), times=_times(visit, counts, p)
            )
            for p in past
        ]
        blocks.append("\n".join(lines))
    rows.append(act_row(visit))
    return Screen(welcomed(visit, Html("\n\n".join(blocks))), tuple(rows))


async def card_screen(visit: Visit, pledge: Pledge) -> Screen:
    """One pledge: its sentence, how it goes, and every way to act on it."""
    texts, today = visit.texts, visit.today
    if pledge.state == "paused":
        reminder = texts.plain("pledges.paused")
        change = button(texts, "pledges.resume", Verb.PLEDGE_RESUME, pledge.id)
    else:
        reminder = await _reminder(visit, pledge.id)
        change = button(texts, "pledges.pause", Verb.PLEDGE_PAUSE, pledge.id)
    yesterday = visit.day_of(visit.now - 86_400)
    rows = (
        (button(texts, "pledges.done_today", Verb.DONE, pledge.id, today.isoformat()),),
        (button(texts, "pledges.done_yesterday", Verb.DONE, pledge.id, yesterday.isoformat()),),
        (button(texts, "pledge.change", Verb.RHYTHM, pledge.id), change),
        (button(texts, "pledge.size", Verb.PLEDGE_SIZE, pledge.id),),
        (button(texts, "pledges.stop", Verb.PLEDGE_STOP, pledge.id),),
        (button(texts, "button.back", Verb.PLEDGES),),
    )
    return Screen(Html(await _block(visit, pledge, "pledges.card", reminder=reminder)), rows)


async def _end(visit: Visit, pledge: Pledge, reason: str | None) -> None:
    async with visit.services.db.transaction() as tx:
        await pledges.end(
            tx, pledge.id, visit.person.id, state="stopped", reason=reason, now=visit.now
        )
        await reminders.clear(tx, pledge.id)


async def mine(visit: Visit, press: Press) -> Pledge | None:
    """Give the pledge of a button, if it is this person's; else show theirs."""
    pledge = await pledges.get(visit.services.db, press.number(0), visit.person.id)
    if pledge is None:
        await visit.toast(visit.texts.plain("pledges.unknown"))
        await visit.say(await pledges_screen(visit))
    return pledge


async def _block(visit: Visit, pledge: Pledge, key: str, **more: object) -> str:
    rhythm = rhythm_of(pledge)
    checks = await check_ins.of(visit.services.db, pledge.id)
    sentence = sentence_of(visit, pledge)
    strength = strength_words(visit.texts, rhythm, checks)
    if pledge.state == "paused" and key == "pledges.line":
        strength = visit.texts.plain("pledges.paused")
    return visit.texts(
        key, title=title_of(visit, pledge), sentence=sentence, strength=strength, **more
    )


async def _reminder(visit: Visit, pledge_id: int) -> str:
    due = await reminders.of(visit.services.db, pledge_id)
    if due is None:
        return visit.texts.plain("pledges.no_next")
    return visit.texts.plain("pledges.next", **moment_words(visit, due.due_at))


def rhythm_of(pledge: Pledge) -> Rhythm:
    """Read the rhythm of a pledge."""
    return Rhythm.from_dict(pledge.rhythm)


async def done_count(visit: Visit, pledge: Pledge) -> int:
    """Count how often a pledge was done."""
    counts = await check_ins.counts(visit.services.db, visit.person.id)
    return counts.get(pledge.id, (0, 0))[0]


def what(visit: Visit, pledge: Pledge) -> Action | None:
    """Give what was pledged, in one's own words too; `None` where it has left the content."""
    actions = visit.services.content.actions
    return action_of(actions, pledge.action_id, pledge.objective, pledge.own_words)


def sentence_of(visit: Visit, pledge: Pledge) -> str:
    """Give the sentence of a pledge, with how many stand behind it; empty where it has left."""
    action = what(visit, pledge)
    if action is None:
        return ""
    return pledge_sentence(visit.texts, action, rhythm_of(pledge), pledge.people_count)


def title_of(visit: Visit, pledge: Pledge) -> str:
    """Give the title of what was pledged, even when the action has left the content."""
    action = what(visit, pledge)
    return action.title if action is not None else visit.texts.plain("pledges.title_gone")


def _times(visit: Visit, counts: dict[int, tuple[int, int]], pledge: Pledge) -> str:
    return times_words(visit.texts, counts[pledge.id][0])
