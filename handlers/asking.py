"""Handing a question over: what would go is shown, and goes on a yes only; the answer's return.

What was typed lives in the message that ours answers, and in the quotation that ours shows;
nowhere in the database before that yes.
"""

from __future__ import annotations

import math
import re
from statistics import median
from typing import TYPE_CHECKING

from telegram import MessageEntity

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from bot.rules.roles import Role
from content.mask import mask
from content.texts import Html
from handlers import standing
from handlers.topics import act_row, topic_of
from handlers.visit import Visit, button
from storage import desk, questions

if TYPE_CHECKING:
    from telegram import Message

STEP = "ask"
MOST_WAITING = 5
_LONG = 2600
_LONGEST = 4000
_DAY_S = 86_400
_DELAYS_SINCE_S = 180 * _DAY_S
_ENOUGH = 5
_QUOTES = (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_NOWHERE = "-"


async def offer(visit: Visit, html: Html, text: str, topic: str | None = None) -> None:
    """Say `html`, and offer to hand `text` over, showing exactly what would go.

    Private and social cases, and what holds no word, are not offered.
    """
    ways = ((button(visit.texts, "button.objectives", Verb.OBJECTIVES),), _contact(visit))
    masked = mask(text, visit.texts)[:_LONGEST]
    case = visit.services.answerer.private(text)
    if case is not None:
        said = visit.texts(f"prepared.{case.id}")
        html = html if said in html else Html(f"{html}\n\n{said}")
    if case is not None or not _WORD.search(masked):
        await visit.say(Screen(html, (act_row(visit), *ways)), to=visit.typed_id)
        return
    yes = Button(visit.texts.plain("ask.yes"), pack(Verb.ASK, topic or _NOWHERE))
    rows = ((yes,), act_row(visit), *ways)
    delay = await delay_words(visit)
    if len(masked) > _LONG:
        await visit.say(Screen(html))
        await visit.say(Screen(visit.texts("ask.exact", text=masked)), to=visit.typed_id)
        await visit.say(Screen(visit.texts("ask.offer_long", delay=delay), rows), to=visit.sent_id)
        return
    asked = visit.texts("ask.offer", text=masked, delay=delay)
    await visit.say(Screen(Html(f"{html}\n\n{asked}"), rows), to=visit.typed_id)


async def offer_quoted(visit: Visit, html: Html, topic: str | None = None) -> None:
    """Offer to hand over what the pressed message answers; ask for the words where it is gone."""
    text = await typed_before(visit)
    if text:
        await offer(visit, html, text, topic)
        return
    visit.wait_for(STEP, topic=topic or "")
    rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
    await visit.say(Screen(Html(f"{html}\n\n{visit.texts('ask.words')}"), rows), number="-")


async def typed_before(visit: Visit) -> str:
    """Give what the person typed, from the message that ours answers; empty where it is gone."""
    typed = await typed_message(visit)
    return (typed.text or typed.caption or "") if typed is not None else ""


async def typed_message(visit: Visit) -> Message | None:
    """Give the message of a person that ours, which was pressed, answers."""
    message = await visit.screen_message()
    typed = message.reply_to_message if message is not None else None
    if typed is None or typed.from_user is None or typed.from_user.is_bot:
        return None
    return typed


async def heard(visit: Visit) -> bool:
    """Take what was typed for the question that we asked for; say whether it was."""
    conversation = visit.conversation
    if conversation is None or conversation.step != STEP:
        return False
    topic = str(conversation.data.get("topic", "")) or None
    await offer(visit, Html(""), visit.text, topic)
    return True


async def on_ask(visit: Visit, press: Press) -> None:
    """`Je la transmets`: exactly what was shown goes, once."""
    text = _shown(await visit.screen_message())
    topic = press.text(0) if press.text(0) in visit.services.content.topics else None
    answerer = visit.services.answerer
    if not text:
        visit.wait_for(STEP, topic=topic or "")
        await visit.say(Screen(visit.texts("ask.lost")), number="-")
        return
    case = answerer.private(text)
    if case is not None or answerer.danger(text) is not None:
        await visit.show(Screen(visit.texts(f"prepared.{case.id}" if case else "ask.lost")))
        return
    text = mask(text, visit.texts)[:_LONGEST]
    if await _hand_over(visit, text, topic):
        await visit.toast(visit.texts.plain("ask.toast"))
        done = visit.texts("ask.done", text=text[:_LONG], delay=await delay_words(visit))
        await visit.show(Screen(done, (act_row(visit),)))
    else:
        await visit.show(Screen(visit.texts("ask.full"), (act_row(visit),)))


async def on_answers(visit: Visit, press: Press) -> None:
    """`Ça répond`: noted, once."""
    numbers = (press.number(0), visit.person.id, press.number(1))
    noted = await questions.accept(visit.services.db, *numbers)
    key = "ask.good_thanks" if noted else "ask.settled"
    await visit.say(Screen(visit.texts(key), (act_row(visit),)))


async def on_not_quite(visit: Visit, press: Press) -> None:
    """`Pas tout à fait`: the question goes back to the desk, once for each answer."""
    numbers = (press.number(0), visit.person.id, press.number(1))
    reopened = await questions.reopen(visit.services.db, *numbers)
    key = "ask.not_quite_thanks" if reopened else "ask.settled"
    await visit.say(Screen(visit.texts(key), (act_row(visit),)))


async def delay_words(visit: Visit) -> Html:
    """In how many days people are usually answered, where enough were to say so."""
    took = await questions.delays(visit.services.db, since=visit.now - _DELAYS_SINCE_S)
    said = visit.texts("ask.delay_unknown")
    if len(took) >= _ENOUGH:
        said = visit.texts.count("ask.delay", max(1, math.ceil(median(took) / _DAY_S)))
    return Html(" ".join([said, *await standing.notice(visit)]))


async def _hand_over(visit: Visit, text: str, topic: str | None) -> bool:
    services = visit.services
    async with services.db.transaction() as tx:
        if await questions.waiting(tx, visit.person.id) >= MOST_WAITING:
            return False
        number = await questions.hand_over(tx, visit.person.id, text, topic, now=visit.now)
        if len(await desk.open_ones(tx, 2)) == 1:  # the desk was empty: somebody should know
            screen = Screen(visit.texts("desk.first"), ((desk_button(visit),),))
            await services.tell(tx, Role.STAFF, key=f"desk:{number}", screen=screen)
    return True


def desk_button(visit: Visit) -> Button:
    """Make the button that opens the desk."""
    return button(visit.texts, "desk.back", Verb.DESK, 0)


def _shown(message: Message | None) -> str:
    """Give the quotation that a message of ours shows, or the one that it stands under."""
    for shown in (message, message.reply_to_message if message is not None else None):
        if shown is None or shown.from_user is None or not shown.from_user.is_bot:
            continue
        for entity in shown.entities:
            if entity.type in _QUOTES:
                return shown.parse_entity(entity)
    return ""


def _contact(visit: Visit) -> tuple[Button, ...]:
    return (Button(topic_of(visit, "contact").title, pack(Verb.TOPIC, "contact")),)
