"""Who writes and where they are, at one look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import conversations, people, visits
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database

DAY = 86_400


async def test_somebody_new_is_made_known_once(db: Database) -> None:
    person, conversation = await visits.arrive(db, 7, language="en", now=NOON)
    assert person.is_new
    assert person.language == "en"
    assert conversation is None

    again, _ = await visits.arrive(db, 7, language="fr", now=NOON)
    assert not again.is_new
    assert again == await people.find(db, 7)


async def test_what_is_known_is_what_each_would_say(db: Database, camille: int) -> None:
    await conversations.save(
        db,
        camille,
        step="ask",
        data={"topic": "eau"},
        topic="eau",
        choices=(("Oui", "y"), ("Non", "n")),
        expires_at=NOON + DAY,
        topic_until=NOON + 60,
    )
    for now in (NOON, NOON + 60, NOON + DAY - 1, NOON + DAY, NOON + 2 * DAY):
        person, conversation = await visits.arrive(db, camille, language="fr", now=now)
        assert person == await people.find(db, camille)
        assert conversation == await conversations.get(db, camille, now=now)


async def test_a_new_day_and_a_blocked_bot_are_noted(db: Database, camille: int) -> None:
    await people.block(db, camille, now=NOON)
    person, _ = await visits.arrive(db, camille, language="fr", now=NOON)
    assert person.blocked_at is None

    person, _ = await visits.arrive(db, camille, language="fr", now=NOON + DAY)
    assert person.seen_on == "2026-03-25"
    assert person == await people.find(db, camille)


async def test_whoever_has_left_or_blocked_the_bot_is_not_just_seen(
    db: Database, camille: int
) -> None:
    known = await people.find(db, camille)
    assert known is not None
    seen = [await people.see(db, known, now=NOON + DAY) for _ in range(2)]
    assert seen == [await people.find(db, camille)] * 2

    await people.block(db, camille, now=NOON)
    assert await people.see(db, known, now=NOON + 2 * DAY) is None
    blocked = await people.find(db, camille)
    assert blocked is not None
    assert blocked.blocked_at == NOON
    assert await people.see(db, blocked, now=NOON + 2 * DAY) is None
    await people.forget(db, camille)
    assert await people.see(db, known, now=NOON + 2 * DAY) is None
    assert await people.find(db, camille) is None
