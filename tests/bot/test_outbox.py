from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.deliver import Screen
from bot.demo.faults import Fault
from bot.fates import Fate
from bot.outbox import LEASE_S, Batch, Outbox
from bot.pace import Pace
from storage import outbox, people
from storage.database import StorageError
from tests.bot.conftest import PEOPLE

if TYPE_CHECKING:
    from storage.database import Database
    from storage.outbox import Entry
    from tests.bot.conftest import Post

A, B, C = PEOPLE[:3]


async def hello(_entry: Entry, _now: int) -> Screen:
    return Screen("Bonjour !")


async def unwanted(_entry: Entry, _now: int) -> None:
    return None


async def test_what_is_due_is_sent_once(post: Post) -> None:
    await post.queue(*PEOPLE)
    box = post.outbox(hello)

    assert await box.drain() == len(PEOPLE)
    assert await box.drain() == 0
    assert all(post.got(person) == ["Bonjour !"] for person in PEOPLE)
    assert await post.statuses() == {"sent": len(PEOPLE)}


async def test_what_is_not_due_yet_waits(post: Post) -> None:
    await post.queue(A)
    post.now -= 1

    assert await post.outbox(hello).drain() == 0


async def test_the_wish_is_looked_at_when_a_message_leaves(post: Post) -> None:
    await post.queue(A)
    await post.outbox(unwanted).drain()

    assert post.got(A) == []
    assert await post.statuses() == {"skipped": 1}


async def test_two_outboxes_never_send_the_same(post: Post) -> None:
    await post.queue(*PEOPLE)
    one, two = post.outbox(hello, "one"), post.outbox(hello, "two")

    await asyncio.gather(one.drain(), two.drain())

    assert all(len(post.got(person)) == 1 for person in PEOPLE)


async def test_a_person_who_blocked_sleeps(post: Post) -> None:
    post.world.chats[A].blocked = True
    await post.queue(A, B)
    await post.outbox(hello).drain()

    found = await people.find(post.db, A)
    assert found is not None
    assert found.blocked_at is not None
    assert await post.statuses() == {"blocked": 1, "sent": 1}


@pytest.mark.parametrize(("kind", "wait"), [("500", 5), ("429", 7)])
async def test_what_was_refused_for_now_is_tried_again_later(
    post: Post, kind: str, wait: int
) -> None:
    post.world.faults.add(Fault("sendMessage", kind, count=1, retry_after=7))
    await post.queue(A)
    box = post.outbox(hello)
    await box.drain()
    assert await post.statuses() == {"todo": 1}
    post.now += wait - 1
    assert await box.drain() == 0
    post.now += 1
    if kind == "500":  # after a 429 the pace itself holds back, in real time
        await box.drain()
        assert post.got(A) == ["Bonjour !"]


async def test_the_pauses_between_tries_grow_until_it_is_given_up_and_shown(post: Post) -> None:
    post.world.faults.add(Fault("sendMessage", "500", count=0))
    await post.queue(A)
    box, pauses = post.outbox(hello), list[int]()
    while (due_at := await outbox.next_due_at(post.db)) is not None:
        pauses.append(due_at - post.now)
        post.now = due_at
        await box.drain()

    assert pauses == [0, 5, 30, 120, 600, *[1800] * 11]
    assert await post.statuses() == {"failed": 1}
    assert post.world.faults.calls["sendMessage"] == len(pauses)


async def test_an_hour_without_a_network_loses_nothing(post: Post) -> None:
    url = str(post.bot._base_url)
    post.bot._base_url = "http://127.0.0.1:1/bot"
    await post.queue(*PEOPLE)
    box = post.outbox(hello)
    for _ in range(60):
        await box.drain()
        post.now += 60
    assert await post.statuses() == {"todo": len(PEOPLE)}

    post.bot._base_url = url
    post.now += 1800
    await box.drain()

    assert await post.statuses() == {"sent": len(PEOPLE)}


