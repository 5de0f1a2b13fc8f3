"""Answering at the desk: taken for a while, looked at, out to all who asked, each once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.deliver import Button, Screen
from bot.moments import full_day, local_time
from bot.rules.presses import Verb, pack
from storage import desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.context import Services
    from storage.questions import Question

LEASE_S = 30 * 60
LONGEST = 2000
_QUOTED = 900


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of `Envoyer`: to how many it went, and after which question.

    `changed`: the text is not the one that was looked at; `late`: it has gone, or was given back.
    """

    result: Literal["sent", "changed", "late"]
    people: int = 0
    question: int = 0


async def take(services: Services, group: Sequence[Question], *, by: int) -> list[Question]:
    """Reserve questions for a while; return those that are theirs now, none where one is busy."""
    now = services.now()
    ids = [question.id for question in group]
    return await desk.take(services.db, ids, by=by, until=now + LEASE_S, now=now)


async def keep_draft(services: Services, lead_id: int, text: str, *, by: int) -> bool:
    """Keep an answer that is still to be looked at; False where it is not theirs to give."""
    until = services.now() + LEASE_S
    return await desk.draft(services.db, lead_id, text, by=by, until=until) > 0


async def send(services: Services, lead_id: int, *, by: int, seen: str) -> Sent:
    """Send to everybody who asked and agreed, however often it is pressed.

    `seen`: the digest of the text that was looked at.
    """
    held = await desk.held(services.db, lead_id, by=by)
    text = held[0].draft if held else None
    if not text:
        return Sent("late")
    if seen != digest(text):
        return Sent("changed")
    people, now = 0, services.now()
    async with services.db.transaction() as tx:
        for question in held:
            if not await desk.answer(tx, question.id, text, by=by, now=now):
                continue
            if question.person_id is not None:
                people += await services.notify(
                    tx,
                    key=desk.answer_key(question),
                    person_id=question.person_id,
                    screen=answer_screen(services, question, text),
                )
    return Sent("sent", people, held[0].id) if people else Sent("late")


async def dismiss(services: Services, group: Sequence[Question], *, by: int) -> bool:
    """Set a group aside, nobody is answered; False where a colleague is at it."""
    if not await take(services, group, by=by):
        return False
    await desk.dismiss(services.db, group[0].id, by=by, now=services.now())
    return True


def answer_screen(services: Services, question: Question, text: str) -> Screen:
    """Give what a person gets: their question and its date, the answer, two ways to judge it."""
    texts = services.texts
    quoted = question.text if len(question.text) <= _QUOTED else question.text[:_QUOTED] + "…"
    day = local_time(question.asked_at, services.zone).date()
    html = texts("ask.answer", date=full_day(texts, day), text=quoted, answer=text)
    numbers = (question.id, question.round)
    good = Button(texts.plain("ask.good"), pack(Verb.ANSWERS, *numbers))
    other = Button(texts.plain("ask.not_quite"), pack(Verb.NOT_QUITE, *numbers))
    return Screen(html, ((good, other),))


def digest(text: str) -> str:
    """Tie a button to the text that was looked at."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
