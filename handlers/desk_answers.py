"""Answering at the desk: words, a look at what each will get, and out to all who asked, once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Verb, pack
from bot.rules.roles import Role
from content.texts import Html
from handlers.desk_words import people_words, until_words
from handlers.visit import Visit, button
from handlers.wording import full_day
from storage import desk

if TYPE_CHECKING:
    from bot.rules.presses import Press
    from storage.questions import Question

STEP = "desk"
LEASE_S = 30 * 60
_LONGEST = 2000
_QUOTED = 900


async def ask_for_words(visit: Visit, lead: Question) -> None:
    """Ask for the answer; the next words are it."""
    visit.wait_for(STEP, question=str(lead.lead_id))
    html = visit.texts("desk.write", hour=until_words(visit, lead))
    rows = ((button(visit.texts, "desk.release", Verb.DESK_RELEASE, lead.lead_id or 0),),)
    await visit.say(Screen(html, rows), number="-")


async def heard(visit: Visit) -> bool:
    """Take what was typed for the answer; say whether it was."""
    conversation = visit.conversation
    if conversation is None or conversation.step != STEP or not await visit.may(Role.STAFF):
        return False
    lead_id = str(conversation.data.get("question", ""))
    if not lead_id.isdigit():
        return False
    text = visit.text.strip()
    if len(text) > _LONGEST:
        visit.wait_for(STEP, question=lead_id)
        await visit.say(Screen(visit.texts("desk.too_long", count=len(text))), number="-")
        return True
    me, until = visit.person.id, visit.now + LEASE_S
    if not await desk.draft(visit.services.db, int(lead_id), text, by=me, until=until):
        await visit.say(Screen(visit.texts("desk.sent_already"), ((_back(visit),),)))
        return True
    await _preview(visit, int(lead_id))
    return True


async def on_send(visit: Visit, press: Press) -> None:
    """`Envoyer`: to everybody who asked and agreed, each once, however often it is pressed."""
    lead_id, me = press.number(0), visit.person.id
    held = await desk.held(visit.services.db, lead_id, by=me)
    text = held[0].draft if held else None
    if not text:
        await visit.show(Screen(visit.texts("desk.sent_already"), ((_back(visit),),)))
        return
    if press.text(1) != _digest(text):
        await visit.toast(visit.texts.plain("desk.changed"))
        await _preview(visit, lead_id)
        return
    sent = 0
    async with visit.services.db.transaction() as tx:
        for question in held:
            if not await desk.answer(tx, question.id, text, by=me, now=visit.now):
                continue
            if question.person_id is not None:
                sent += await visit.services.notify(
                    tx,
                    key=desk.answer_key(question),
                    person_id=question.person_id,
                    screen=answer_screen(visit, question, text),
                )
    if not sent:
        await visit.show(Screen(visit.texts("desk.sent_already"), ((_back(visit),),)))
        return
    html = Html(visit.texts.count("desk.sent", sent) + "\n" + visit.texts("desk.add_ask"))
    add = button(visit.texts, "desk.add", Verb.DESK_ADD, held[0].id)
    await visit.show(Screen(html, ((add,), (_back(visit),))))


def answer_screen(visit: Visit, question: Question, text: str) -> Screen:
    """Give what a person gets: their question and its date, the answer, two ways to judge it."""
    texts = visit.texts
    quoted = question.text if len(question.text) <= _QUOTED else question.text[:_QUOTED] + "…"
    html = texts(
        "ask.answer",
        date=full_day(texts, visit.day_of(question.asked_at)),
        text=quoted,
        answer=text,
    )
    numbers = (question.id, question.round)
    good = button(texts, "ask.good", Verb.ANSWERS, *numbers)
    return Screen(html, ((good, button(texts, "ask.not_quite", Verb.NOT_QUITE, *numbers)),))


async def _preview(visit: Visit, lead_id: int) -> None:
    texts = visit.texts
    held = await desk.held(visit.services.db, lead_id, by=visit.person.id)
    if not held or not held[0].draft:
        await visit.say(Screen(texts("desk.sent_already"), ((_back(visit),),)))
        return
    text = held[0].draft
    visit.wait_for(STEP, question=str(lead_id))
    head = texts("desk.preview", people=people_words(visit, held))
    send = Button(texts.plain("desk.send"), pack(Verb.DESK_SEND, lead_id, _digest(text)))
    release = button(texts, "desk.release", Verb.DESK_RELEASE, lead_id)
    await visit.say(Screen(head), number="-")
    await visit.say(Screen(answer_screen(visit, held[0], text).html, ((send,), (release,))))


def _digest(text: str) -> str:
    """Tie a button to the text that was looked at."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _back(visit: Visit) -> Button:
    return button(visit.texts, "desk.back", Verb.DESK, 0)