@pytest.mark.parametrize("kind", ["lost", "silence", "cut", "dropped"])
async def test_a_send_whose_fate_is_unknown_is_never_repeated(post: Post, kind: str) -> None:
    post.world.faults.add(Fault("sendMessage", kind, count=1))
    await post.queue(A)
    box = post.outbox(hello)
    await box.drain()
    post.now += 86_400
    await box.recover()
    await box.drain()

    assert await post.statuses() == {"uncertain": 1}
    assert len(post.got(A)) <= 1


async def test_a_row_that_cannot_be_made_does_not_stop_the_others(post: Post) -> None:
    async def poison(entry: Entry, _now: int) -> Screen:
        if entry.person_id == A:
            raise KeyError("poison")
        return Screen("Bonjour !")

    await post.queue(A, B, C)
    await post.outbox(poison).drain()

    assert await post.statuses() == {"failed": 1, "sent": 2}


async def test_broken_html_is_our_fault_and_stops_nobody_else(post: Post) -> None:
    async def broken(entry: Entry, _now: int) -> Screen:
        return Screen("<b>oups" if entry.person_id == A else "Bonjour !")

    await post.queue(A, B)
    await post.outbox(broken).drain()

    assert await post.statuses() == {"failed": 1, "sent": 1}


async def test_what_a_dead_worker_had_claimed_comes_back(post: Post) -> None:
    await post.queue(A, B)
    claimed = await outbox.claim(post.db, worker="dead", now=post.now, limit=9, lease_s=LEASE_S)
    assert await outbox.start(post.db, claimed[0].id, "dead", now=post.now)
    box = post.outbox(hello)
    await box.recover()
    assert await box.drain() == 0  # the lease still holds

    post.now += LEASE_S
    await box.recover()
    await box.drain()

    assert await post.statuses() == {"uncertain": 1, "sent": 1}


async def test_alone_on_its_database_it_takes_over_at_once(post: Post) -> None:
    await post.queue(A)
    await outbox.claim(post.db, worker="dead", now=post.now, limit=9, lease_s=LEASE_S)
    box = post.outbox(hello)

    await box.take_over()
    await box.drain()

    assert post.got(A) == ["Bonjour !"]


async def test_stopping_starts_nothing_more_and_gives_back_the_rest(post: Post) -> None:
    box = post.outbox(hello)

    async def stop(_entry: Entry, _now: int) -> Screen:
        box.stop()
        return Screen("Bonjour !")

    await post.queue(*PEOPLE)
    box = post.outbox(stop)
    await box.drain()
    await box.release()

    statuses = await post.statuses()
    assert set(statuses) == {"sent", "todo"}
    assert sum(statuses.values()) == len(PEOPLE)


def test_each_fate_is_a_status_of_the_table() -> None:
    assert {fate.value for fate in Fate} - {"again"} == {
        "sent",
        "blocked",
        "uncertain",
        "failed",
    }


class Full:
    """A database whose disk is full from the n-th change on; everything else is as it was."""

    def __init__(self, db: Database, changes: int) -> None:
        self._db, self._left = db, changes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    async def run(self, sql: str, *args: Any) -> int:
        self._left -= 1
        if self._left < 0:
            raise StorageError("the disk is full")
        return await self._db.run(sql, *args)


async def test_a_database_that_fails_does_not_cut_off_those_in_the_air(post: Post) -> None:
    """What was sent is written down, or uncertain; it is not sent once more."""
    await post.queue(*PEOPLE)
    db, healthy = Full(post.db, 8), post.db
    post.db = db
    with pytest.raises(StorageError, match="full"):
        await post.outbox(hello).drain()
    post.db = healthy
    arrived = sum(len(post.got(person)) for person in PEOPLE)
    post.now += LEASE_S
    box = post.outbox(hello)
    await box.recover()
    await box.drain()

    statuses = await post.statuses()
    assert arrived > 0
    assert all(len(post.got(person)) <= 1 for person in PEOPLE)
    assert sum(statuses.values()) == len(PEOPLE)
    assert statuses["sent"] + statuses.get("uncertain", 0) == len(PEOPLE)


