"""Every kind of update, as it should be and bent: nothing raises, the next person is answered."""

from __future__ import annotations

import itertools
import json
import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bot.hooked import Town, open_hooked
from tests.hostile.honest import ENOUGH_S, Watch
from tests.hostile.updates import BODIES, KINDS, updates
from tests.proof import write_proof

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from content.ask import Answerer
    from content.model import Content

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


def faults(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.getMessage() in _FAULTS]


async def test_every_kind_of_update_as_it_should_be(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for kind, bodies in BODIES.items():
            for body in bodies:
                await posts(town, {kind: body})
    await Watch().somebody_asks(town)
    assert faults(caplog) == []


async def test_a_change_of_membership_without_its_half_is_put_aside(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    halves: tuple[object, ...] = (None, [], {}, {"user": None, "status": "member"})
    with caplog.at_level(logging.WARNING):
        bent: Any
        for change in BODIES["my_chat_member"]:
            for half in ("old_chat_member", "new_chat_member"):
                for bent in halves:
                    await posts(town, {"my_chat_member": change | {half: bent}})
    assert faults(caplog) == []


SUPPRESSED = [HealthCheck.function_scoped_fixture]
BENT = st.lists(updates(), min_size=1, max_size=6)


async def send_and_ask(
    town: Town, caplog: pytest.LogCaptureFixture, sent: list[dict[str, Any]], watch: Watch
) -> None:
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        for item in sent:
            await posts(town, item)
    await watch.somebody_asks(town)
    assert faults(caplog) == [], sent


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=SUPPRESSED)
@given(sent=BENT)
async def test_whatever_is_bent_the_next_person_is_answered(
    town: Town, caplog: pytest.LogCaptureFixture, sent: list[dict[str, Any]]
) -> None:
    await send_and_ask(town, caplog, sent, Watch())


@pytest.fixture
def counted() -> Iterator[tuple[Counter[str], Watch]]:
    """Count what is sent, and write down how it went."""
    counts: Counter[str] = Counter()
    watch = Watch()
    yield counts, watch
    if counts["people"] != counts["answered"]:
        return
    write_proof(
        "Updates of every kind, bent at random",
        [
            f"kinds of update, known and unknown: {len(KINDS)}",
            f"updates sent to the webhook: {counts['updates']}",
            "answered with anything but 200: 0; errors in the log: 0",
            f"most computing for an honest person in between: less than {ENOUGH_S} s",
            *watch.lines(),
        ],
    )
    watch.assert_nobody_waited()


@pytest.mark.proof
@settings(max_examples=3000, deadline=None, suppress_health_check=SUPPRESSED)
@given(sent=BENT)
async def test_thousands_of_bent_updates(
    town: Town,
    caplog: pytest.LogCaptureFixture,
    counted: tuple[Counter[str], Watch],
    sent: list[dict[str, Any]],
) -> None:
    counts, watch = counted
    counts.update(updates=len(sent), people=1)
    await send_and_ask(town, caplog, sent, watch)
    counts.update(answered=1)
