"""The content that staff made, as files for review: the same form as those of `content/`."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Final

from content.overlay import ACTION_FIELDS, phrasings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from content.model import Content, Topic
    from content.overlay import Change

_VOICE: Final = "equipe.txt"
_STILL: Final = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes


def as_files(content: Content, changes: Sequence[Change]) -> dict[str, str]:
    """Return the files by name: changed topics whole, phrasings by topic, actions by field."""
    files: dict[str, str] = {}
    for change in changes:
        topic = content.topics.get(change.item) if change.kind == "topic" else None
        if topic is not None and change.fields:
            files[f"topics/{topic.id}.md"] = topic_file(topic)
    by_topic: dict[str, list[str]] = {}
    for topic_id, text in phrasings(changes):
        by_topic.setdefault(topic_id, []).append(" ".join(text.split()))
    for topic_id, texts in by_topic.items():
        files[f"phrasings/{topic_id}/{_VOICE}"] = "\n".join(texts) + "\n"
    actions = [_action_note(c) for c in changes if c.kind == "action" and c.fields]
    if actions:
        files["actions/equipe.yaml"] = "\n".join(actions)
    return files


def as_archive(files: Mapping[str, str]) -> bytes:
    """Return the files as one ZIP document."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _STILL), text)
    return target.getvalue()


def topic_file(topic: Topic) -> str:
    """Return the Markdown file of a topic, as `topic_files` reads it."""
    lines = [
        "---",
        f"id: {topic.id}",
        f"title: {_quoted(topic.title)}",
        f"owner: {topic.owner}",
        f"source: {_quoted(topic.source)}",
        f"reviewed: {topic.reviewed.isoformat()}",
        f"related: [{', '.join(topic.related)}]",
    ]
    if topic.valid_until is not None:
        lines.append(f"valid_until: {topic.valid_until.isoformat()}")
    if topic.next_step:
        lines.append(f"next_step: {_quoted(topic.next_step)}")
    lines += ["---", topic.short]
    simple = topic.simple.replace("\\\n", "\n")
    for mark, text in (("more", topic.more), ("department", topic.department), ("simple", simple)):
        if text:
            lines += ["", f"<!-- {mark} -->", "", text]
    return "\n".join(lines) + "\n"


def _action_note(change: Change) -> str:
    lines = [f"- id: {change.item}"]
    lines += [
        f"  {name}: {_quoted(str(change.fields[name]))}"
        for name in ACTION_FIELDS
        if name in change.fields
    ]
    if change.fields.get("withdrawn"):
        lines.append("  withdrawn: true")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Write a text as YAML reads it back: JSON's quotes are YAML's."""
    return json.dumps(text, ensure_ascii=False)
