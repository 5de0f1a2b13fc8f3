"""/questions: what waits for an answer, in groups that ask the same; one colleague at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.desk import answers, groups
from bot.desk.words import age_words, delivery_words, people_words, short, state_words, until_words
from bot.rules.presses import Press, Verb, pack
from bot.rules.roles import Role
from content.texts import Html
from handlers import desk_answers, desk_content
from handlers.access import only_press
from handlers.visit import Visit, button
from storage import desk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.questions import Question

_PAGE = 6
_CLOSED = 12
_TEXTS = 4


async def show(visit: Visit) -> None:
    """/questions: the groups, the largest and the oldest first."""
    await _list(visit, 0)


async def on_list(visit: Visit, press: Press) -> None:
    """Show the groups from one on."""
    await _list(visit, max(press.number(0), 0))


async def on_closed(visit: Visit, _press: Press) -> None:
    """« Questions répondues »: the last ones, and what became of the answers."""
    await desk.note_deliveries(visit.services.db)
    texts = visit.texts
    lines = [texts("desk.answered_title")]
    for question in await desk.closed_ones(visit.services.db, _CLOSED):
        fate = delivery_words(texts, question)
        lines.append(texts("desk.answered_line", text=short(question.text), fate=fate))
    await visit.show(Screen(Html("\n".join(lines)), ((_back(visit),),)))


async def on_open(visit: Visit, press: Press) -> None:
    """Show one group: its questions, its state, and what may be done."""
    group = await groups.group_of(visit.services, press.number(0))
    if not group:
        await _gone(visit)
        return
    await visit.show(_card(visit, group))


async def on_take(visit: Visit, press: Press) -> None:
    """`Répondre`: reserved for a while, and the next words are the answer."""
    group = await groups.group_of(visit.services, press.number(0))
    if not group:
        await _gone(visit)
        return
    wanted = group[:1] if press.text(1) == "1" else group
    taken = await answers.take(visit.services, wanted, by=visit.person.id)
    if not taken:
        hour = until_words(visit.services, group[0])
        await visit.show(Screen(visit.texts("desk.busy", hour=hour), ((_back(visit),),)))
        return
    await desk_answers.ask_for_words(visit, taken[0])


async def on_release(visit: Visit, press: Press) -> None:
    """« Rendre la question »: it waits for the whole team again."""
    await desk.release(visit.services.db, press.number(0), by=visit.person.id)
    await visit.show(Screen(visit.texts("desk.released"), ((_back(visit),),)))


async def on_dismiss(visit: Visit, press: Press) -> None:
    """`Écarter`: asked once, then nobody gets an answer."""
    group = await groups.group_of(visit.services, press.number(0))
    if not group:
        await _gone(visit)
        return
    lead = group[0]
    if press.number(1) != 1:
        people = people_words(visit.texts, group)
        html = visit.texts("desk.dismiss_ask", questions=f"« {short(lead.text)} » ({people})")
        yes = button(visit.texts, "desk.dismiss_yes", Verb.DESK_DISMISS, lead.id, 1)
        await visit.show(Screen(html, ((yes,), (_back(visit),))))
        return
    if not await answers.dismiss(visit.services, group, by=visit.person.id):
        hour = until_words(visit.services, lead)
        await visit.show(Screen(visit.texts("desk.busy", hour=hour), ((_back(visit),),)))
        return
    await visit.show(Screen(visit.texts("desk.dismissed"), ((_back(visit),),)))


async def _list(visit: Visit, skipped: int) -> None:
    texts = visit.texts
    found = await groups.waiting(visit.services)
    if not found:
        rows = ((button(texts, "desk.answered", Verb.DESK_CLOSED),),)
        await visit.show(Screen(texts("desk.empty"), rows))
        return
    lines = [texts.count("desk.title", sum(map(len, found)))]
    lines.append(texts.count("desk.grouped", len(found)))
    rows_: list[tuple[Button, ...]] = []
    for number, group in enumerate(found[skipped : skipped + _PAGE], skipped + 1):
        lead = group[0]
        facts = {"number": number, "text": short(lead.text)}
        state = state_words(visit.services, lead, me=visit.person.id)
        age = age_words(visit.services, lead)
        people = people_words(visit.texts, group)
        lines.append(texts("desk.line", **facts, people=people, age=age, state=state))
        label = texts.plain("desk.button", number=number, text=short(lead.text, 40))
        rows_.append((Button(label, pack(Verb.DESK_OPEN, lead.id)),))
    if len(found) > skipped + _PAGE:
        rows_.append((button(texts, "desk.next", Verb.DESK, skipped + _PAGE),))
    rows_.append((button(texts, "desk.answered", Verb.DESK_CLOSED),))
    await visit.show(Screen(Html("\n".join(lines)), tuple(rows_)))


def _card(visit: Visit, group: list[Question]) -> Screen:
    texts, lead = visit.texts, group[0]
    topic = visit.services.content.topics.get(lead.topic or "")
    shown = [texts("desk.card_text", text=short(q.text, 500)) for q in group[:_TEXTS]]
    if len(group) > _TEXTS:
        shown.append(texts.count("desk.card_more", len(group) - _TEXTS))
    if lead.round and lead.answer:
        shown.append(texts("desk.card_before", answer=short(lead.answer, 700)))
    html = texts(
        "desk.card",
        number=lead.id,
        people=people_words(texts, group),
        age=age_words(visit.services, lead),
        state=state_words(visit.services, lead, me=visit.person.id),
        topic=texts("desk.card_topic", title=topic.title) if topic is not None else "",
        texts=Html("\n".join(shown)),
    )
    rows: list[tuple[Button, ...]] = []
    if not lead.held_by_another(visit.person.id, visit.now):
        rows.append((button(texts, "desk.take", Verb.DESK_TAKE, lead.id, 0),))
        if len(group) > 1:
            rows.append((button(texts, "desk.take_one", Verb.DESK_TAKE, lead.id, 1),))
        if lead.state == "taken" and lead.taken_by == visit.person.id:
            rows.append((button(texts, "desk.release", Verb.DESK_RELEASE, lead.lead_id or 0),))
        rows.append((button(texts, "desk.dismiss", Verb.DESK_DISMISS, lead.id, 0),))
    return Screen(html, (*rows, (_back(visit),)))


async def _gone(visit: Visit) -> None:
    await visit.toast(visit.texts.plain("desk.gone"))
    await _list(visit, 0)


def _back(visit: Visit) -> Button:
    return button(visit.texts, "desk.back", Verb.DESK, 0)


_DOORS: dict[Verb, Callable[[Visit, Press], Awaitable[None]]] = {
    Verb.DESK: on_list,
    Verb.DESK_CLOSED: on_closed,
    Verb.DESK_OPEN: on_open,
    Verb.DESK_TAKE: on_take,
    Verb.DESK_RELEASE: on_release,
    Verb.DESK_DISMISS: on_dismiss,
    Verb.DESK_SEND: desk_answers.on_send,
    Verb.DESK_ADD: desk_content.on_add,
    Verb.DESK_FIND: desk_content.on_find,
    Verb.DESK_ADD_TO: desk_content.on_add_to,
    Verb.DESK_NEW: desk_content.on_new,
}
PRESSES = {verb: only_press(Role.STAFF, handle) for verb, handle in _DOORS.items()}
