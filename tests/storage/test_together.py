"""Writes that are gathered within a transaction, on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import meta, people
from storage.errors import Conflict
from storage.together import together

if TYPE_CHECKING:
    from storage.database import Database

NOON = 1_778_580_000
_PLEDGE = "INSERT INTO reminders (pledge_id, due_at, occurrence) VALUES ($1, 1, 'x')"


async def test_what_is_gathered_is_there_at_the_end(db: Database) -> None:
    async with db.transaction() as tx, together(tx) as gathered:
        for number in range(300):
            await meta.put(gathered, f"k{number}", str(number))
        assert await meta.get(tx, "k7") is None

    assert await meta.get(db, "k7") == "7"
    assert await meta.get(db, "k299") == "299"


async def test_whoever_reads_in_between_sees_what_was_written(db: Database) -> None:
    async with db.transaction() as tx, together(tx) as gathered:
        await meta.put(gathered, "a", "1")
        assert await meta.get(gathered, "a") == "1"
        async with gathered.transaction() as same:
            await meta.put(same, "a", "2")

    assert await meta.get(db, "a") == "2"


async def test_a_block_that_raises_leaves_nothing(db: Database) -> None:
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 – the whole block is undone
        async with db.transaction() as tx, together(tx) as gathered:
            await meta.put(gathered, "a", "1")
            raise ZeroDivisionError

    assert await meta.get(db, "a") is None


async def test_one_that_cannot_be_written_undoes_all_of_them(db: Database) -> None:
    with pytest.raises(Conflict):  # noqa: PT012 – the whole block is undone
        async with db.transaction() as tx, together(tx) as gathered:
            await people.block(gathered, 1, now=NOON)
            await meta.put(gathered, "a", "1")
            await gathered.run_many(_PLEDGE, [(63,), (64,)])  # there are no such pledges

    assert await meta.get(db, "a") is None
