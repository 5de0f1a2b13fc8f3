"""Questions: danger first, wherever words appear; then the curated answer, or an honest no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.ext import ApplicationHandlerStop

from bot.deliver import Button, Screen, reply
from bot.rules.presses import Press, Verb, pack
from content.render import to_html
from content.texts import Html
from handlers.asking import offer, offer_quoted
from handlers.groups import is_private
from handlers.topics import act_row, show_topic, topic_of
from handlers.visit import Visit, begin, button
from storage import people
from storage.database import StorageError

if TYPE_CHECKING:
    from telegram import Update

    from bot.context import Context
    from content.model import Answer

_WRITING = frozenset({"desk", "content-edit", "content-draft"})
HUSH_S = 7 * 86_400  # after a danger nothing starts by itself for seven days (row 84)


async def danger(update: Update, context: Context) -> None:
    """Before everything else, wherever words appear: the right numbers at once.

    Nothing of the words is kept or logged; only the day until which we stay quiet.
    """
    message = update.effective_message
    text = (message.text or message.caption or "") if message is not None else ""
    if not text:
        return
    await context.services.ponder(text)
    answer = context.services.answerer.danger(text)
    if answer is None:
        return
    context.services.metrics.match(answer)
    if message is not None and not is_private(update):
        await _help_a_group(update, context, answer)
    try:
        visit = await begin(update, context)
    except StorageError:
        await _help_at_once(update, context, answer)
        raise  # whoever is in danger is left in peace: that is written down by the next try
    if visit is None:
        return
    await _help(visit, answer)
    if visit.conversation is not None and visit.conversation.step in _WRITING:
        return  # staff at work on a text that names the danger: it goes on to them
    raise ApplicationHandlerStop


async def _help_a_group(update: Update, context: Context, answer: Answer) -> None:
    """Give the numbers where everybody is; whoever we know is left in peace, nobody is noted."""
    await _help_at_once(update, context, answer)
    if update.effective_user is not None:
        until = context.services.now() + HUSH_S
        await people.hush(context.services.db, update.effective_user.id, until=until)
    raise ApplicationHandlerStop


async def _help_at_once(update: Update, context: Context, answer: Answer) -> None:
    """Give the numbers whatever the database does; once, however often we try again."""
    if (chat := update.effective_chat) is not None:
        sending = reply(context.bot, chat.id, Screen(answer.html))
        await context.services.said.once(update.update_id, sending)


async def second_half(visit: Visit) -> bool:
    """Hear a danger that came in two messages: « je veux », then « mourir ».

    Of the first one only a beginning from the content is known, for ten minutes.
    """
    if not visit.begun:
        return False
    whole = f"{visit.begun} {visit.text}"
    await visit.services.ponder(whole)
    answer = visit.services.answerer.danger(whole)
    if answer is None:
        return False
    visit.services.metrics.match(answer)
    await _help(visit, answer)
    return True


async def answer(visit: Visit) -> None:
    """Find the curated answer; ask back when unsure; say so when there is none."""
    topic = visit.conversation.topic if visit.conversation is not None else None
    metrics = visit.services.metrics
    with metrics.stage("match"):
        found = visit.services.answerer.answer(
            visit.text, last_topic=topic, in_english=visit.english
        )
    metrics.match(found)
    visit.speak(english=found.english)
    if found.kind is not None:
        await _help(visit, found)
    elif found.private and found.topic is not None:
        link = Button(topic_of(visit, found.topic).title, pack(Verb.TOPIC, found.topic))
        await visit.say(Screen(found.html, ((link,),)))
    elif found.topic is not None:
        await show_topic(visit, found.topic, to=visit.typed_id, care=found.care)
    elif found.outcome == "clarify":
        await visit.say(_ask_back(visit, found), to=visit.typed_id)
    else:
        await offer(visit, Html(found.html), visit.text)


async def on_other(visit: Visit, _press: Press) -> None:
    """« Autre chose »: none of the offered topics was meant; the question may go to the desk."""
    await offer_quoted(visit, visit.texts("ask.other"))


async def cancel(visit: Visit) -> None:
    """/annuler and its words: always works, always leads somewhere."""
    waiting = visit.conversation is not None and visit.conversation.step
    key = "cancel.done" if waiting else "cancel.nothing"
    rows = (act_row(visit), (button(visit.texts, "button.objectives", Verb.OBJECTIVES),))
    await visit.say(Screen(visit.texts(key), rows))


async def on_cancel(visit: Visit, _press: Press) -> None:
    """`Annuler` under a question of ours."""
    await cancel(visit)


async def _help(visit: Visit, answer: Answer) -> None:
    html = answer.html
    kind = visit.services.answerer.kinds[answer.kind or "unclear"]
    if visit.person.simple and kind.simple and not answer.english:
        html = to_html(kind.simple)
    visit.greeted = True  # a fixed text: nothing stands before the numbers
    await visit.say(Screen(html), number="-")
    await people.hush(visit.services.db, visit.person.id, until=visit.now + HUSH_S)


def _ask_back(visit: Visit, found: Answer) -> Screen:
    rows = [
        (Button(topic_of(visit, choice).title, pack(Verb.CHOSEN, choice)),)
        for choice in found.choices
    ]
    rows.append((button(visit.texts, "button.other", Verb.OTHER),))
    return Screen(found.html, tuple(rows))
