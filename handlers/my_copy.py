"""What is kept of a person, said in words: on the screen, and in the two files of the copy."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.rules.recurrence import Rhythm
from content.texts import Html
from handlers.wording import full_day, hour_words, local_time, rhythm_words
from storage.personal import SOMEBODY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from content.model import Kept
    from handlers.visit import Visit
    from storage.personal import Rows

_MOMENTS = ("_at", "_until", "_from", "since")
_YES_OR_NO = " (oui ou non)"
_COUNTED = frozenset({"conversation", "envois"})  # shown as a number on the screen
_HIDDEN = frozenset({"id", "person_id", "pledge_id", "created_update", "event_id"})
_MOST_SHOWN = 3300
_LONGEST = 400


def on_screen(visit: Visit, mine: Mapping[str, Rows]) -> Html:
    """Say what is kept, purpose after purpose, as far as one message holds it."""
    texts = visit.texts
    blocks = [str(texts("data.mine"))]
    for entry, rows in _by_purpose(visit, mine):
        lines = [str(texts("data.purpose", title=entry.title))]
        if entry.id in _COUNTED:
            lines.append(str(texts.count("data.lines", len(rows))))
        else:
            lines += [str(texts("data.line", what=what)) for what in _briefly(visit, entry, rows)]
        block = "\n".join(lines)
        if sum(map(len, blocks)) + len(block) > _MOST_SHOWN:
            blocks.append(str(texts("data.too_much")))
            break
        blocks.append(block)
    return Html("\n\n".join([*blocks, str(texts("data.never"))]))


def reasons(visit: Visit) -> Html:
    """Say why each thing is kept, and how long."""
    texts = visit.texts
    lines = [
        texts("data.reason", title=e.title, purpose=e.purpose, retention=e.retention)
        for e in visit.services.content.privacy.of_people()
    ]
    return Html("\n\n".join([str(texts("data.reasons")), *map(str, lines)]))


def as_text(visit: Visit, mine: Mapping[str, Rows]) -> bytes:
    """Make the readable file: UTF-8 with a mark, so that every text editor reads it rightly."""
    texts = visit.texts
    day = full_day(texts, visit.today)
    parts = [texts.plain("data.file_head", date=day)]
    for entry, rows in _by_purpose(visit, mine):
        parts.append(
            texts.plain(
                "data.file_purpose",
                title=entry.title.upper(),
                purpose=entry.purpose,
                basis=entry.basis,
                retention=entry.retention,
                recipients=entry.recipients,
            )
        )
        for place, row in rows:
            values = _said(visit, entry, place, row)
            parts.append("\n".join(f"- {label} : {value}" for _, label, value in values))
    parts.append(texts.plain("data.file_end"))
    return "\n\n".join(parts).encode("utf-8-sig")


def as_json(visit: Visit, mine: Mapping[str, Rows]) -> bytes:
    """Make the file for programs: every row as it is kept, table by table, and what it is for."""
    register = visit.services.content.privacy
    purposes = {
        entry.id: {"title": entry.title, "purpose": entry.purpose, "retention": entry.retention}
        for entry in register.entries
    }
    tables = {
        place: [{k: None if v == SOMEBODY else v for k, v in row.items()} for row in rows]
        for place, rows in mine.items()
    }
    whole = {"made_at": visit.now, "purposes": purposes, "tables": tables}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _by_purpose(
    visit: Visit, mine: Mapping[str, Rows]
) -> Iterator[tuple[Kept, list[tuple[str, dict[str, Any]]]]]:
    for entry in visit.services.content.privacy.entries:
        places = dict.fromkeys(column.partition(".")[0] for column in entry.columns)
        rows = [(place, row) for place in places for row in mine.get(place, [])]
        if any(_said(visit, entry, place, row) for place, row in rows):
            yield entry, rows


def _briefly(visit: Visit, entry: Kept, rows: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    for place, row in rows:
        values = [
            (v, label) for name, label, v in _said(visit, entry, place, row) if name not in _HIDDEN
        ]
        if values:
            yield " ; ".join(f"{label} : {value}" for value, label in values)


def _said(
    visit: Visit, entry: Kept, place: str, row: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """Give name, label and value, in words, of what is there in a row."""
    found = []
    for name, value in row.items():
        label = entry.columns.get(f"{place}.{name}")
        if label is not None and value is not None and value != "":
            words = _words(visit, name, label, value)[:_LONGEST]
            found.append((name, label.removesuffix(_YES_OR_NO), words))
    return found


def _words(visit: Visit, name: str, label: str, value: Any) -> str:  # noqa: ANN401 – a column's own type
    texts, content = visit.texts, visit.services.content
    if value == SOMEBODY:
        return texts.plain("data.somebody")
    if label.endswith(_YES_OR_NO):
        return texts.plain("button.say_yes" if value else "button.say_no").lower()
    if name == "action_id" and value in content.actions:
        return content.actions[value].title
    if name == "commune" and value in content.communes:
        return content.communes[value].name
    if name == "rhythm":
        with suppress(ValueError, TypeError):
            return rhythm_words(texts, Rhythm.from_dict(json.loads(value)))
    return _moment(visit, name, value) or str(value)


def _moment(visit: Visit, name: str, value: Any) -> str:  # noqa: ANN401 – as above
    """Say a moment or a day; empty for every other value."""
    texts = visit.texts
    if name.endswith(_MOMENTS) and isinstance(value, int):
        at = local_time(value, visit.services.zone)
        hour = hour_words(texts, at.time().replace(second=0, microsecond=0))
        return f"{full_day(texts, at.date())} {hour}"
    if name.endswith("_on") or name == "occurrence":
        with suppress(ValueError):
            return full_day(texts, date.fromisoformat(str(value)))
    return ""
