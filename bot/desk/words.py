"""How the desk says how many asked, since when, and who is at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.moments import hour_words, local_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.context import Services
    from content.texts import Texts
    from storage.questions import Question


def people_words(texts: Texts, group: Sequence[Question]) -> str:
    """« 3 personnes »."""
    people = {question.person_id for question in group}
    return texts.count("desk.people", len(people))


def age_words(services: Services, question: Question) -> str:
    """« depuis 3 jours »."""
    today = local_time(services.now(), services.zone).date()
    days = (today - local_time(question.asked_at, services.zone).date()).days
    return services.texts.count("desk.age", max(days, 0))


def state_words(services: Services, question: Question, *, me: int) -> str:
    """« nouvelle », « en cours par un collègue, jusqu'à 14 h 30 »; `me`: who reads it."""
    texts = services.texts
    if question.state == "taken" and (question.taken_until or 0) > services.now():
        key = "desk.state.mine" if question.taken_by == me else "desk.state.taken"
        return texts.plain(key, hour=until_words(services, question))
    if question.state == "taken":
        return texts.plain("desk.state.new")
    key = "reopened" if question.state == "new" and question.round else question.state
    return texts.plain(f"desk.state.{key}")


def until_words(services: Services, question: Question) -> str:
    """« 14 h 30 »: until when somebody has it."""
    texts = services.texts
    until = local_time(question.taken_until or services.now(), services.zone).time()
    words = hour_words(texts, until.replace(second=0, microsecond=0))
    return words.removeprefix(texts.plain("hour.at", hour="")).strip()


def delivery_words(texts: Texts, question: Question) -> str:
    """« répondue, remise · « Ça répond » »: what became of a question that is closed."""
    fate = (question.delivery or "waiting") if question.state == "answered" else "none"
    state = texts.plain(f"desk.state.{question.state}")
    verdict = texts.plain("desk.verdict.answers") if question.verdict == "answers" else ""
    return f"{state}, {texts.plain(f'desk.delivery.{fate}')}{verdict}"


def short(text: str, most: int = 60) -> str:
    """Give the beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
