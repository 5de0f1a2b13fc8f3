"""`Utile` and `Pas utile` under answers; the wording that a person may leave after a choice."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from bot.deliver import Screen
from bot.rules.presses import Verb
from content.mask import mask
from content.texts import Html
from handlers import asking
from handlers.topics import show_topic, topic_screen
from handlers.visit import Visit, button
from storage import feedback, wordings

if TYPE_CHECKING:
    from bot.rules.presses import Press

_LONGEST_WORDING = 300


def week_of(visit: Visit) -> str:
    """Give the week of today as « 2026-W21 »."""
    year, week, _ = visit.today.isocalendar()
    return f"{year}-W{week:02}"


async def on_useful(visit: Visit, press: Press) -> None:
    """`Utile`: counted, once, without anybody's name."""
    if await _vote(visit, press, useful=True):
        await show_topic(visit, press.text(0), rated=True)


async def on_useless(visit: Visit, press: Press) -> None:
    """`Pas utile`: counted, once; and the question may go to the desk."""
    if await _vote(visit, press, useful=False):
        topic = visit.services.content.topics[press.text(0)]
        await asking.offer_quoted(visit, visit.texts("ask.sorry"), topic.id)


async def on_chosen(visit: Visit, press: Press) -> None:
    """One of the topics that we asked back with: answer, and ask for the wording."""
    topic = visit.services.content.topics.get(press.text(0))
    typed = await asking.typed_message(visit)
    words = (typed.text or "") if typed is not None else ""
    if topic is None or typed is None or not words or _not_to_keep(visit, words):
        await show_topic(visit, press.text(0))
        return
    visit.speak_of(topic.id)
    screen = topic_screen(visit, topic)
    html = Html(screen.html + "\n" + visit.texts("keep.ask"))
    keep = (button(visit.texts, "keep.yes", Verb.KEEP_WORDING, topic.id),)
    await visit.show(Screen(html, (*screen.rows, keep)), to=typed.message_id)


async def on_keep(visit: Visit, press: Press) -> None:
    """« Gardez ma formulation »: kept for staff, without a name and without an hour."""
    topic = press.text(0)
    words = await asking.typed_before(visit)
    known = topic in visit.services.content.topics
    key = "keep.not"
    if known and words and not _not_to_keep(visit, words):
        text = mask(words, visit.texts)[:_LONGEST_WORDING]
        midnight = datetime.combine(visit.today, time(), visit.services.zone)
        await wordings.keep(visit.services.db, topic, text, day=int(midnight.timestamp()))
        key = "keep.thanks"
    await visit.toast(visit.texts.plain(key))
    await show_topic(visit, topic)


async def _vote(visit: Visit, press: Press, *, useful: bool) -> bool:
    """Count a vote; False where the topic has gone."""
    topic = press.text(0)
    if topic not in visit.services.content.topics:
        await show_topic(visit, topic)
        return False
    counted = await feedback.vote(
        visit.services.db,
        visit.person.id,
        topic,
        week_of(visit),
        useful=useful,
        secret=visit.services.secret(),
    )
    await visit.toast(visit.texts.plain("feedback.toast" if counted else "feedback.counted"))
    return True


def _not_to_keep(visit: Visit, words: str) -> bool:
    answerer = visit.services.answerer
    return (
        len(words) > _LONGEST_WORDING
        or answerer.private(words) is not None
        or answerer.danger(words) is not None
    )
