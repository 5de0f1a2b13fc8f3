"""Reads `territory/`: the communes of the Puy-de-Dôme and the names they used to have."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from content.files import read_text, read_yaml, shown_name
from content.model import Commune
from content.records import Sheet, as_list, as_record

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS: Final = (
    "insee",
    "nom",
    "codes_postaux",
    "epci_code",
    "epci_nom",
    "population_municipale",
)
_INSEE: Final = re.compile(r"63\d{3}")
_POSTAL: Final = re.compile(r"\d{5}(?: \d{5})*")
_EPCI: Final = re.compile(r"\d{9}")
_DEGREES: Final = re.compile(r"-?\d{1,3}\.\d{1,6}")
_COUNT: Final = re.compile(r"[0-9]{1,7}")


def read_communes(root: Path, sheet: Sheet) -> dict[str, Commune]:
    """Return the communes by INSEE code."""
    path = root / "territory" / "communes.csv"
    text = read_text(path, root, sheet.faults)
    if text is None:
        return {}
    name = shown_name(path, root)
    rows = csv.DictReader(io.StringIO(text), strict=True)
    communes: dict[str, Commune] = {}
    done = 0
    try:
        missing = [column for column in _COLUMNS if column not in (rows.fieldnames or ())]
        if missing:
            sheet.note(name, 1, f"colonnes absentes : {', '.join(missing)}")
            return {}
        for row in rows:
            commune = _as_commune(row, name, rows.line_num, sheet)
            if commune is not None and commune.insee in communes:
                sheet.note(name, rows.line_num, f"le code {commune.insee} figure deux fois")
            elif commune is not None:
                communes[commune.insee] = commune
            done = rows.line_num
    except csv.Error:
        # A quote that is never closed runs to the end of the file: it opened on this line.
        sheet.note(name, done + 1, "ligne illisible : un guillemet est mal placé")
    return communes


def read_places(root: Path, sheet: Sheet) -> dict[str, tuple[float, float]]:
    """Return latitude and longitude of communes, by INSEE code; not of every one."""
    path = root / "territory" / "places.csv"
    text = (read_text(path, root, sheet.faults) or "") if path.exists() else ""
    places: dict[str, tuple[float, float]] = {}
    for number, line in enumerate(text.splitlines()[1:], 2):
        insee, *degrees = line.split(",")
        whole = _INSEE.fullmatch(insee) and len(degrees) == 2  # noqa: PLR2004 – a pair
        if not whole or not all(map(_DEGREES.fullmatch, degrees)):
            wanted = "il y faut un code INSEE, une latitude, une longitude"
            sheet.note(shown_name(path, root), number, f"« {line[:40]} » : {wanted}")
            continue
        places[insee] = (float(degrees[0]), float(degrees[1]))
    return places


def read_former_names(root: Path, sheet: Sheet) -> dict[str, str]:
    """Return the INSEE code of today for each former name."""
    path = root / "territory" / "former-names.yaml"
    name = shown_name(path, root)
    names: dict[str, str] = {}
    for node in as_list(read_yaml(path, root, sheet.faults), name, sheet):
        key = node.value.get("name") if isinstance(node.value, dict) else None
        item = f"former-name:{key.text if key else ''}"
        record = as_record(node, name, item, sheet, ("name", "insee"))
        if record is not None:
            former = record.text("name")
            if former in names:
                record.note("name", f"« {former} » figure deux fois")
            names[former] = record.text("insee")
    return names


def _as_commune(row: dict[str, str | None], file: str, line: int, sheet: Sheet) -> Commune | None:
    values = {column: (row[column] or "").strip() for column in _COLUMNS}
    rules = (
        ("insee", _INSEE, "un code INSEE du département : 63 et trois chiffres"),
        ("nom", re.compile(".+"), "le nom de la commune"),
        ("codes_postaux", _POSTAL, "des codes postaux séparés par une espace"),
        ("epci_code", _EPCI, "les neuf chiffres de l'intercommunalité"),
        ("epci_nom", re.compile(".+"), "le nom de l'intercommunalité"),
        ("population_municipale", _COUNT, "un nombre d'habitants"),
    )
    good = True
    for column, pattern, wanted in rules:
        if not pattern.fullmatch(values[column]):
            sheet.note(file, line, f"{column} « {values[column]} » : il y faut {wanted}")
            good = False
    if not good:
        return None
    return Commune(
        insee=values["insee"],
        name=values["nom"],
        postal_codes=tuple(values["codes_postaux"].split()),
        epci_code=values["epci_code"],
        epci_name=values["epci_nom"],
        population=int(values["population_municipale"]),
    )
