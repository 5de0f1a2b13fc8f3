"""The question desk on the page: see, take, write, look at it, send; or set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk import adding, answers, groups, words
from bot.moments import full_day, local_time
from bot.publishing import add_phrasing
from content.model import UNRATED
from storage import desk, questions

if TYPE_CHECKING:
    from aiohttp import web

    from bot.page.visit import Visit
    from storage.questions import Question

_CLOSED = 30
_FOUND_BY = 200


async def show(visit: Visit) -> web.Response:
    """List what waits, those that ask the same together."""
    found = await groups.waiting(visit.services)
    rows = [
        {
            "id": group[0].id,
            "text": words.short(group[0].text, 140),
            "people": words.people_words(visit.texts, group),
            "age": words.age_words(visit.services, group[0]),
            "state": words.state_words(visit.services, group[0], me=visit.person_id),
            "mine": _is_mine(visit, group[0]),
        }
        for group in found
    ]
    return visit.page("questions", rows=rows, total=sum(map(len, found)))


async def closed(visit: Visit) -> web.Response:
    """List the last ones that were answered or set aside, and what became of the answers."""
    await desk.note_deliveries(visit.services.db)
    rows = [
        {
            "id": question.id,
            "text": words.short(question.text, 140),
            "fate": words.delivery_words(visit.texts, question),
            "answered": question.answer is not None and question.state == "answered",
        }
        for question in await desk.closed_ones(visit.services.db, _CLOSED)
    ]
    return visit.page("questions_closed", rows=rows)


async def one(visit: Visit) -> web.Response:
    """Show a group; to whoever has taken it, with the place to write in."""
    group = await groups.group_of(visit.services, visit.number())
    if not group:
        return visit.go("/questions", "gone")
    return _card(visit, group)


async def take(visit: Visit) -> web.Response:
    """`Répondre`: reserved for a while."""
    group = await groups.group_of(visit.services, visit.number())
    if not group:
        return visit.go("/questions", "gone")
    wanted = group[:1] if visit.form.get("seule") == "1" else group
    taken = await answers.take(visit.services, wanted, by=visit.person_id)
    return visit.go(f"/questions/{group[0].id}", "" if taken else "busy")


async def release(visit: Visit) -> web.Response:
    """Let it wait for the whole team again."""
    question = await questions.find(visit.services.db, visit.number())
    if question is not None:
        lead = question.lead_id or question.id
        await desk.release(visit.services.db, lead, by=visit.person_id)
    return visit.go("/questions", "released")


async def write(visit: Visit) -> web.Response:
    """Keep what was written, and show what each will receive."""
    lead, text = visit.number(), visit.form.get("texte", "").strip()
    if not text or len(text) > answers.LONGEST:
        group = await groups.group_of(visit.services, lead)
        if not group:
            return visit.go("/questions", "gone")
        fault = visit.texts.plain("page.questions.empty")
        if text:
            fault = visit.texts.plain("desk.too_long", count=len(text))
        return _card(visit, group, text=text, fault=fault)
    kept = await answers.keep_draft(visit.services, lead, text, by=visit.person_id)
    return visit.go(f"/questions/{lead}/apercu") if kept else visit.go("/questions", "gone")


async def preview(visit: Visit) -> web.Response:
    """Show exactly what each will receive."""
    lead = visit.number()
    held = await desk.held(visit.services.db, lead, by=visit.person_id)
    text = held[0].draft if held else None
    if not text:
        return visit.go("/questions", "gone")
    return visit.page(
        "question_preview",
        lead=lead,
        screen=answers.answer_screen(visit.services, held[0], text),
        people=words.people_words(visit.texts, held),
        seen=answers.digest(text),
    )


async def send(visit: Visit) -> web.Response:
    """`Envoyer`: to all who asked, each once; then perhaps into the content."""
    lead, seen = visit.number(), visit.form.get("vu", "")
    sent = await answers.send(visit.services, lead, by=visit.person_id, seen=seen)
    if sent.result == "changed":
        return visit.go(f"/questions/{lead}/apercu", "changed")
    if sent.result == "late":
        return visit.go("/questions", "late")
    return visit.go(f"/questions/{sent.question}/contenu", "sent", sent.people)


async def dismiss(visit: Visit) -> web.Response:
    """`Écarter`: asked once, then nobody gets an answer."""
    group = await groups.group_of(visit.services, visit.number())
    if not group:
        return visit.go("/questions", "gone")
    if visit.request.method != "POST":
        people = words.people_words(visit.texts, group)
        about = f"« {words.short(group[0].text)} » ({people})"
        return visit.page("question_dismiss", id=group[0].id, about=about)
    if await answers.dismiss(visit.services, group, by=visit.person_id):
        return visit.go("/questions", "dismissed")
    return visit.go(f"/questions/{group[0].id}", "busy")


async def choose(visit: Visit) -> web.Response:
    """`Ajouter au contenu`: an answer that exists, found by other words perhaps, or a new one."""
    question = await _answered(visit)
    if question is None:
        return visit.go("/questions", "gone")
    looked_for = visit.request.query.get("q", "").strip()[:_FOUND_BY]
    near = adding.answers_near(visit.services, question, looked_for or question.text)
    return visit.page("question_content", question=question, near=near, looked_for=looked_for)


async def add(visit: Visit) -> web.Response:
    """Let the question lead to an answer from now on."""
    question = await _answered(visit)
    if question is None:
        return visit.go("/questions", "gone")
    services, wanted, role = visit.services, visit.form.get("reponse", ""), str(visit.role)
    if wanted == "nouvelle":
        await adding.make_topic(services, question, role=role)
        return visit.go("/questions", "new_answer")
    if wanted not in services.content.topics or wanted in UNRATED:
        return visit.go(f"/questions/{question.id}/contenu", "not_chosen")
    await add_phrasing(services, wanted, question.text, role=role)
    return visit.go("/questions", "learnt")


def _card(
    visit: Visit, group: list[Question], *, text: str | None = None, fault: str = ""
) -> web.Response:
    services, lead = visit.services, group[0]
    topic = services.content.topics.get(lead.topic or "")
    return visit.page(
        "question",
        lead=lead,
        group=[{"text": q.text, "day": _day(visit, q)} for q in group],
        people=words.people_words(visit.texts, group),
        age=words.age_words(services, lead),
        state=words.state_words(services, lead, me=visit.person_id),
        topic=topic.title if topic is not None else "",
        busy=lead.held_by_another(visit.person_id, visit.now),
        mine=_is_mine(visit, lead),
        until=words.until_words(services, lead),
        longest=answers.LONGEST,
        text=lead.draft or "" if text is None else text,
        fault=fault,
    )


async def _answered(visit: Visit) -> Question | None:
    question = await questions.find(visit.services.db, visit.number())
    return question if question is not None and question.answer is not None else None


def _is_mine(visit: Visit, question: Question) -> bool:
    return (
        question.state == "taken"
        and question.taken_by == visit.person_id
        and (question.taken_until or 0) > visit.now
    )


def _day(visit: Visit, question: Question) -> str:
    return full_day(visit.texts, local_time(question.asked_at, visit.services.zone).date())
