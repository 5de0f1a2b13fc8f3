"""Makes entries of the rows of a list: card, action, how often, how many. Every fault is named."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MOST_PEOPLE: Final = 60
_COLUMNS: Final = {
    "code": ("code", "carte"),
    "action": ("action",),
    "rhythm": ("combien de fois", "rythme", "frequence"),
    "people": ("combien de personnes", "combien", "personnes", "nombre"),
}
_RHYTHMS: Final = {
    "once": ("1 fois", "une fois", "fois", "1x"),
    "daily": ("jour", "chaque jour", "tous les jours", "quotidien", "j"),
    "weekly": ("semaine", "chaque semaine", "par semaine", "s"),
    "monthly": ("mois", "chaque mois", "par mois", "m"),
}
_NUMBER: Final = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is right. `row`: its number in the file."""

    row: int
    code: str
    action_id: str
    rhythm: str
    people: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that is not. `kind`: head, code, twice, action, rhythm, people."""

    row: int
    kind: str
    value: str = ""


def read_lines(
    table: Sequence[tuple[int, list[str]]],
    actions: Mapping[str, str],
    usual: Mapping[str, str],
    read_code: Callable[[str], str | None],
) -> tuple[list[Line], list[Fault]]:
    """Read rows; those that hold a code and nothing else were not filled in and are passed over.

    `actions`: what people write for each action (its number, its title, folded by `fold`) and
    its id. `usual`: how often each action is usually done, for an empty cell.
    """
    columns = _find_columns(table[0][1])
    if columns is None:
        return [], [Fault(table[0][0], "head")]
    lines: list[Line] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for row, cells in table[1:]:
        given = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        if not any(given[name] for name in ("action", "rhythm", "people")):
            continue
        line = _read_line(row, given, actions, usual, read_code)
        if isinstance(line, Line) and line.code in seen:
            line = Fault(row, "twice", given["code"])
        if isinstance(line, Line):
            seen.add(line.code)
            lines.append(line)
        else:
            faults.append(line)
    return lines, faults


def fold(text: str) -> str:
    """Return words without case, accents and marks, as they are compared here."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def _find_columns(head: Sequence[str]) -> dict[str, int] | None:
    folded = [fold(cell) for cell in head]
    found: dict[str, int] = {}
    for name, words in _COLUMNS.items():
        starts = [at for word in words for at, cell in enumerate(folded) if cell.startswith(word)]
        free = [at for at in starts if at not in found.values()]
        if not free:
            return None
        found[name] = free[0]
    return found


def _read_line(
    row: int,
    given: Mapping[str, str],
    actions: Mapping[str, str],
    usual: Mapping[str, str],
    read_code: Callable[[str], str | None],
) -> Line | Fault:
    code = read_code(given["code"])
    if code is None:
        return Fault(row, "code", given["code"])
    action_id = actions.get(fold(given["action"]))
    if action_id is None:
        return Fault(row, "action", given["action"])
    rhythm = _read_rhythm(given["rhythm"]) if given["rhythm"] else usual.get(action_id, "once")
    if rhythm is None:
        return Fault(row, "rhythm", given["rhythm"])
    people = _read_people(given["people"])
    if people is None:
        return Fault(row, "people", given["people"])
    return Line(row, code, action_id, rhythm, people)


def _read_rhythm(text: str) -> str | None:
    folded = fold(text)
    for rhythm, words in _RHYTHMS.items():
        if folded in words or any(len(w) > 3 and folded.endswith(f" {w}") for w in words):  # noqa: PLR2004 – « par semaine »
            return rhythm
    return None


def _read_people(text: str) -> int | None:
    if not text:
        return 1
    number = int(text) if _NUMBER.fullmatch(text) and text.isascii() else 0
    return number if 1 <= number <= MOST_PEOPLE else None
