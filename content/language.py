"""English for those who ask in English: the answers, the sentences, and how to tell."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from content.files import Node, read_text, read_yaml, shown_name
from content.model import English
from content.normalise import fold
from content.records import Record, Sheet, as_record
from content.topic_files import DEPARTMENT, read_fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from content.model import Topic

NAME: Final = "english.yaml"
_FIELDS: Final = ("id", "title", "next_step")
_WORD: Final = re.compile(r"[a-z]+")
_SHARE: Final = 0.3
_FEWEST: Final = 2
_SHORT: Final = 3
_LOOKED_AT: Final = 60


def is_english(text: str, english: English, *, before: bool = False) -> bool:
    """Say whether a message is English: its small words are, and hardly any is French.

    `before`: the talk was in English so far, and stays so until something French is said. Never
    raises, any length.
    """
    words = _WORD.findall(fold(text[:2000]).replace("'", ""))[:_LOOKED_AT]
    ours = len(english.only_english.intersection(words))
    theirs = sum(map(english.only_french.__contains__, words))
    if not theirs and (before or (len(words) <= _SHORT and english.surely.intersection(words))):
        return True
    return ours >= _FEWEST and ours > 2 * theirs and ours >= _SHARE * len(words)


def still_true(english: English, before: Mapping[str, Topic], now: Mapping[str, Topic]) -> English:
    """Leave out the English of answers whose French is no longer what was translated."""
    kept = {
        topic_id: topic
        for topic_id, topic in english.topics.items()
        if topic_id in now and now[topic_id].short == before[topic_id].short
    }
    return replace(english, topics=kept)


def read_english(root: Path, sheet: Sheet, topics: Mapping[str, Topic]) -> English:
    """Return what there is in English under `root`; nothing where there are no files."""
    path = root / NAME
    if not path.exists():
        return English()
    name = shown_name(path, root)
    node = read_yaml(path, root, sheet.faults)
    known = ("only_english", "surely_english", "only_french", "sentences")
    record = None if node is None else as_record(node, name, "english", sheet, known)
    if record is None:
        return English()
    sentences: dict[str, str] = {}
    _flatten(record.fields.get("sentences"), "", sentences)
    return English(
        topics=_read_topics(root, sheet, topics),
        sentences=sentences,
        only_english=_word_list(record, "only_english"),
        surely=_word_list(record, "surely_english"),
        only_french=_word_list(record, "only_french"),
    )


def _word_list(record: Record, key: str) -> frozenset[str]:
    node = record.fields.get(key)
    if node is None or not isinstance(node.value, list):
        record.note(key, f"le champ « {key} » doit être une liste")
        return frozenset()
    return frozenset(child.text.strip() for child in node.value)


def _flatten(node: Node | None, prefix: str, found: dict[str, str]) -> None:
    if node is None:
        return
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            _flatten(child, f"{prefix}.{key}" if prefix else key, found)
    elif isinstance(node.value, list):
        for number, child in enumerate(node.value):
            _flatten(child, f"{prefix}.{number}", found)
    else:
        found[prefix] = node.text.strip()


def _read_topics(root: Path, sheet: Sheet, topics: Mapping[str, Topic]) -> dict[str, Topic]:
    found: dict[str, Topic] = {}
    for path in sorted((root / "english").glob("*.md")):
        name, text = shown_name(path, root), read_text(path, root, sheet.faults)
        french = topics.get(path.stem)
        if text is None or french is None:
            sheet.note(name, 1, "cette réponse n'existe pas en français")
            continue
        topic = _translated(text, name, french, sheet)
        if topic is not None:
            found[topic.id] = topic
    return found


def _translated(text: str, name: str, french: Topic, sheet: Sheet) -> Topic | None:
    opened = read_fields(text, name, f"en:{french.id}", sheet, _FIELDS)
    if opened is None:
        return None
    record, lines, start = opened
    short, _, department = "\n".join(lines[start:]).partition(DEPARTMENT)
    if not short.strip():
        sheet.note(name, start + 1, "la réponse manque")
    return replace(
        french,
        title=record.text("title"),
        next_step=record.text("next_step", empty=True),
        short=short.strip(),
        more="",
        department=department.strip(),
        simple="",
        file=name,
    )
