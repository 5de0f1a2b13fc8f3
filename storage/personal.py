"""All that is kept of one person, found by following the links of the tables themselves.

A new table that hangs on a person is found without a change here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from storage.runner import Engine, Runner, Value

    Rows: TypeAlias = list[dict[str, Value]]

SOMEBODY = -1
"""Stands for the id of anybody but the person who asks."""

_NAME = re.compile(r"[a-z_]+")
_COLUMNS: Mapping[Engine, str] = {
    "sqlite": """
        SELECT m.name AS place, c.name AS name FROM sqlite_master m
        JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY 1, c.cid
    """,
    "postgres": """
        SELECT table_name AS place, column_name AS name FROM information_schema.columns
        WHERE table_schema = current_schema() ORDER BY 1, ordinal_position
    """,
}
_LINKS: Mapping[Engine, str] = {
    "sqlite": """
        SELECT m.name AS place, f."from" AS name, f."table" AS target, f.on_delete AS rule
        FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
        WHERE m.type = 'table' ORDER BY 1, 2
    """,
    "postgres": """
        SELECT k.table_name AS place, k.column_name AS name, u.table_name AS target,
            r.delete_rule AS rule
        FROM information_schema.referential_constraints r
        JOIN information_schema.key_column_usage k
            ON k.constraint_name = r.constraint_name AND k.constraint_schema = r.constraint_schema
        JOIN information_schema.constraint_column_usage u
            ON u.constraint_name = r.constraint_name AND u.constraint_schema = r.constraint_schema
        WHERE r.constraint_schema = current_schema() ORDER BY 1, 2
    """,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table; `str` gives « table.column »."""

    place: str
    name: str

    def __str__(self) -> str:
        return f"{self.place}.{self.name}"


@dataclass(frozen=True, slots=True)
class Link:
    """A column that points to the `id` of `target`; `rule` is what a deletion there does."""

    place: str
    name: str
    target: str
    rule: str


async def columns(db: Runner) -> list[Column]:
    """Return every column there is, table by table."""
    return [Column(**row) for row in await db.all(_COLUMNS[db.engine])]


async def links(db: Runner) -> list[Link]:
    """Return how the tables hang together."""
    return [Link(**row) for row in await db.all(_LINKS[db.engine])]


async def of(db: Runner, person_id: int, *, mentions: Collection[str] = ()) -> dict[str, Rows]:
    """Return every row about a person, by table; tables without any are absent.

    `mentions` names columns, as « table.column », that hold ids of people without a link. The
    ids of other people are replaced by `SOMEBODY`.
    """
    known = {str(column) for column in await columns(db)}
    found = await links(db)
    conditions = _own(found)
    people = {(link.place, link.name) for link in found if link.target == "people"}
    for mention in sorted(known.intersection(mentions)):
        place, _, name = mention.partition(".")
        if place != "meta":
            people.add((place, name))
            conditions.setdefault(place, []).append(f"{_safe(name)} = $1")
    mine: dict[str, Rows] = {}
    for place, wanted in sorted(conditions.items()):
        sql = f"SELECT * FROM {_safe(place)} WHERE {' OR '.join(wanted)}"  # noqa: S608 – names of our own schema
        rows = [
            _without_others(place, {**row}, people, person_id)
            for row in await db.all(sql, person_id)
        ]
        if rows:
            mine[place] = rows
    return mine


def _own(found: list[Link]) -> dict[str, list[str]]:
    """Return, for each table with rows of a person, the conditions that find them by `$1`."""
    conditions: dict[str, list[str]] = {"people": ["id = $1"]}
    new = ["people"]
    while new:
        target = new.pop()
        for link in found:
            if link.target != target:
                continue
            if target == "people":
                condition = f"{_safe(link.name)} = $1"
            else:
                inner = " OR ".join(conditions[target])
                condition = f"{_safe(link.name)} IN (SELECT id FROM {_safe(target)} WHERE {inner})"  # noqa: S608 – as above
            fresh = link.place not in conditions
            conditions.setdefault(link.place, []).append(condition)
            # What merely lets go of a person is theirs; what hangs on it is not.
            if fresh and link.rule == "CASCADE":
                new.append(link.place)
    return conditions


def _without_others(
    place: str, row: dict[str, Value], people: set[tuple[str, str]], person_id: int
) -> dict[str, Value]:
    for name, value in row.items():
        if (place, name) in people and value is not None and value != person_id:
            row[name] = SOMEBODY
    return row


def _safe(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"a strange name in the schema: {name!r}")
    return name
