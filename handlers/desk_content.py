"""From an answered question to the content: a phrasing of an answer, or a new answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.desk import adding
from bot.desk.words import short
from bot.rules.presses import Verb, pack
from bot.rules.roles import Role
from handlers.layer import add_phrasing, role_of
from handlers.visit import Visit, button
from storage import questions

if TYPE_CHECKING:
    from bot.rules.presses import Press
    from storage.questions import Question

STEP = "desk-find"


async def on_add(visit: Visit, press: Press) -> None:
    """« Ajouter au contenu »: the answers that it may belong to, another one, or a new one."""
    question = await _answered(visit, press)
    if question is not None:
        await _offer(visit, question, question.text)


async def on_find(visit: Visit, press: Press) -> None:
    """« Chercher une réponse »: the next words find it."""
    question = await _answered(visit, press)
    if question is not None:
        visit.wait_for(STEP, question=str(question.id))
        await visit.say(Screen(visit.texts("content.find_words")), number="-")


async def heard(visit: Visit) -> bool:
    """Take what was typed for the answer that is looked for; say whether it was."""
    conversation = visit.conversation
    if conversation is None or conversation.step != STEP or not await visit.may(Role.STAFF):
        return False
    number = str(conversation.data.get("question", ""))
    question = await questions.find(visit.services.db, int(number)) if number.isdigit() else None
    if question is None:
        return False
    await _offer(visit, question, visit.text)
    return True


async def on_add_to(visit: Visit, press: Press) -> None:
    """Make the wording one of an answer: understood at once, everywhere."""
    question = await _answered(visit, press)
    topic = visit.services.content.topics.get(press.text(1))
    if question is None or topic is None:
        return
    await add_phrasing(visit, topic.id, question.text)
    html = visit.texts("desk.added_phrasing", text=short(question.text, 300), title=topic.title)
    await visit.show(Screen(html, ((button(visit.texts, "desk.back", Verb.DESK, 0),),)))


async def on_new(visit: Visit, press: Press) -> None:
    """Make a new answer of what was answered: given at once to whoever asks this."""
    question = await _answered(visit, press)
    if question is None or question.answer is None:
        return
    role = await role_of(visit)
    topic_id, title = await adding.make_topic(visit.services, question, role=role)
    html = visit.texts("desk.added_topic", title=title)
    see = Button(title, pack(Verb.CONTENT_ITEM, "topic", topic_id))
    await visit.show(Screen(html, ((see,), (button(visit.texts, "desk.back", Verb.DESK, 0),))))


async def _offer(visit: Visit, question: Question, words: str) -> None:
    texts = visit.texts
    rows = [
        (Button(topic.title, pack(Verb.DESK_ADD_TO, question.id, topic.id)),)
        for topic in adding.answers_near(visit.services, question, words)
    ]
    rows.append((button(texts, "desk.add_find", Verb.DESK_FIND, question.id),))
    rows.append((button(texts, "desk.add_new", Verb.DESK_NEW, question.id),))
    html = texts("desk.add_title", text=short(question.text, 300))
    await visit.show(Screen(html, tuple(rows)))


async def _answered(visit: Visit, press: Press) -> Question | None:
    """Give the answered question that a button names; else show the desk's way back."""
    question = await questions.find(visit.services.db, press.number(0))
    if question is not None and question.answer is not None:
        return question
    rows = ((button(visit.texts, "desk.back", Verb.DESK, 0),),)
    await visit.show(Screen(visit.texts("desk.gone"), rows))
    return None
