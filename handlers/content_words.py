"""How the content is shown to staff: an item with its parts, its state, what falls due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Verb, pack
from content import overlay
from content.expiry import due
from content.texts import Html
from handlers.wording import full_day

if TYPE_CHECKING:
    from datetime import date

    from bot.context import Services
    from content.model import Action, Topic
    from content.texts import Texts
    from handlers.visit import Visit
    from storage.overlay import Edit

_MOST_DUE = 8
_PART = 700


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as staff see it: its title, and its parts by their names."""

    title: str
    html: Html


def item_texts(visit: Visit, kind: str, item: str) -> Shown | None:
    """Give what an item says, None where there is no such item."""
    found = item_of(visit, kind, item)
    if found is None:
        return None
    names = overlay.TOPIC_FIELDS if kind == "topic" else overlay.ACTION_FIELDS
    lines = [
        visit.texts(
            "content.line",
            name=visit.texts.plain(f"content.field.{name}"),
            text=_cut(field_text(visit.texts, found, name)),
        )
        for name in names
        if name != "title" and (name != "department" or item.startswith("objectif-"))
    ]
    return Shown(found.title, Html("\n".join(lines)))


def item_of(visit: Visit, kind: str, item: str) -> Topic | Action | None:
    """Give an item as it is in force; an action that was withdrawn as its file has it."""
    services = visit.services
    if kind == "topic":
        return services.content.topics.get(item)
    if kind == "action":
        return services.content.actions.get(item) or services.library.files.actions.get(item)
    return None


def field_text(texts: Texts, found: Topic | Action, name: str) -> str:
    """Give one part of an item in plain words."""
    value = getattr(found, name)
    return full_day(texts, value) if name == "reviewed" else str(value)


def state_of(visit: Visit, kind: str, item: str, edit: Edit | None) -> Html:
    """Say whose version is in force, since when, and whether the file has changed since."""
    texts = visit.texts
    if edit is None or not edit.fields:
        return texts("content.state.file")
    key = "content.state.changed"
    if edit.fields.get(overlay.WITHDRAWN):
        key = "content.state.withdrawn" if kind == "topic" else "content.state.withdrawn_action"
    words = texts(key, date=full_day(texts, visit.day_of(edit.edited_at)))
    if edit.base != overlay.fingerprint(visit.services.library.files, kind, item):
        words = Html(f"{words}\n{texts('content.state.overtaken')}")
    return words


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