async def test_in_a_flood_pause_nothing_is_marked_as_sending(post: Post) -> None:
    pace = post.bot.rate_limiter
    assert isinstance(pace, Pace)
    pace.pause(600)
    await post.queue(*PEOPLE)
    box = post.outbox(hello)
    draining = asyncio.create_task(box.drain())
    await asyncio.sleep(0.1)
    assert await post.statuses() == {"claimed": len(PEOPLE)}

    # Told to stop, it does not sit the pause out, and every row waits for the next start.
    box.stop()
    async with asyncio.timeout(1):
        await draining
    await box.release()
    assert await post.statuses() == {"todo": len(PEOPLE)}
    assert post.world.faults.calls.get("sendMessage", 0) == 0


async def test_the_wish_is_looked_at_after_the_pause_not_before(post: Post) -> None:
    looked: list[bool] = []

    async def note(_entry: Entry, _now: int) -> None:
        looked.append(True)

    pace = post.bot.rate_limiter
    assert isinstance(pace, Pace)
    pace.pause(0.05)
    await post.queue(A)
    draining = asyncio.create_task(post.outbox(note).drain())
    await asyncio.sleep(0.02)
    assert looked == []
    await draining
    assert looked == [True]


async def test_a_batch_outlived_by_its_lease_is_left_to_whoever_looks_next(post: Post) -> None:
    async def slowly(_entry: Entry, _now: int) -> Screen:
        post.now += LEASE_S // 4
        return Screen("Bonjour !")

    await post.queue(*PEOPLE)
    box = Outbox(
        post.db,
        post.bot,
        {"test": slowly},
        now=lambda: post.now,
        worker="one",
        batch=Batch(claims=50, flights=1),
    )
    await box.drain()
    statuses = await post.statuses()
    assert statuses["sent"] <= 4
    assert statuses["claimed"] == len(PEOPLE) - statuses["sent"]

    while await post.statuses() != {"sent": len(PEOPLE)}:
        await box.recover()
        await box.drain()
        post.now += LEASE_S

    assert all(len(post.got(person)) == 1 for person in PEOPLE)


async def test_a_slow_send_found_uncertain_by_others_is_put_right(post: Post) -> None:
    post.world.faults.add(Fault("sendMessage", "slow", latency_ms=100))
    await post.queue(A)
    box, other = post.outbox(hello, "one"), post.outbox(hello, "two")
    draining = asyncio.create_task(box.drain())
    await asyncio.sleep(0.05)
    post.now += LEASE_S
    await other.recover()
    assert await post.statuses() == {"uncertain": 1}
    await draining

    assert await post.statuses() == {"sent": 1}
    assert post.got(A) == ["Bonjour !"]


async def test_four_workers_share_two_hundred_rows(post: Post) -> None:
    for number in range(10):
        await post.queue(*PEOPLE, key=f"k{number}")
    boxes = [post.outbox(hello, f"w{number}") for number in range(4)]
    await asyncio.gather(*(box.drain() for box in boxes))

    assert await post.statuses() == {"sent": 200}
    assert all(len(post.got(person)) == 10 for person in PEOPLE)


async def test_two_drains_of_one_outbox_do_not_get_in_each_others_way(post: Post) -> None:
    await post.queue(*PEOPLE)
    box = post.outbox(hello)

    assert sorted(await asyncio.gather(box.drain(), box.drain())) == [0, len(PEOPLE)]


async def test_replies_pass_while_it_drains(post: Post) -> None:
    post.world.faults.add(Fault("sendMessage", "slow", count=0, latency_ms=5, chat_id=A))
    await post.queue(*PEOPLE)
    draining = asyncio.create_task(post.outbox(hello).drain())
    await asyncio.sleep(0)
    await post.bot.send_message(B, "réponse")
    await draining

    assert "réponse" in post.got(B)


async def test_a_kind_that_nobody_knows_any_more_is_shown_as_failed(post: Post) -> None:
    await outbox.put(
        post.db, key="x", lane=1, person_id=A, kind="ancient", payload={}, due_at=post.now
    )
    await post.queue(B)
    await post.outbox(hello).drain()

    assert await post.statuses() == {"failed": 1, "sent": 1}
