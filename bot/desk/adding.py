"""From an answered question to the content: a phrasing of an answer, or a new answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.words import short
from bot.moments import local_time
from bot.publishing import add_phrasing, publish
from content.model import UNRATED
from content.overlay import MADE_HERE

if TYPE_CHECKING:
    from bot.context import Services
    from content.model import Topic
    from storage.questions import Question

_TITLE = 60


def answers_near(services: Services, question: Question, words: str) -> list[Topic]:
    """Return the answers that a question may belong to, by its words or by others."""
    topics = services.content.topics
    found = services.answerer.answer(words).choices
    choices = dict.fromkeys([*found, question.topic or ""])
    return [topics[one] for one in choices if one in topics and one not in UNRATED]


async def make_topic(services: Services, question: Question, *, role: str) -> tuple[str, str]:
    """Make a new answer of what was answered, given at once; return its id and its title."""
    topic_id = f"{MADE_HERE}{question.id}"
    title = short(question.text, _TITLE)
    fields = {
        "title": title,
        "short": question.answer or "",
        "more": "",
        "source": services.texts.plain("content.made_by"),
        "reviewed": local_time(services.now(), services.zone).date().isoformat(),
    }
    await publish(services, ("topic", topic_id), fields, "add", role=role)
    await add_phrasing(services, topic_id, question.text, role=role)
    return topic_id, title
