from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from storage import outbox, people
from storage.outbox import Entry, Recovered
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database

LEASE = 60


async def put(db: Database, person_id: int, key: str, lane: int = 1, due_at: int = NOON) -> bool:
    return await outbox.put(
        db,
        key=key,
        lane=lane,
        person_id=person_id,
        kind="reminder",
        payload={"key": key},
        due_at=due_at,
    )


async def claim(db: Database, worker: str = "a", limit: int = 10, now: int = NOON) -> list[Entry]:
    return await outbox.claim(db, worker=worker, now=now, limit=limit, lease_s=LEASE)


def keys(entries: list[Entry]) -> list[str]:
    return [entry.payload["key"] for entry in entries]


async def sent(db: Database, entry: Entry, worker: str = "a") -> None:
    assert await outbox.start(db, entry.id, worker, now=NOON)
    assert await outbox.finish(db, entry.id, status="sent", message_id=5, now=NOON)


async def test_the_same_key_is_queued_once(db: Database, camille: int) -> None:
    assert await put(db, camille, "reminder:1:2026-03-24")
    assert not await put(db, camille, "reminder:1:2026-03-24")
    assert await outbox.depth(db) == {"todo": 1}


async def test_a_claimed_message_brings_all_it_takes(db: Database, camille: int) -> None:
    await put(db, camille, "k", lane=2)
    (entry,) = await claim(db)
    assert entry == Entry(entry.id, 2, camille, "reminder", {"key": "k"}, NOON, 0)


async def test_replies_go_before_reminders_before_announcements(
    db: Database, camille: int
) -> None:
    await put(db, camille, "announcement", lane=2, due_at=NOON - 100)
    await put(db, camille, "reminder", lane=1, due_at=NOON - 10)
    await put(db, camille, "older reminder", lane=1, due_at=NOON - 50)
    await put(db, camille, "reply", lane=0)
    await put(db, camille, "not yet", lane=0, due_at=NOON + 1)

    assert keys(await claim(db, limit=3)) == ["reply", "older reminder", "reminder"]
    assert keys(await claim(db, limit=3)) == ["announcement"]
    assert keys(await claim(db, limit=3)) == []


async def test_what_is_claimed_is_nobody_elses(db: Database, camille: int) -> None:
    await put(db, camille, "k")
    (entry,) = await claim(db, worker="a")
    assert await claim(db, worker="b") == []
    assert not await outbox.start(db, entry.id, "b", now=NOON)
    assert await outbox.start(db, entry.id, "a", now=NOON)
    assert not await outbox.start(db, entry.id, "a", now=NOON)  # never sent twice


async def test_workers_that_claim_at_the_same_moment_never_overlap(
    db: Database, camille: int
) -> None:
    for number in range(200):
        await put(db, camille, str(number), lane=number % 3)

    async def work(worker: str) -> list[str]:
        mine: list[str] = []
        while entries := await claim(db, worker=worker, limit=7):
            mine += keys(entries)
        return mine

    shares = await asyncio.gather(*(work(f"w{n}") for n in range(4)))
    claimed = [key for share in shares for key in share]
    assert len(claimed) == len(set(claimed)) == 200


async def test_a_message_for_somebody_who_blocked_the_bot_is_closed(
    db: Database, camille: int, bruno: int
) -> None:
    for number in range(5):
        await put(db, camille, f"hers {number}")
    await put(db, bruno, "his", due_at=NOON)
    await people.block(db, camille, now=NOON)

    assert keys(await claim(db, limit=2)) == ["his"]  # blocked ones do not stand in the way
    assert await outbox.depth(db) == {"blocked": 5, "claimed": 1}


async def test_what_became_of_a_message_is_written_once(db: Database, camille: int) -> None:
    await put(db, camille, "k")
    (entry,) = await claim(db)
    await sent(db, entry)
    assert not await outbox.finish(db, entry.id, status="sent", message_id=5, now=NOON)
    assert not await outbox.finish(db, entry.id, status="failed", error="late", now=NOON)
    assert not await outbox.retry(db, entry.id, due_at=NOON, error="late")
    assert await outbox.depth(db) == {"sent": 1}


