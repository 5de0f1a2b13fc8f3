"""One mapping of a content file, read field by field; what is wrong is noted with its line.

A reader never stops at the first fault: a field that cannot be used gives a neutral value, and
the whole content is refused at the end with every reason at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from content.model import Fault
from content.typography import typography

if TYPE_CHECKING:
    from collections.abc import Collection

    from content.files import Node

NEVER: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Prose:
    """A text that people will read, and where it stands; `item` and `key` name its place.

    `markdown` tells a topic's body, whose links and marks are not words, from a plain text.
    """

    text: str
    file: str
    line: int
    item: str
    key: str
    markdown: bool = False


@dataclass(slots=True)
class Sheet:
    """What is gathered while files are read: the faults, the texts for people, their lines."""

    faults: list[Fault] = field(default_factory=list)
    prose: list[Prose] = field(default_factory=list)
    lines: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def note(self, file: str, line: int, message: str) -> None:
        """Add a fault."""
        self.faults.append(Fault(file, line, message))

    def place(self, item: str, key: str = "") -> tuple[str, int]:
        """Return file and line of a field, or else those of its item."""
        return self.lines.get((item, key)) or self.lines.get((item, ""), ("content", 1))

    def blame(self, item: str, key: str, message: str) -> None:
        """Add a fault at a field that was read before."""
        self.note(*self.place(item, key), message)


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one item, such as « action:eau-du-robinet », in one file."""

    fields: dict[str, Node]
    file: str
    line: int
    item: str
    sheet: Sheet

    def text(self, key: str, *, empty: bool = False, prose: bool = False) -> str:
        """Return a text; missing or blank is a fault unless `empty`.

        `prose` marks a text for people: it gets its typography and is kept for the checks.
        """
        node = self.fields.get(key)
        if node is None or node.value is None or (node.is_scalar and not node.text.strip()):
            if not empty:
                why = "manque" if node is None else "est vide"
                self.note(key, f"le champ « {key} » {why}")
            return ""
        if not node.is_scalar:
            self.note(key, f"le champ « {key} » doit être un texte")
            return ""
        value = node.text.strip()
        if prose:
            self.sheet.prose.append(Prose(value, self.file, node.line, self.item, key))
            value = typography(value)
        return value

    def choice(self, key: str, options: Collection[str]) -> str:
        """Return one of `options`; anything else is a fault."""
        value = self.text(key)
        if value and value not in options:
            self.note(key, f"« {value} » : choisissez parmi {_listed(options)}")
        return value

    def number(self, key: str) -> float:
        """Return a number above zero."""
        node = self.fields.get(key)
        value = node.value if node else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.note(key, f"le champ « {key} » doit être un nombre, écrit comme 4.1")
            return 0.0
        if not 0 < value < float("inf"):
            self.note(key, f"le champ « {key} » doit être plus grand que zéro")
        return float(value)

    def flag(self, key: str) -> bool:
        """Return true or false."""
        node = self.fields.get(key)
        if node is None or not isinstance(node.value, bool):
            self.note(key, f"le champ « {key} » vaut true ou false")
            return False
        return node.value

    def day(self, key: str) -> date:
        """Return a date written 2026-11-23."""
        node = self.fields.get(key)
        # A datetime is a date too for isinstance; an hour has no business here.
        if node is None or type(node.value) is not date:
            self.note(key, f"le champ « {key} » doit être une date écrite 2026-11-23")
            return NEVER
        return node.value

    def words(self, key: str, options: Collection[str] | None = None) -> tuple[str, ...]:
        """Return a list of words, each one of `options` where they are given."""
        found = []
        for node in self._list(key):
            if not node.is_scalar or not node.text.strip():
                self.sheet.note(self.file, node.line, f"« {key} » est une liste de mots")
            elif options is not None and node.text not in options:
                message = f"« {node.text} » : choisissez parmi {_listed(options)}"
                self.sheet.note(self.file, node.line, message)
            elif node.text in found:
                self.sheet.note(self.file, node.line, f"« {node.text} » figure deux fois")
            else:
                found.append(node.text)
        return tuple(found)

    def months(self, key: str) -> frozenset[int]:
        """Return a set of months, 1 to 12."""
        found = set()
        for node in self._list(key):
            if type(node.value) is int and node.value in range(1, 13):
                found.add(node.value)
            else:
                self.sheet.note(self.file, node.line, "un mois est un nombre de 1 à 12")
        return frozenset(found)

    def inner(self, key: str, known: Collection[str]) -> Record | None:
        """Return the record under `key`, or None where the field is null or absent."""
        node = self.fields.get(key)
        if node is None or node.value is None:
            return None
        return as_record(node, self.file, self.item, self.sheet, known)

    def note(self, key: str, message: str) -> None:
        """Add a fault at the line of `key`, or of the record where `key` is missing."""
        node = self.fields.get(key)
        self.sheet.note(self.file, node.line if node else self.line, message)

    def _list(self, key: str) -> list[Node]:
        node = self.fields.get(key)
        if node is None or not isinstance(node.value, list):
            self.note(key, f"le champ « {key} » doit être une liste, vide : []")
            return []
        return node.value


def as_record(
    node: Node, file: str, item: str, sheet: Sheet, known: Collection[str]
) -> Record | None:
    """Return a node as a record; a field that is not `known` is a fault, mostly a typing slip.

    The lines of its fields are kept in the sheet under `item`.
    """
    if not isinstance(node.value, dict):
        sheet.note(file, node.line, "des champs « nom: valeur » sont attendus ici")
        return None
    for key, value in node.value.items():
        sheet.lines.setdefault((item, key), (file, value.line))
        if key not in known:
            sheet.note(file, value.line, f"champ inconnu « {key} » ; connus : {_listed(known)}")
    sheet.lines.setdefault((item, ""), (file, node.line))
    return Record(node.value, file, node.line, item, sheet)


def as_list(node: Node | None, file: str, sheet: Sheet) -> list[Node]:
    """Return the items of a file that holds a list; an absent file was noted before."""
    if node is None:
        return []
    if not isinstance(node.value, list):
        sheet.note(file, node.line, "ce fichier doit être une liste : chaque élément après « - »")
        return []
    return node.value


def _listed(words: Collection[str]) -> str:
    return ", ".join(words)
