"""One account that writes ten thousand messages: nobody else waits for it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from bot.demo.people import Human
from bot.demo.person import Person
from bot.flood import PERSON_MOST
from bot.order import Order
from tests.hostile.honest import Watch
from tests.proof import write_proof

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tests.conversations.conftest import Town

FLOOD = 10_000
OTHERS = 10
LONG_S = 110.0  # however busy the machine is
CHEAPER = 3  # at least so many times less computing for a message that gets no answer


async def test_whoever_comes_after_ten_thousand_waits_for_one_at_most() -> None:
    order = Order()
    done: list[int] = []
    before_other: list[int] = []

    async def work(chat: int) -> None:
        async with order.turn(chat):
            await asyncio.sleep(0)
            done.append(chat)

    async with asyncio.TaskGroup() as group:
        for _ in range(FLOOD):
            group.create_task(work(1))
        await asyncio.sleep(0)
        for other in range(2, 2 + OTHERS):
            seen = len(done)
            await group.create_task(work(other))
            before_other.append(done[seen:].count(1))

    assert max(before_other) <= 2
    assert done.count(1) == FLOOD


async def flooded(town: Town, camille: Person, bruno: Person, flood: int, watch: Watch) -> float:
    """Flood, then let many others ask; give how many times less a silenced message costs."""
    answered = await computing(ask([town.person(human.id) for human in strangers(town)]))
    for _ in range(PERSON_MOST + 1):
        await camille.says("objectif 3")
    for _ in range(flood):
        await camille.says("objectif 3", wait=False)
    silenced = await computing(ask([Person(town.world, bruno.id, patience=LONG_S)]))
    for _ in range(OTHERS):
        await watch.somebody_asks(town)

    assert len(camille.messages) <= PERSON_MOST + 1
    times = (answered / OTHERS) / (silenced / flood)
    assert times > CHEAPER
    return times


def strangers(town: Town) -> list[Human]:
    humans = [Human(5000 + number, f"habitant {number}", "Paul") for number in range(OTHERS)]
    for human in humans:
        town.world.add_person(human)
    return humans


async def ask(people: list[Person]) -> None:
    for person in people:
        await person.says("c'est quoi l'objectif 2 ?")
        assert "énergie" in person.sees


async def computing(work: Coroutine[None, None, None]) -> float:
    before = time.process_time()
    await work
    return time.process_time() - before


async def test_a_flood_costs_little_and_everybody_else_is_answered(
    town: Town, camille: Person, bruno: Person
) -> None:
    await flooded(town, camille, bruno, FLOOD // 10, Watch())


@pytest.mark.proof
async def test_ten_thousand_messages_cost_little_and_everybody_else_is_answered(
    town: Town, camille: Person, bruno: Person
) -> None:
    watch = Watch()
    times = await flooded(town, camille, bruno, FLOOD, watch)
    write_proof(
        "Ten thousand messages from one account",
        [
            f"messages, one after the other without a pause: {FLOOD}",
            f"answered: {PERSON_MOST}, one kind line, then silence; danger is still heard",
            "somebody who asked in the midst of it: answered",
            "messages of that account that somebody else waits for, at most: 2",
            f"computing of a silenced message: a {times:.0f}th of that of an answered one",
            *watch.lines(),
        ],
    )
    watch.assert_nobody_waited()
