"""Reads `topics/*.md` and `phrasings/`: the answers, and how people ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from content.files import parse_yaml, read_text, shown_name
from content.lines import line_by_line
from content.model import Topic
from content.records import Prose, Record, Sheet, as_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FIELDS: Final = (
    "id",
    "title",
    "owner",
    "source",
    "reviewed",
    "related",
    "next_step",
    "valid_until",
)
DEPARTMENT: Final = "<!-- department -->"
_MARKERS: Final = {
    "<!-- more -->": "more",
    DEPARTMENT: "department",
    "<!-- simple -->": "simple",
}
_PARTS: Final = ("short", "more", "department", "simple")


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way in which a citizen asks for a topic, and where it is written down."""

    topic: str
    text: str
    file: str
    line: int

    @property
    def voice(self) -> str:
        """Whose way of writing it is: the name of its file."""
        return self.file.rpartition("/")[2].removesuffix(".txt")


def read_topics(root: Path, sheet: Sheet) -> dict[str, Topic]:
    """Return the topics by id, in the order of their file names."""
    topics: dict[str, Topic] = {}
    for path in sorted((root / "topics").glob("*.md")):
        topic = _read_topic(path, root, sheet)
        if topic is not None:
            topics[topic.id] = topic
    if not topics:
        sheet.note(f"{root.name}/topics", 1, "aucune réponse n'a été trouvée dans ce dossier")
    return topics


def read_phrasings(root: Path, sheet: Sheet) -> list[Phrasing]:
    """Return every line of `phrasings/<topic>/<voice>.txt`, without comments."""
    folder = root / "phrasings"
    return [
        phrasing
        for path in sorted(folder.glob("*/*.txt"))
        for phrasing in _read_voice(path, root, sheet)
    ]


def _read_voice(path: Path, root: Path, sheet: Sheet) -> Iterator[Phrasing]:
    text = read_text(path, root, sheet.faults)
    name = shown_name(path, root)
    for number, line in enumerate((text or "").split("\n"), start=1):
        words = line.strip()
        if words and not words.startswith("#"):
            yield Phrasing(path.parent.name, words, name, number)


def _read_topic(path: Path, root: Path, sheet: Sheet) -> Topic | None:
    text = read_text(path, root, sheet.faults)
    if text is None:
        return None
    name = shown_name(path, root)
    opened = read_fields(text, name, f"topic:{path.stem}", sheet, _FIELDS)
    if opened is None:
        return None
    record, lines, start = opened
    return _as_topic(record, path.stem, _read_body(lines, start, record))


def read_fields(
    text: str, name: str, item: str, sheet: Sheet, fields: tuple[str, ...]
) -> tuple[Record, list[str], int] | None:
    """Read the fields between two « --- » at the top of a Markdown file.

    Returns them, all lines of the file, and the index of the first one below; None, with the
    fault noted, where they cannot be read.
    """
    lines = text.split("\n")
    end = _end_of_fields(lines)
    if end is None:
        sheet.note(name, 1, "ce fichier commence par ses champs entre deux lignes « --- »")
        return None
    node = parse_yaml("\n".join(lines[1:end]), name, sheet.faults, first_line=2)
    record = None if node is None else as_record(node, name, item, sheet, fields)
    return None if record is None else (record, lines, end + 1)


def _end_of_fields(lines: list[str]) -> int | None:
    """Return the index of the « --- » that closes the fields."""
    if lines[0].rstrip() != "---":
        return None
    return next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)


def _as_topic(record: Record, stem: str, parts: dict[str, str]) -> Topic:
    if record.text("id") != stem:
        record.note("id", f"l'id doit être celui du fichier : {stem}")
    return Topic(
        id=stem,
        title=record.text("title", prose=True),
        short=parts["short"],
        more=parts["more"],
        department=parts["department"],
        simple=line_by_line(parts["simple"]),
        source=record.text("source", prose=True),
        reviewed=record.day("reviewed"),
        owner=record.text("owner"),
        related=record.words("related"),
        next_step=record.text("next_step", empty=True, prose=True),
        file=record.file,
        valid_until=record.day("valid_until") if "valid_until" in record.fields else None,
    )


def _read_body(lines: list[str], start: int, record: Record) -> dict[str, str]:
    """Return the Markdown of each part, "" for one that is absent; notes where each starts."""
    sheet, item = record.sheet, record.item
    found = dict.fromkeys(_PARTS, "")
    for part, (line, body) in _split_body(lines, start, record).items():
        blank = next((i for i, text in enumerate(body) if text), 0)
        found[part] = "\n".join(body).strip()
        sheet.lines[item, part] = (record.file, line + blank)
        sheet.prose.append(
            Prose(found[part], record.file, line + blank, item, part, markdown=True)
        )
    for part in ("short", "more"):
        if not found[part]:
            sheet.blame(item, part, f"la partie « {part} » de la réponse manque")
    return found


def _split_body(lines: list[str], start: int, record: Record) -> dict[str, tuple[int, list[str]]]:
    """Return first line number and lines of each part; a marker stands alone on its line."""
    body: list[str] = []
    parts = {"short": (start + 1, body)}
    for number, line in enumerate(lines[start:], start + 1):
        words = line.strip()
        part = _MARKERS.get(words)
        if part is not None and part not in parts:
            body = []
            parts[part] = (number + 1, body)
        elif part is not None:
            record.sheet.note(record.file, number, f"la marque « {words} » figure deux fois")
        elif words.startswith("<!--"):
            known = " ou ".join(_MARKERS)
            message = f"marque inconnue « {words} » ; écrivez {known}"
            record.sheet.note(record.file, number, message)
        else:
            body.append(line.rstrip())
    return parts
