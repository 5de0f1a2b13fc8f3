from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import audit, people, roles
from storage.database import Conflict
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database


async def test_a_role_is_given_and_taken_once(db: Database, camille: int) -> None:
    assert await roles.grant(db, camille, "agent", by=None, now=NOON)
    assert not await roles.grant(db, camille, "agent", by=None, now=NOON)
    assert await roles.of(db, camille) == {"agent"}

    assert await roles.revoke(db, camille, "agent", by=None, now=NOON)
    assert not await roles.revoke(db, camille, "agent", by=None, now=NOON)
    assert await roles.of(db, camille) == frozenset()


async def test_holders_come_in_the_order_of_their_nomination(
    db: Database, camille: int, bruno: int
) -> None:
    await roles.grant(db, bruno, "administrator", by=None, now=NOON)
    await roles.grant(db, camille, "administrator", by=bruno, now=NOON + 1)
    await roles.grant(db, camille, "agent", by=bruno, now=NOON)
    assert await roles.holders(db, "administrator") == [bruno, camille]


async def test_somebody_who_never_wrote_gets_no_role(db: Database) -> None:
    with pytest.raises(Conflict):
        await roles.grant(db, 404, "agent", by=None, now=NOON)


async def test_every_grant_and_every_end_is_a_line_in_the_journal_once(
    db: Database, camille: int, bruno: int
) -> None:
    for _ in range(2):
        await roles.grant(db, camille, "agent", by=bruno, now=NOON)
    for _ in range(2):
        await roles.revoke(db, camille, "agent", by=bruno, now=NOON + 1)
    await roles.grant(db, camille, "agent", by=None, now=NOON + 2)
    await roles.revoke(db, camille, "agent", by=camille, now=NOON + 3)

    lines = await audit.latest(db, 10)

    assert [(line.act, line.made_by, line.person_id) for line in lines] == [
        ("resign", camille, camille),
        ("grant", None, camille),
        ("revoke", bruno, camille),
        ("grant", bruno, camille),
    ]
    assert await audit.purge(db, before=NOON + 2) == 2


async def test_whoever_blocked_the_bot_is_out_of_reach(
    db: Database, camille: int, bruno: int
) -> None:
    await roles.grant(db, camille, "administrator", by=None, now=NOON)
    await roles.grant(db, bruno, "administrator", by=None, now=NOON)
    await people.block(db, bruno, now=NOON)

    assert await roles.within_reach(db, "administrator") == [camille]
    async with db.transaction() as tx:
        assert await roles.lock_holders(tx, "administrator") == [camille, bruno]
