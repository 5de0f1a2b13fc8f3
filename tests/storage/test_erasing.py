"""A person in every table there is, then erased: nothing is left but what the register names.

The rows are made from the tables themselves, so that a new table is in it without a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import copying, people, personal
from tests import known

if TYPE_CHECKING:
    from storage.database import Database
    from storage.personal import Link
    from storage.runner import Value

NADIA = 7_412_583_906
OTHER = 8_412_583_906
_TYPES = {
    "sqlite": """
        SELECT m.name AS place, c.name AS name, c.type AS type FROM sqlite_master m
        JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'
    """,
    "postgres": """
        SELECT table_name AS place, column_name AS name, data_type AS type
        FROM information_schema.columns WHERE table_schema = current_schema()
    """,
}
SYSTEM = frozenset({"schema_version"})
NOT_PEOPLE = {"outbox.claimed_by": "a process"}
# Names under which the id of somebody has ever been kept.
TELLING = ("person", "_by", "author", "chat", "user", "who", "agent")


async def fill(db: Database, person_id: int, key: int) -> set[str]:
    """Put one row into each table, with this person wherever a person can stand."""
    types = {(row["place"], row["name"]): row["type"] for row in await db.all(_TYPES[db.engine])}
    links = {(link.place, link.name): link for link in await personal.links(db)}
    mentions = known.content().privacy.remains
    tables = [table for table in await copying.read_tables(db) if table.name not in SYSTEM]
    for table in tables:
        row: dict[str, Value] = {}
        for column in table.columns:
            link = links.get((table.name, column))
            if table.name == "people" and column == "id":
                row[column] = person_id
            elif link is not None:
                row[column] = person_id if link.target == "people" else key
            elif f"{table.name}.{column}" in mentions and _is_number(types[table.name, column]):
                row[column] = person_id
            else:
                row[column] = _value(str(types[table.name, column]), f"{key}{column}", key)
        names, values = ", ".join(row), ", ".join(f"${n}" for n in range(1, len(row) + 1))
        await db.run(f"INSERT INTO {table.name} ({names}) VALUES ({values})", *row.values())  # noqa: S608
    return {table.name for table in tables}


def _is_number(kind: Value) -> bool:
    return str(kind).upper() == "BIGINT"


def _value(kind: str, text: str, number: int) -> Value:
    if kind.upper() == "TEXT":
        return text
    return float(number) if "DOUBLE" in kind.upper() else number


def hanging(links: list[Link]) -> set[str]:
    """Give the tables whose rows go with a person."""
    found = {"people"}
    while new := {one.place for one in links if one.target in found and one.rule == "CASCADE"}:
        if new <= found:
            break
        found |= new
    return found


async def where(db: Database, person_id: int) -> set[str]:
    """Name every column in which this person stands."""
    found = set()
    for column in await personal.columns(db):
        sql = f"SELECT {column.name} AS value FROM {column.place}"  # noqa: S608
        if any(str(person_id) in str(row["value"]) for row in await db.all(sql)):
            found.add(str(column))
    return found


async def test_nothing_of_a_person_is_left_in_any_table(db: Database) -> None:
    filled = await fill(db, NADIA, 71)
    await fill(db, OTHER, 72)
    remains, links = known.content().privacy.remains, await personal.links(db)
    before = await where(db, NADIA)
    assert {f"{link.place}.{link.name}" for link in links if link.target == "people"} <= before
    others = await where(db, OTHER)

    assert await people.forget(db, NADIA)

    assert await where(db, NADIA) <= remains.keys()
    mine = hanging(links) & filled
    assert len(mine) > 15
    for table in mine:
        assert await db.value(f"SELECT count(*) FROM {table}") == 1, table  # noqa: S608
    assert await where(db, OTHER) == others
    assert not await people.forget(db, NADIA)


async def test_every_column_that_may_name_somebody_is_linked_or_declared(db: Database) -> None:
    links = {f"{link.place}.{link.name}": link for link in await personal.links(db)}
    declared = known.content().privacy.remains.keys() | NOT_PEOPLE.keys()
    for column in await personal.columns(db):
        if any(part in column.name for part in TELLING) and str(column) not in declared:
            link = links.get(str(column))
            assert link is not None, f"{column}: link it to people, or say why in privacy.yaml"
            assert link.rule in ("CASCADE", "SET NULL"), str(column)
