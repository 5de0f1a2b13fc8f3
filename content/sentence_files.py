"""Reads `*.fr.yaml` (every sentence of the interface) and `organisation.yaml`."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Final

from content.files import Node, read_yaml, shown_name
from content.model import OrganisationField
from content.records import Prose, Sheet, as_record
from content.typography import typography

if TYPE_CHECKING:
    from pathlib import Path

_LEAF: Final = ("value", "title", "confirmed", "note")


def read_sentences(root: Path, sheet: Sheet) -> dict[str, str]:
    """Return every sentence by its dotted key, all files of the language together."""
    sentences: dict[str, str] = {}
    for path in sorted(root.glob("*.fr.yaml")):
        node = read_yaml(path, root, sheet.faults)
        if node is not None and not isinstance(node.value, dict):
            sheet.note(
                shown_name(path, root), node.line, "des champs « nom: texte » sont attendus"
            )
        elif node is not None:
            _flatten(node, "", shown_name(path, root), sentences, sheet)
    return sentences


def read_organisation(root: Path, sheet: Sheet) -> dict[str, OrganisationField]:
    """Return what the Département says of itself, by dotted key: « contact.phone »."""
    path = root / "organisation.yaml"
    node = read_yaml(path, root, sheet.faults)
    fields: dict[str, OrganisationField] = {}
    if node is not None and isinstance(node.value, dict):
        _collect(node, "", shown_name(path, root), fields, sheet)
    elif node is not None:
        sheet.note(shown_name(path, root), node.line, "des champs « nom: » sont attendus")
    return fields


def _flatten(node: Node, prefix: str, file: str, sentences: dict[str, str], sheet: Sheet) -> None:
    """Add the sentences under `node`; a list gives keys that end in .0, .1 and so on."""
    if isinstance(node.value, dict):
        children = list(node.value.items())
    elif isinstance(node.value, list):
        children = [(str(number), child) for number, child in enumerate(node.value)]
    else:
        _add_sentence(node, prefix, file, sentences, sheet)
        return
    for key, child in children:
        _flatten(child, f"{prefix}.{key}" if prefix else key, file, sentences, sheet)


def _add_sentence(
    node: Node, key: str, file: str, sentences: dict[str, str], sheet: Sheet
) -> None:
    text = node.text.strip()
    if not text or node.value is None:
        sheet.note(file, node.line, f"la phrase « {key} » est vide")
    elif key in sentences:
        first, line = sheet.place(f"sentence:{key}")
        sheet.note(file, node.line, f"la phrase « {key} » existe déjà : {first}:{line}")
    else:
        try:
            list(Formatter().parse(text))
        except ValueError:
            sheet.note(file, node.line, f"« {key} » : une accolade n'est pas refermée")
        sheet.lines[f"sentence:{key}", ""] = (file, node.line)
        sheet.prose.append(Prose(text, file, node.line, f"sentence:{key}", ""))
        sentences[key] = typography(text)


def _collect(
    node: Node, prefix: str, file: str, fields: dict[str, OrganisationField], sheet: Sheet
) -> None:
    """Add the leaves under `node`: the mappings that say whether they are confirmed."""
    if not isinstance(node.value, dict):
        sheet.note(file, node.line, f"« {prefix} » : écrivez value: … et confirmed: true ou false")
        return
    if "confirmed" not in node.value:
        for key, child in node.value.items():
            _collect(child, f"{prefix}.{key}" if prefix else key, file, fields, sheet)
        return
    record = as_record(node, file, f"organisation:{prefix}", sheet, _LEAF)
    if record is None:
        return
    confirmed = record.flag("confirmed")
    name = "title" if "title" in node.value else "value"
    value = record.text(name, empty=True)
    if confirmed and not value:
        record.note(name, f"« {prefix} » est confirmé mais vide")
    note = record.text("note", empty=True)
    fields[prefix] = OrganisationField(prefix, value, confirmed, note)
