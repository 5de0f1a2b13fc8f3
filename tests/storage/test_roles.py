from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import roles
from storage.database import Conflict
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database


async def test_a_role_is_given_and_taken_once(db: Database, camille: int) -> None:
    assert await roles.grant(db, camille, "agent", by=None, now=NOON)
    assert not await roles.grant(db, camille, "agent", by=None, now=NOON)
    assert await roles.of(db, camille) == {"agent"}

    assert await roles.revoke(db, camille, "agent")
    assert not await roles.revoke(db, camille, "agent")
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
