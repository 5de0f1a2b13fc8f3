"""How the content is shown to staff: an item with its parts, its state, what falls due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.editing.items import field_text, fields_of, item_of
from bot.rules.presses import Verb, pack
from content.expiry import due
from content.texts import Html
from handlers.wording import full_day

if TYPE_CHECKING:
    from datetime import date

    from bot.context import Services
    from content.model import Topic
    from content.texts import Texts
    from handlers.visit import Visit

_MOST_DUE = 8
_PART = 700


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as staff see it: its title, and its parts by their names."""

    title: str
    html: Html


def item_texts(visit: Visit, kind: str, item: str) -> Shown | None:
    """Give what an item says, None where there is no such item."""
    found = item_of(visit.services, kind, item)
    if found is None:
        return None
    lines = [
        visit.texts(
            "content.line",
            name=visit.texts.plain(f"content.field.{name}"),
            text=_cut(field_text(visit.texts, found, name)),
        )
        for name in fields_of(kind, item)
        if name != "title"
    ]
    return Shown(found.title, Html("\n".join(lines)))


def due_screen(services: Services, today: date) -> Screen | None:
    """Give what is to be read again, the most pressing first, each with one tap; or None."""
    texts = services.texts
    found = due(services.content, today)
    if not found.all:
        return None
    listed = found.all[:_MOST_DUE]
    lines = [texts("content.due_title")]
    for key, topics in (
        ("content.due_now", found.now),
        ("content.due_week", found.within_a_week),
        ("content.due_month", found.within_a_month),
    ):
        shown = [topic for topic in topics if topic in listed]
        if shown:
            lines.append(texts(key))
            lines += [_due_line(services, topic) for topic in shown]
    if len(found.all) > len(listed):
        lines.append(texts.count("content.due_more", len(found.all) - len(listed)))
    rows = tuple((_still_good(texts, topic),) for topic in listed)
    return Screen(Html("\n".join(lines)), rows)


def _still_good(texts: Texts, topic: Topic) -> Button:
    label = texts.plain("content.still_good", title=topic.title)
    return Button(label, pack(Verb.CONTENT_REVIEWED, topic.id))


def _due_line(services: Services, topic: Topic) -> Html:
    owner = services.content.organisation.get(f"functions.{topic.owner}")
    return services.texts(
        "content.due_line",
        title=topic.title,
        owner=owner.value if owner is not None else topic.owner,
        date=full_day(services.texts, topic.due),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _PART else text[:_PART].rstrip() + "…"
