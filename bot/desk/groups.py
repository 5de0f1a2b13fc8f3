"""The questions that wait, those that ask the same together, the largest and oldest first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from content.alike import groups, key_of
from storage import desk, questions

if TYPE_CHECKING:
    from bot.context import Services
    from storage.questions import Question

_MOST_OPEN = 400


async def waiting(services: Services) -> list[list[Question]]:
    """Put the open questions together; off the loop, since there may be hundreds."""
    found = await desk.open_ones(services.db, _MOST_OPEN)
    places = await asyncio.to_thread(_sort_out, [question.text for question in found], services)
    grouped = [[found[place] for place in group] for group in places]
    return sorted(grouped, key=lambda group: (-len(group), group[0].asked_at, group[0].id))


async def group_of(services: Services, question_id: int) -> list[Question]:
    """Give the group of an open question, itself first; empty where it is open no longer."""
    question = await questions.find(services.db, question_id)
    if question is None or question.state not in ("new", "taken"):
        return []
    for group in await waiting(services):
        if any(other.id == question_id for other in group):
            return [question, *(other for other in group if other.id != question_id)]
    return [question]


def _sort_out(asked: list[str], services: Services) -> list[list[int]]:
    words = services.answerer.additions.words
    return groups([key_of(text, words) for text in asked])
