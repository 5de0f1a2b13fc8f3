"""One of several processes leads; another follows where it has died."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from storage import leases
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database


async def hold(db: Database, who: str, now: int) -> tuple[bool, str | None]:
    return await leases.hold(db, "worker", who, now=now, for_s=20)


async def test_one_leads_and_goes_on_leading(db: Database) -> None:
    assert await hold(db, "a:1", NOON) == (True, None)
    assert await hold(db, "b:2", NOON + 19) == (False, "a:1")
    assert await hold(db, "a:1", NOON + 19) == (True, "a:1")
    assert await hold(db, "b:2", NOON + 38) == (False, "a:1")


async def test_another_follows_one_that_has_died(db: Database) -> None:
    await hold(db, "a:1", NOON)
    assert await hold(db, "b:2", NOON + 20) == (True, "a:1")
    assert await hold(db, "a:1", NOON + 20) == (False, "b:2")


async def test_one_that_leaves_is_followed_at_once(db: Database) -> None:
    await hold(db, "a:1", NOON)
    assert not await leases.let_go(db, "worker", "b:2")
    assert await leases.let_go(db, "worker", "a:1")
    assert not await leases.let_go(db, "worker", "a:1")
    assert await hold(db, "b:2", NOON) == (True, None)


async def test_of_many_that_come_at_once_one_leads(db: Database) -> None:
    tries = (hold(db, f"host:{n}", NOON) for n in range(8))
    assert sum(mine for mine, _ in await asyncio.gather(*tries)) == 1


async def test_a_clock_that_was_put_back_leaves_nobody_waiting_for_a_dead_one(
    db: Database,
) -> None:
    await hold(db, "a:1", NOON)
    assert await hold(db, "b:2", NOON - 3600) == (True, "a:1")
    assert await hold(db, "a:1", NOON - 3600) == (False, "b:2")


async def test_clocks_that_differ_by_a_minute_do_not_take_the_lead_from_each_other(
    db: Database,
) -> None:
    await hold(db, "ahead:1", NOON + 60)
    assert await hold(db, "behind:2", NOON) == (False, "ahead:1")
