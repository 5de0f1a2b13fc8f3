"""How the desk says how many asked, since when, and who is at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.wording import hour_words, local_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.visit import Visit
    from storage.questions import Question


def people_words(visit: Visit, group: Sequence[Question]) -> str:
    """« 3 personnes »."""
    people = {question.person_id for question in group}
    return visit.texts.count("desk.people", len(people))


def age_words(visit: Visit, question: Question) -> str:
    """« depuis 3 jours »."""
    days = (visit.today - visit.day_of(question.asked_at)).days
    return visit.texts.count("desk.age", max(days, 0))


def state_words(visit: Visit, question: Question) -> str:
    """« nouvelle », « en cours par un collègue, jusqu'à 14 h 30 »."""
    if question.state == "taken" and (question.taken_until or 0) > visit.now:
        mine = question.taken_by == visit.person.id
        key = "desk.state.mine" if mine else "desk.state.taken"
        return visit.texts.plain(key, hour=until_words(visit, question))
    if question.state == "taken":
        return visit.texts.plain("desk.state.new")
    key = "reopened" if question.state == "new" and question.round else question.state
    return visit.texts.plain(f"desk.state.{key}")


def until_words(visit: Visit, question: Question) -> str:
    """« 14 h 30 »: until when somebody has it."""
    until = local_time(question.taken_until or visit.now, visit.services.zone).time()
    words = hour_words(visit.texts, until.replace(second=0, microsecond=0))
    return words.removeprefix(visit.texts.plain("hour.at", hour="")).strip()


def short(text: str, most: int = 60) -> str:
    """Give the beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
