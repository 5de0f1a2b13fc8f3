from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.deliver import Fate, Screen
from bot.demo.faults import Fault
from bot.outbox import LEASE_S
from storage import outbox, people
from tests.bot.conftest import PEOPLE

if TYPE_CHECKING:
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


async def test_after_five_tries_it_is_given_up_and_shown(post: Post) -> None:
    post.world.faults.add(Fault("sendMessage", "500", count=0))
    await post.queue(A)
    box = post.outbox(hello)
    for _ in range(6):
        await box.drain()
        post.now += 3600

    assert await post.statuses() == {"failed": 1}
    assert post.world.faults.calls["sendMessage"] == 5


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
