from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from storage import audit, desk, handover, invitations, questions, roles
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database

WEEK = 7 * 86_400


async def invite(db: Database, token: str, *, update_id: int = 1, by: int = 1001) -> None:
    await invitations.make(
        db, token, "staff", by=by, update_id=update_id, expires_at=NOON + WEEK, now=NOON
    )


async def test_a_link_lets_one_person_in(db: Database, camille: int, bruno: int) -> None:
    await invite(db, "abc")

    both = await asyncio.gather(
        invitations.accept(db, "abc", camille, now=NOON),
        invitations.accept(db, "abc", bruno, now=NOON),
    )

    assert sum(one is not None for one in both) == 1
    assert len(await roles.holders(db, "staff")) == 1
    assert await invitations.accept(db, "abc", camille, now=NOON) is None
    assert await invitations.open_ones(db, now=NOON) == []


async def test_the_same_press_twice_is_one_invitation_and_the_last_link_opens(
    db: Database, camille: int
) -> None:
    await invite(db, "first")
    await invite(db, "second")

    assert len(await invitations.open_ones(db, now=NOON)) == 1
    assert [line.act for line in await audit.latest(db, 9)] == ["invite"]
    assert await invitations.accept(db, "first", camille, now=NOON) is None
    assert await invitations.accept(db, "second", camille, now=NOON) is not None


async def test_an_old_or_withdrawn_link_opens_nothing(db: Database, camille: int) -> None:
    await invite(db, "old")
    await invite(db, "back", update_id=2)
    (_, back) = await invitations.open_ones(db, now=NOON)
    assert await invitations.withdraw(db, back.id, by=1001, now=NOON)
    assert not await invitations.withdraw(db, back.id, by=1001, now=NOON)

    assert await invitations.find(db, "back", now=NOON) is None
    assert await invitations.accept(db, "back", camille, now=NOON) is None
    assert await invitations.accept(db, "old", camille, now=NOON + WEEK) is None
    assert await roles.of(db, camille) == frozenset()
    assert await invitations.purge(db, before=NOON + WEEK + 1) == 2


async def test_hostile_tokens_open_nothing(db: Database, camille: int) -> None:
    for token in ("", "'", "\ud800", "é" * 4000, "\0"):
        assert await invitations.accept(db, token, camille, now=NOON) is None


async def test_the_table_does_not_hold_the_key(db: Database) -> None:
    await invite(db, "secret-of-the-link")

    rows = await db.all("SELECT token FROM invitations")

    assert "secret" not in rows[0]["token"]


async def test_the_installation_appoints_the_first_administrator_only(
    db: Database, camille: int, bruno: int
) -> None:
    for token in ("one", "two"):
        assert await invitations.make_first(
            db, token, "administrator", expires_at=NOON + WEEK, now=NOON
        )
    assert await invitations.accept(db, "one", camille, now=NOON) is None

    assert await invitations.accept(db, "two", camille, now=NOON) is not None

    assert await invitations.accept(db, "two", bruno, now=NOON) is None
    assert await roles.holders(db, "administrator") == [camille]
    assert not await invitations.make_first(
        db, "three", "administrator", expires_at=NOON + WEEK, now=NOON
    )


async def test_work_passes_to_a_colleague_or_back_to_all(
    db: Database, camille: int, bruno: int
) -> None:
    number = await questions.hand_over(db, camille, "Où trier ?", None, now=NOON)
    await desk.take(db, [number], by=bruno, until=NOON + 60, now=NOON)
    assert await handover.in_hand(db, bruno) == {"questions": 1}

    await handover.pass_on(db, bruno, camille)
    assert await handover.in_hand(db, camille) == {"questions": 1}

    for _ in range(2):
        await handover.pass_on(db, camille, None)
    found = await questions.find(db, number)
    assert found is not None
    assert (found.state, found.taken_by) == ("new", None)
