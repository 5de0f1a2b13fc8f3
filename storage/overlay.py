"""Content changed by staff: a layer over the files, the latest change of each item counts.

Nothing is ever overwritten, so that each version can be seen and brought back. Who made a change
stands here as a role, not as a person. A number grows with every change, in the order in which
changes are committed: a replica that sees the number it knows has nothing to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from storage import meta
from storage.runner import there
from storage.values import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.runner import Row, Runner

_VERSION: Final = "content_version"
_START = "INSERT INTO meta (key, value) VALUES ($1, '0') ON CONFLICT (key) DO NOTHING"
_GROW = "UPDATE meta SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE key = $1"
_PUT = """
    INSERT INTO content_edits (kind, item, fields, base, what, role, edited_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""
_CURRENT = """
    SELECT id, kind, item, fields, base, what, role, edited_at FROM content_edits
    WHERE id IN (SELECT max(id) FROM content_edits GROUP BY kind, item) ORDER BY id
"""
_LATEST = """
    SELECT id, kind, item, fields, base, what, role, edited_at FROM content_edits
    WHERE kind = $1 AND item = $2 ORDER BY id DESC LIMIT $3
"""
_FIND = """
    SELECT id, kind, item, fields, base, what, role, edited_at FROM content_edits WHERE id = $1
"""
_BEFORE = """
    SELECT id, kind, item, fields, base, what, role, edited_at FROM content_edits
    WHERE kind = $1 AND item = $2 AND id < $3 ORDER BY id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Edit:
    """One version of one item: its `fields` over those of the file; none is the file's version.

    `kind`: topic, action or phrasing; `base`: which version of the file it was made over;
    `what`: what was done, for the history; `edited_at`: UTC seconds.
    """

    id: int
    kind: str
    item: str
    fields: Mapping[str, Any]
    base: str
    what: str
    role: str
    edited_at: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A change to be made; fields as in `Edit`."""

    kind: str
    item: str
    fields: Mapping[str, Any]
    base: str
    what: str


async def put(db: Runner, wish: Wish, *, role: str, now: int) -> int | None:
    """Make a change; return its number, None where the item is like that already."""
    async with db.transaction() as tx:
        await tx.run(_START, _VERSION)
        await tx.run(_GROW, _VERSION)  # also the lock: changes come one after another
        before = await latest(tx, wish.kind, wish.item)
        if (before.fields if before else {}) == dict(wish.fields) and (
            before is None or before.base == wish.base
        ):
            return None
        row = await tx.one(
            _PUT,
            wish.kind,
            wish.item,
            to_json(dict(wish.fields)),
            wish.base,
            wish.what,
            role,
            now,
        )
        number: int = there(row)["id"]
        return number


async def version(db: Runner) -> int:
    """Return the number that grows with every change."""
    return int(await meta.get(db, _VERSION) or 0)


async def current(db: Runner) -> list[Edit]:
    """Return the latest change of each item, in the order of changing."""
    return [_edit(row) for row in await db.all(_CURRENT)]


async def latest(db: Runner, kind: str, item: str) -> Edit | None:
    """Return the latest change of one item, or None."""
    rows = await history(db, kind, item, limit=1)
    return rows[0] if rows else None


async def history(db: Runner, kind: str, item: str, *, limit: int) -> list[Edit]:
    """Return the changes of one item, the latest first."""
    return [_edit(row) for row in await db.all(_LATEST, kind, item, limit)]


async def find(db: Runner, edit_id: int) -> Edit | None:
    """Return one change, or None."""
    row = await db.one(_FIND, edit_id)
    return None if row is None else _edit(row)


async def before(db: Runner, edit: Edit) -> Edit | None:
    """Return the change of the same item before `edit`; None: the file's version was there."""
    row = await db.one(_BEFORE, edit.kind, edit.item, edit.id)
    return None if row is None else _edit(row)


def _edit(row: Row) -> Edit:
    values: dict[str, Any] = {key: row[key] for key in row.keys()}  # noqa: SIM118 – a row is no dict
    return Edit(**values | {"fields": from_json(values["fields"])})
