from __future__ import annotations

from typing import TYPE_CHECKING

from storage import conversations, meta
from storage.conversations import Conversation
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database


async def test_a_person_is_found_where_they_were(db: Database, camille: int) -> None:
    for _ in range(2):
        await conversations.save(
            db,
            camille,
            step="commune",
            data={"asked": "Saint-Éloy", "n": 2, "deep": [1, None]},
            topic="objectif-3",
            choices=(("Je m'engage", "e:prendre:velo"), ("Autre", "s:autre")),
            expires_at=NOON + 60,
        )
    assert await conversations.get(db, camille, now=NOON) == Conversation(
        step="commune",
        data={"asked": "Saint-Éloy", "n": 2, "deep": [1, None]},
        topic="objectif-3",
        choices=(("Je m'engage", "e:prendre:velo"), ("Autre", "s:autre")),
        expires_at=NOON + 60,
    )


async def test_a_new_step_replaces_the_whole_of_the_old_one(db: Database, camille: int) -> None:
    await conversations.save(db, camille, step="commune", topic="x", expires_at=NOON + 60)
    await conversations.save(db, camille, choices=(("Oui", "o"),), expires_at=NOON + 90)
    assert await conversations.get(db, camille, now=NOON) == Conversation(
        choices=(("Oui", "o"),), expires_at=NOON + 90
    )


async def test_an_old_step_no_longer_waits(db: Database, camille: int) -> None:
    await conversations.save(db, camille, step="commune", expires_at=NOON + 60)
    assert await conversations.get(db, camille, now=NOON + 59) is not None
    assert await conversations.get(db, camille, now=NOON + 60) is None


async def test_a_step_is_cleared(db: Database, camille: int) -> None:
    await conversations.save(db, camille, step="commune", expires_at=NOON + 60)
    await conversations.clear(db, camille)
    await conversations.clear(db, camille)
    assert await conversations.get(db, camille, now=NOON) is None


async def test_odd_characters_come_back_as_they_were(db: Database, camille: int) -> None:
    data = {"text": "NUL \0, half a pair \ud83d, 🐦, ’ « »"}
    await conversations.save(db, camille, data=data, expires_at=NOON + 60)
    kept = await conversations.get(db, camille, now=NOON)
    assert kept is not None
    assert kept.data == data


async def test_facts_about_the_installation(db: Database) -> None:
    assert await meta.get(db, "opened_on") is None
    for value in ("2026-01-01", "2026-02-01", "2026-02-01"):
        await meta.put(db, "opened_on", value)
    assert await meta.get(db, "opened_on") == "2026-02-01"


async def test_what_comes_by_itself_may_be_typed_and_the_step_goes_on(
    db: Database, camille: int
) -> None:
    await conversations.save(
        db, camille, step="when", choices=(("1", "old"), ("Oui", "o")), expires_at=NOON + 60
    )
    for _ in range(2):
        await conversations.offer(db, camille, [("1", "new")], now=NOON, expires_at=NOON + 90)
    found = await conversations.get(db, camille, now=NOON)

    assert found is not None
    assert (found.step, found.expires_at) == ("when", NOON + 90)
    assert found.choices == (("1", "new"), ("1", "old"), ("Oui", "o"))


async def test_what_counts_for_nothing_goes(db: Database, camille: int) -> None:
    await conversations.save(db, camille, expires_at=NOON)

    assert await conversations.purge(db, before=NOON) == 0
    assert await conversations.purge(db, before=NOON + 1) == 1
    assert await conversations.purge(db, before=NOON + 1) == 0
