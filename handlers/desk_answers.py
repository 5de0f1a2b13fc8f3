"""Answering at the desk: words, a look at what each will get, and out to all who asked, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.desk import answers
from bot.desk.words import people_words, until_words
from bot.rules.presses import Verb, pack
from bot.rules.roles import Role
from content.texts import Html
from handlers.visit import Visit, button
from storage import desk

if TYPE_CHECKING:
    from bot.rules.presses import Press
    from storage.questions import Question

STEP = "desk"


async def ask_for_words(visit: Visit, lead: Question) -> None:
    """Ask for the answer; the next words are it."""
    visit.wait_for(STEP, question=str(lead.lead_id))
    html = visit.texts("desk.write", hour=until_words(visit.services, lead))
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
    if len(text) > answers.LONGEST:
        visit.wait_for(STEP, question=lead_id)
        await visit.say(Screen(visit.texts("desk.too_long", count=len(text))), number="-")
        return True
    if not await answers.keep_draft(visit.services, int(lead_id), text, by=visit.person.id):
        await visit.say(Screen(visit.texts("desk.sent_already"), ((_back(visit),),)))
        return True
    await _preview(visit, int(lead_id))
    return True


async def on_send(visit: Visit, press: Press) -> None:
    """`Envoyer`: to everybody who asked and agreed, each once, however often it is pressed."""
    lead_id = press.number(0)
    sent = await answers.send(visit.services, lead_id, by=visit.person.id, seen=press.text(1))
    if sent.result == "late":
        await visit.show(Screen(visit.texts("desk.sent_already"), ((_back(visit),),)))
        return
    if sent.result == "changed":
        await visit.toast(visit.texts.plain("desk.changed"))
        await _preview(visit, lead_id)
        return
    html = Html(visit.texts.count("desk.sent", sent.people) + "\n" + visit.texts("desk.add_ask"))
    add = button(visit.texts, "desk.add", Verb.DESK_ADD, sent.question)
    await visit.show(Screen(html, ((add,), (_back(visit),))))


async def _preview(visit: Visit, lead_id: int) -> None:
    texts = visit.texts
    held = await desk.held(visit.services.db, lead_id, by=visit.person.id)
    if not held or not held[0].draft:
        await visit.say(Screen(texts("desk.sent_already"), ((_back(visit),),)))
        return
    text = held[0].draft
    visit.wait_for(STEP, question=str(lead_id))
    head = texts("desk.preview", people=people_words(texts, held))
    send = Button(texts.plain("desk.send"), pack(Verb.DESK_SEND, lead_id, answers.digest(text)))
    release = button(texts, "desk.release", Verb.DESK_RELEASE, lead_id)
    await visit.say(Screen(head), number="-")
    await visit.say(
        Screen(answers.answer_screen(visit.services, held[0], text).html, ((send,), (release,)))
    )


def _back(visit: Visit) -> Button:
    return button(visit.texts, "desk.back", Verb.DESK, 0)
