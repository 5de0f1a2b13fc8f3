"""The layer of staff over the content files: applied in memory, from what the database keeps.

A change holds only the fields that differ from the file. An item that is withdrawn stays where
it is, saying that it is being read again; an action that is withdrawn is offered to nobody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from content.model import OUT
from content.render import typography
from content.vocabulary import TOPIC_IDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from content.model import Action, Content, Topic

Fields: TypeAlias = "Mapping[str, Any]"

TOPIC_FIELDS: Final = ("short", "more", "department", "next_step", "title", "source", "reviewed")
ACTION_FIELDS: Final = ("title", "how", "pledge", "source")
WITHDRAWN: Final = "withdrawn"
MADE_HERE: Final = "equipe-"
"""How the ids of topics begin that staff made and no file holds."""

_MARKDOWN: Final = frozenset({"short", "more", "department"})


@dataclass(frozen=True, slots=True)
class Change:
    """What counts of one item: `fields` over the file; `base`: the file's version then."""

    kind: str
    item: str
    fields: Fields
    base: str


def apply(base: Content, changes: Iterable[Change]) -> Content:
    """Return `base` with the changes over it. A change that no longer fits leaves the file's."""
    topics, actions = dict(base.topics), dict(base.actions)
    for change in changes:
        if change.kind == "topic":
            topic = _topic(base, change)
            if topic is not None:
                topics[topic.id] = topic
        elif change.kind == "action" and change.item in actions:
            if change.fields.get(WITHDRAWN):
                del actions[change.item]
            else:
                actions[change.item] = _action(actions[change.item], change.fields)
    return replace(base, topics=topics, actions=actions)


def phrasings(changes: Iterable[Change]) -> list[tuple[str, str]]:
    """Return the (topic, phrasing)s that staff added."""
    return [
        (str(change.fields["topic"]), str(change.fields["text"]))
        for change in changes
        if change.kind == "phrasing" and change.fields and not change.fields.get(WITHDRAWN)
    ]


def fingerprint(base: Content, kind: str, item: str) -> str:
    """Return what tells the file's version of an item from another; empty where none is there."""
    found: Topic | Action | None
    found = base.topics.get(item) if kind == "topic" else base.actions.get(item)
    if kind == "phrasing" or found is None:
        return ""
    held = [f"{f.name}={getattr(found, f.name)!r}" for f in fields(found) if f.name != "months"]
    return hashlib.sha256("\n".join(held).encode()).hexdigest()[:16]


def overtaken(base: Content, changes: Iterable[Change]) -> list[Change]:
    """Return the changes whose file has changed since: staff's version wins, and is to be told."""
    return [
        change
        for change in changes
        if change.fields
        and change.kind != "phrasing"
        and change.base != fingerprint(base, change.kind, change.item)
    ]


def _topic(base: Content, change: Change) -> Topic | None:
    topic = base.topics.get(change.item)
    if topic is None:
        topic = _blank(base, change.item)
    if topic is None or not change.fields:
        return topic if change.item in base.topics else None
    values: dict[str, Any] = {}
    for name in TOPIC_FIELDS:
        if name in change.fields:
            text = str(change.fields[name])
            values[name] = text if name in _MARKDOWN else typography(text)
    values["reviewed"] = _day(change.fields.get("reviewed"), topic.reviewed)
    if "reviewed" in change.fields:
        values["valid_until"] = None  # a new review starts a new year
    if "short" in change.fields or change.fields.get(WITHDRAWN):
        values["simple"] = ""  # it said what the file says
    if change.fields.get(WITHDRAWN):
        words = base.sentences.get("content.withdrawn", "")
        values |= {"short": words, "more": "", "department": "", "next_step": "", "source": ""}
    return replace(topic, **values)


def _blank(base: Content, item: str) -> Topic | None:
    """Return what a topic made by staff starts from."""
    pattern = base.topics.get(OUT)
    if pattern is None or not item.startswith(MADE_HERE) or item in TOPIC_IDS:
        return None
    return replace(
        pattern,
        id=item,
        title=item,
        short="",
        more="",
        department="",
        next_step="",
        related=(),
        file="",
        valid_until=None,
        simple="",
    )


def _action(action: Action, changed: Fields) -> Action:
    values: dict[str, Any] = {
        name: typography(str(changed[name])) for name in ACTION_FIELDS if name in changed
    }
    return replace(action, **values)


def _day(text: object, otherwise: date) -> date:
    try:
        return date.fromisoformat(str(text)) if text else otherwise
    except ValueError:
        return otherwise
