"""Content changed by staff, votes without identity, wordings without a name."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from storage import conversations, feedback, overlay, wordings
from storage.overlay import Wish
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database

WISH = Wish("topic", "objectif-3", {"short": "Nouveau."}, "f0", "edit")


async def test_a_change_made_twice_is_one_change(db: Database) -> None:
    assert await overlay.version(db) == 0
    made = await asyncio.gather(*(overlay.put(db, WISH, role="staff", now=NOON) for _ in range(4)))
    assert sum(number is not None for number in made) == 1
    (edit,) = await overlay.current(db)
    assert (edit.fields, edit.base, edit.role) == ({"short": "Nouveau."}, "f0", "staff")


async def test_the_number_grows_and_every_version_is_still_there(db: Database) -> None:
    seen = [await overlay.version(db)]
    for text in ("un", "deux", "trois"):
        wish = Wish("topic", "plan", {"short": text}, "", "edit")
        await overlay.put(db, wish, role="staff", now=NOON)
        seen.append(await overlay.version(db))
    assert seen == sorted(set(seen))

    kept = await overlay.history(db, "topic", "plan", limit=10)
    assert [edit.fields["short"] for edit in kept] == ["trois", "deux", "un"]
    assert await overlay.find(db, kept[1].id) == kept[1]
    assert await overlay.before(db, kept[1]) == kept[2]
    assert await overlay.before(db, kept[2]) is None
    assert [e.fields["short"] for e in await overlay.current(db)] == ["trois"]


async def test_to_wish_for_what_the_file_says_is_no_change(db: Database) -> None:
    wish = Wish("action", "stop-pub", {}, "", "file")
    assert await overlay.put(db, wish, role="staff", now=NOON) is None


async def test_a_vote_counts_once_a_week_for_each_person_and_topic(
    db: Database, camille: int, bruno: int
) -> None:
    async def vote(who: int, topic: str, week: str, *, useful: bool) -> bool:
        return await feedback.vote(db, who, topic, week, useful=useful, secret="s")

    assert await vote(camille, "plan", "2026-W20", useful=True)
    assert not await vote(camille, "plan", "2026-W20", useful=False)
    assert await vote(bruno, "plan", "2026-W20", useful=False)
    assert await vote(camille, "plan", "2026-W21", useful=True)
    assert await feedback.counts(db, "plan", since="2026-W20") == (2, 1)
    assert await feedback.counts(db, "plan", since="2026-W21") == (1, 0)
    assert await feedback.counts(db, "agir", since="2026-W01") == (0, 0)


async def test_nothing_of_a_voter_stays(db: Database, camille: int) -> None:
    await feedback.vote(db, camille, "plan", "2026-W20", useful=True, secret="s")
    marks = [row["mark"] for row in await db.all("SELECT mark FROM feedback_marks")]
    assert str(camille) not in "".join(marks)

    for expected in (1, 0):
        assert await feedback.forget(db, before="2026-W21") == expected
    assert await db.value("SELECT count(*) FROM meta WHERE key LIKE 'feedback:%'") == 0
    assert await feedback.counts(db, "plan", since="2026-W20") == (1, 0)


async def test_a_wording_is_kept_once_and_settled_once(db: Database) -> None:
    assert await wordings.keep(db, "plan", "c koi\0 ce plan", day=NOON)
    assert not await wordings.keep(db, "plan", "c koi ce plan", day=NOON)
    (wording,) = await wordings.waiting(db, 5)
    assert await wordings.count(db) == 1
    assert await wordings.find(db, wording.id) == wording
    assert await wordings.settle(db, wording.id, "added")
    assert not await wordings.settle(db, wording.id, "dismissed")
    assert await wordings.waiting(db, 5) == []


async def test_the_topic_lives_for_minutes_only(db: Database, camille: int) -> None:
    await conversations.save(
        db, camille, topic="plan", expires_at=NOON + 9000, topic_until=NOON + 600
    )
    for now, topic in ((NOON + 599, "plan"), (NOON + 600, None)):
        kept = await conversations.get(db, camille, now=now)
        assert kept is not None
        assert kept.topic == topic
    await conversations.offer(db, camille, (("Oui", "o"),), now=NOON, expires_at=NOON + 9000)
    kept = await conversations.get(db, camille, now=NOON + 600)
    assert kept is not None
    assert kept.topic is None

    for expected in (1, 0):
        assert await conversations.forget_topics(db, now=NOON + 600) == expected
    assert await db.value("SELECT topic FROM conversations") is None