async def test_a_message_no_longer_wanted_is_skipped(db: Database, camille: int) -> None:
    await put(db, camille, "k")
    (entry,) = await claim(db)
    assert await outbox.finish(db, entry.id, status="skipped", now=NOON)
    assert await outbox.depth(db) == {"skipped": 1}


async def test_another_try_comes_at_its_time_and_is_counted(db: Database, camille: int) -> None:
    await put(db, camille, "k")
    (entry,) = await claim(db)
    await outbox.start(db, entry.id, "a", now=NOON)
    assert await outbox.retry(db, entry.id, due_at=NOON + 30, error="Too Many Requests\0")
    assert not await outbox.retry(db, entry.id, due_at=NOON + 90, error="twice")

    assert await claim(db, now=NOON + 29) == []
    (again,) = await claim(db, now=NOON + 30)
    assert (again.id, again.attempts) == (entry.id, 1)


async def test_a_worker_that_ends_puts_back_what_it_did_not_start(
    db: Database, camille: int
) -> None:
    for key in ("started", "waiting"):
        await put(db, camille, key)
    entries = await claim(db)
    await outbox.start(db, entries[0].id, "a", now=NOON)

    assert await outbox.release(db, "b") == 0
    assert await outbox.release(db, "a") == 1
    assert await outbox.release(db, "a") == 0
    assert keys(await claim(db, worker="b")) == ["waiting"]


async def test_a_vanished_worker_loses_nothing_and_repeats_nothing(
    db: Database, camille: int
) -> None:
    for key in ("started", "waiting"):
        await put(db, camille, key)
    entries = await claim(db)
    await outbox.start(db, entries[0].id, "a", now=NOON)

    assert await outbox.recover(db, now=NOON + LEASE - 1) == Recovered(0, 0)
    assert await outbox.recover(db, now=NOON + LEASE) == Recovered(requeued=1, uncertain=1)
    assert await outbox.recover(db, now=NOON + LEASE) == Recovered(0, 0)
    assert keys(await claim(db, worker="b", now=NOON + LEASE)) == ["waiting"]
    assert (await outbox.depth(db))["uncertain"] == 1


async def test_a_lease_that_ran_out_starts_nothing(db: Database, camille: int) -> None:
    await put(db, camille, "k")
    (entry,) = await claim(db)
    assert not await outbox.start(db, entry.id, "a", now=NOON + LEASE)


async def test_a_slow_worker_may_still_tell_that_it_arrived(db: Database, camille: int) -> None:
    await put(db, camille, "k")
    (entry,) = await claim(db)
    await outbox.start(db, entry.id, "a", now=NOON)
    await outbox.recover(db, now=NOON + LEASE)
    assert await outbox.finish(db, entry.id, status="sent", message_id=5, now=NOON + LEASE + 1)
    assert await outbox.depth(db) == {"sent": 1}


async def test_the_next_moment_is_that_of_the_earliest_in_any_lane(
    db: Database, camille: int
) -> None:
    assert await outbox.next_due_at(db) is None
    await put(db, camille, "reply", lane=0, due_at=NOON + 50)
    await put(db, camille, "announcement", lane=2, due_at=NOON + 10)
    assert await outbox.next_due_at(db) == NOON + 10


async def test_only_what_ended_long_ago_is_purged(db: Database, camille: int) -> None:
    for key in ("sent", "waiting"):
        await put(db, camille, key, due_at=NOON if key == "sent" else NOON + 10)
    (entry,) = await claim(db)
    await sent(db, entry)

    assert await outbox.purge(db, before=NOON) == 0
    assert await outbox.purge(db, before=NOON + 1) == 1
    assert await outbox.depth(db) == {"todo": 1}
