"""Reads `privacy.yaml`: what is kept of people, why, how long, who sees it; the one source.

The texts of /donnees, the files that people receive and `docs/rgpd.md` are made from it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from content.files import Node, read_yaml, shown_name
from content.model import Kept, Register
from content.records import Prose, Record, Sheet, as_record
from content.typography import typography

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME: Final = "privacy.yaml"
ABOUT: Final = ("person", "team", "nobody")
_FIELDS: Final = ("title", "about", "basis", "purpose", "retention", "recipients", "columns")
_COLUMN: Final = re.compile(r"[a-z_]+\.[a-z_]+")


def read_register(root: Path, sheet: Sheet) -> Register:
    """Return the register of `root`; an empty one where there is no file."""
    path = root / NAME
    if not path.exists():
        return Register()
    node = read_yaml(path, root, sheet.faults)
    if node is None:
        return Register()
    name = shown_name(path, root)
    record = as_record(node, name, "privacy", sheet, ("bases", "entries", "remains"))
    if record is None:
        return Register()
    bases = _texts(record, "bases")
    seen: set[str] = set()
    entries = [
        _entry(key, child, bases, record, seen) for key, child in _fields(record, "entries")
    ]
    remains = _texts(record, "remains")
    _check_columns(record, "remains", remains)
    return Register(tuple(entry for entry in entries if entry is not None), remains)


def _entry(
    key: str, node: Node, bases: Mapping[str, str], parent: Record, seen: set[str]
) -> Kept | None:
    record = as_record(node, parent.file, f"privacy:{key}", parent.sheet, _FIELDS)
    if record is None:
        return None
    columns = _texts(record, "columns")
    _check_columns(record, "columns", columns)
    for column in seen & columns.keys():
        record.note("columns", f"la colonne « {column} » est expliquée deux fois")
    seen |= columns.keys()
    return Kept(
        id=key,
        title=record.text("title", prose=True),
        about=record.choice("about", ABOUT),
        basis=bases.get(record.choice("basis", tuple(bases)), ""),
        purpose=record.text("purpose", prose=True),
        retention=record.text("retention", prose=True),
        recipients=record.text("recipients", prose=True),
        columns=columns,
    )


def _fields(record: Record, key: str) -> list[tuple[str, Node]]:
    node = record.fields.get(key)
    if node is None or not isinstance(node.value, dict):
        record.note(key, f"le champ « {key} » doit contenir des champs « nom: texte »")
        return []
    return list(node.value.items())


def _texts(record: Record, key: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, node in _fields(record, key):
        words: Any = node.text.strip() if node.is_scalar else ""
        if not words or node.value is None:
            record.sheet.note(record.file, node.line, f"« {name} » : un texte est attendu")
        record.sheet.prose.append(Prose(words, record.file, node.line, record.item, name))
        found[name] = typography(words)
    return found


def _check_columns(record: Record, key: str, columns: Mapping[str, str]) -> None:
    for name in columns:
        if not _COLUMN.fullmatch(name):
            record.note(key, f"« {name} » : écrivez table.colonne")
