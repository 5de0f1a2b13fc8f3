from __future__ import annotations

from typing import TYPE_CHECKING

from storage import action_answers, audit, check_ins, personal, pledges, roles
from storage.personal import SOMEBODY
from tests import known
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database


async def test_every_column_is_explained_and_nothing_else(db: Database) -> None:
    register = known.content().privacy
    there = {str(column) for column in await personal.columns(db)}
    explained = {column for entry in register.entries for column in entry.columns}

    hint = "add its line to content/privacy.yaml, then run: python -m content.privacy_record"
    assert not there - explained, hint
    assert not explained - there, "content/privacy.yaml explains columns that are gone"
    assert not register.remains.keys() - there


async def test_all_that_hangs_on_a_person_is_found(db: Database, camille: int, bruno: int) -> None:
    await action_answers.record(db, camille, "stop-pub", "refused", reason="cher", now=NOON)
    await action_answers.record(db, bruno, "stop-pub", "done", now=NOON)
    await roles.grant(db, camille, "volunteer", by=bruno, now=NOON)

    mine = await personal.of(db, camille, mentions=known.content().privacy.remains)

    assert mine["people"][0]["id"] == camille
    assert [row["reason"] for row in mine["action_answers"]] == ["cher"]
    assert mine["roles"][0]["granted_by"] == SOMEBODY
    assert mine["audit"][0]["person_id"] == camille
    assert mine["audit"][0]["made_by"] == SOMEBODY
    assert bruno not in {value for rows in mine.values() for row in rows for value in row.values()}


async def test_nothing_is_found_of_a_stranger(db: Database, camille: int) -> None:
    await audit.write(db, "grant", by=camille, now=NOON)

    assert await personal.of(db, 4242, mentions=known.content().privacy.remains) == {}


async def test_what_hangs_on_a_pledge_is_found_too(db: Database, camille: int, bruno: int) -> None:
    for person, update_id in ((camille, 1), (bruno, 2)):
        taken = await pledges.take(
            db, person, "stop-pub", objective=1, rhythm={}, update_id=update_id, now=NOON
        )
        assert taken.pledge is not None
        await check_ins.record(db, taken.pledge.id, "2026-03-24", "done", now=NOON)

    mine = await personal.of(db, camille)

    assert len(mine["pledges"]) == len(mine["check_ins"]) == 1
    assert mine["check_ins"][0]["pledge_id"] == mine["pledges"][0]["id"]
