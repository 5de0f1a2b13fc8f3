"""An answer or an action as staff see it: what it says, whose version is in force."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.moments import full_day, local_time
from content import finding, overlay
from content.model import UNRATED
from content.texts import Html
from storage import feedback

if TYPE_CHECKING:
    from bot.context import Services
    from content.finding import Item
    from content.model import Action, Topic
    from content.texts import Texts
    from storage.overlay import Edit

_WEEKS: Final = timedelta(weeks=4)
_SMALLEST: Final = 5  # figures about fewer people leave for nobody, and go in steps of as many
_MOST: Final = 8


def item_of(services: Services, kind: str, item: str) -> Topic | Action | None:
    """Give an item as it is in force; an action that was withdrawn as its file has it."""
    if kind == "topic":
        return services.content.topics.get(item)
    if kind == "action":
        return services.content.actions.get(item) or services.library.files.actions.get(item)
    return None


def title_of(services: Services, kind: str, item: str) -> str:
    """Give the title of an item; its id where there is no such item."""
    found = item_of(services, kind, item)
    return found.title if found is not None else item


def fields_of(kind: str, item: str) -> tuple[str, ...]:
    """Name the parts that may be changed; the Département's own part is that of an objective."""
    names = overlay.TOPIC_FIELDS if kind == "topic" else overlay.ACTION_FIELDS
    return tuple(n for n in names if n != "department" or item.startswith("objectif-"))


def field_text(texts: Texts, found: Topic | Action, name: str) -> str:
    """Give one part of an item in plain words."""
    value = getattr(found, name)
    return full_day(texts, value) if name == "reviewed" else str(value)


def state_words(services: Services, kind: str, item: str, edit: Edit | None) -> Html:
    """Say whose version is in force, since when, and whether the file has changed since."""
    texts = services.texts
    if edit is None or not edit.fields:
        return texts("content.state.file")
    key = "content.state.changed"
    if is_withdrawn(edit):
        key = "content.state.withdrawn" if kind == "topic" else "content.state.withdrawn_action"
    day = local_time(edit.edited_at, services.zone).date()
    words = texts(key, date=full_day(texts, day))
    if edit.base != overlay.fingerprint(services.library.files, kind, item):
        words = Html(f"{words}\n{texts('content.state.overtaken')}")
    return words


def is_withdrawn(edit: Edit | None) -> bool:
    """Say whether staff took an item away for now."""
    return edit is not None and bool(edit.fields.get(overlay.WITHDRAWN))


def search(services: Services, words: str) -> list[Item]:
    """Find what a few words mean: by title, by id, by what is asked; also what was withdrawn."""
    content = services.content
    found = finding.find(content, words)
    found += [
        finding.Item("topic", choice, content.topics[choice].title)
        for choice in services.answerer.answer(words).choices
    ]
    found += [
        finding.Item("action", change.item, title_of(services, "action", change.item))
        for change in services.library.edition.changes
        if change.kind == "action" and change.item not in content.actions
    ]
    return list(dict.fromkeys(found))[:_MOST]


def changed(services: Services, most: int) -> list[Item]:
    """Return what staff changed, the latest first."""
    return [
        finding.Item(c.kind, c.item, title_of(services, c.kind, c.item))
        for c in reversed(services.library.edition.changes)
        if c.fields and c.kind != "phrasing"
    ][:most]


async def votes_words(services: Services, topic: str) -> Html | None:
    """Say how it was found in the last weeks, where enough people said so."""
    if topic in UNRATED:
        return None
    today = local_time(services.now(), services.zone).date()
    year, week, _ = (today - _WEEKS).isocalendar()
    counts = await feedback.counts(services.db, topic, since=f"{year}-W{week:02}")
    useful, useless = (count - count % _SMALLEST for count in counts)
    if not useful and not useless:
        return None
    return services.texts("content.votes", useful=useful, useless=useless)
