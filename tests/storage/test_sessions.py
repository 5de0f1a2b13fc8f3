from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from storage import people, sessions
from storage.errors import Conflict
from storage.sessions import CODE_S, IDLE_S, LONGEST_S
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database


async def test_a_code_opens_the_page_once(db: Database, camille: int) -> None:
    await sessions.offer(db, camille, "K7P3RX2M", now=NOON)

    both = await asyncio.gather(
        sessions.enter(db, "K7P3RX2M", "token", now=NOON),
        sessions.enter(db, "K7P3RX2M", "other", now=NOON),
    )

    assert sorted(both, key=str) == [camille, None]
    assert await sessions.enter(db, "K7P3RX2M", "third", now=NOON) is None


async def test_the_last_code_counts_and_for_minutes(db: Database, camille: int) -> None:
    await sessions.offer(db, camille, "FIRST", now=NOON)
    await sessions.offer(db, camille, "SECOND", now=NOON)
    await sessions.offer(db, camille, "SECOND", now=NOON)

    assert await sessions.enter(db, "FIRST", "token", now=NOON) is None
    assert await sessions.enter(db, "SECOND", "token", now=NOON + CODE_S) is None
    assert await sessions.enter(db, "SECOND", "token", now=NOON + CODE_S - 1) == camille


async def test_two_people_never_hold_the_same_code(db: Database, camille: int, bruno: int) -> None:
    await sessions.offer(db, camille, "SAME", now=NOON)

    with pytest.raises(Conflict):
        await sessions.offer(db, bruno, "SAME", now=NOON)


async def test_a_session_ends_when_idle_and_at_the_end_of_a_day(
    db: Database, camille: int
) -> None:
    await sessions.offer(db, camille, "CODE", now=NOON)
    await sessions.enter(db, "CODE", "token", now=NOON)

    now = NOON
    while now < NOON + LONGEST_S - IDLE_S:
        now += IDLE_S - 1
        found = await sessions.find(db, "token", now=now)
        assert found is not None
        assert found.person_id == camille
    assert await sessions.find(db, "token", now=NOON + LONGEST_S) is None
    assert await sessions.find(db, "token", now=now + IDLE_S) is None
    assert await sessions.find(db, "another", now=NOON) is None


async def test_what_a_page_asks_by_itself_is_no_use(db: Database, camille: int) -> None:
    await sessions.offer(db, camille, "CODE", now=NOON)
    await sessions.enter(db, "CODE", "token", now=NOON)

    assert await sessions.find(db, "token", now=NOON + IDLE_S - 1, used=False) is not None
    assert await sessions.find(db, "token", now=NOON + IDLE_S) is None


async def test_sessions_are_closed_one_by_one_all_together_and_with_the_person(
    db: Database, camille: int
) -> None:
    for name in ("one", "two", "three"):
        await sessions.offer(db, camille, name, now=NOON)
        await sessions.enter(db, name, f"token {name}", now=NOON)

    assert await sessions.close(db, "token one")
    assert not await sessions.close(db, "token one")
    assert await sessions.close_all(db, camille) == 2
    assert await sessions.close_all(db, camille) == 0

    await sessions.offer(db, camille, "last", now=NOON)
    await sessions.enter(db, "last", "token", now=NOON)
    await db.run("DELETE FROM people WHERE id = $1", camille)
    assert await sessions.find(db, "token", now=NOON) is None


async def test_what_opens_nothing_any_more_goes(db: Database) -> None:
    somebody = (await people.arrive(db, 1003, language="fr", now=NOON)).id
    await sessions.offer(db, somebody, "CODE", now=NOON)
    await sessions.enter(db, "CODE", "token", now=NOON)

    assert await sessions.purge(db, now=NOON + IDLE_S - 1) == 0
    assert await sessions.purge(db, now=NOON + IDLE_S) == 1
    assert await sessions.purge(db, now=NOON + IDLE_S) == 0
