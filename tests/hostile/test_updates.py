"""Every kind of update, as it should be and bent: nothing raises, the next person is answered."""

from __future__ import annotations

import itertools
import json
import logging
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.demo.people import Human
from tests.bot.hooked import Town, open_hooked
from tests.hostile.updates import BODIES, KINDS, updates
from tests.proof import write_proof

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from content.ask import Answerer
    from content.model import Content

ENOUGH_S = 0.5  # of computing, however busy the machine is
_NUMBERS = itertools.count(10_000)
_FAULTS = ("handler failed", "update failed", "database away", "not sent for sure")


@pytest.fixture
async def town(
    tmp_path: Path, content: Content, answerer: Answerer, unused_tcp_port: int
) -> AsyncIterator[Town]:
    async with open_hooked(tmp_path, content, answerer, unused_tcp_port) as town:
        yield town


async def posts(town: Town, item: dict[str, Any]) -> None:
    body = json.dumps({"update_id": next(_NUMBERS), **item}).encode()
    status, _ = await town.posts(body)
    assert status == 200, item


async def honest_is_answered(town: Town) -> None:
    """Somebody new asks, and gets the answer with little computing."""
    human = Human(next(_NUMBERS), f"somebody {next(_NUMBERS)}", "Somebody")
    town.world.add_person(human)
    person = town.person(human.id)
    before = time.process_time()
    await person.says("c'est quoi l'objectif 3 ?")
    assert time.process_time() - before < ENOUGH_S
    assert "objectif 3" in person.sees.lower()


def faults(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.getMessage() in _FAULTS]


async def test_every_kind_of_update_as_it_should_be(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for kind, bodies in BODIES.items():
            for body in bodies:
                await posts(town, {kind: body})
    await honest_is_answered(town)
    assert faults(caplog) == []


SUPPRESSED = [HealthCheck.function_scoped_fixture]
BENT = st.lists(updates(), min_size=1, max_size=6)


async def send_and_ask(
    town: Town, caplog: pytest.LogCaptureFixture, sent: list[dict[str, Any]]
) -> None:
    with caplog.at_level(logging.WARNING):
        for item in sent:
            await posts(town, item)
    await honest_is_answered(town)
    assert faults(caplog) == [], sent
    caplog.clear()


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=SUPPRESSED)
@given(sent=BENT)
async def test_whatever_is_bent_the_next_person_is_answered(
    town: Town, caplog: pytest.LogCaptureFixture, sent: list[dict[str, Any]]
) -> None:
    await send_and_ask(town, caplog, sent)


_COUNTED: Counter[str] = Counter()


@pytest.fixture
def counted() -> Iterator[Counter[str]]:
    """Count what is sent, and write down how it went."""
    _COUNTED.clear()
    yield _COUNTED
    if _COUNTED["people"] != _COUNTED["answered"]:
        return
    write_proof(
        "Updates of every kind, bent at random",
        [
            f"kinds of update, known and unknown: {len(KINDS)}",
            f"updates sent to the webhook: {_COUNTED['updates']}",
            "answered with anything but 200: 0; errors in the log: 0",
            f"honest people who asked in between: {_COUNTED['people']}, all answered",
            f"most computing for one of them: less than {ENOUGH_S} s",
        ],
    )


@pytest.mark.proof
@settings(max_examples=3000, deadline=None, suppress_health_check=SUPPRESSED)
@given(sent=BENT)
async def test_thousands_of_bent_updates(
    town: Town,
    caplog: pytest.LogCaptureFixture,
    counted: Counter[str],
    sent: list[dict[str, Any]],
) -> None:
    counted.update(updates=len(sent), people=1)
    await send_and_ask(town, caplog, sent)
    counted.update(answered=1)
