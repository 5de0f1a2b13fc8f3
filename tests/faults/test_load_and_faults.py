"""Many chats, two web replicas and a worker, killed at random: nothing lost, nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.replicas import Plan, Tally, run
from tests.proof import write_proof

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tests.postgres import Server

pytestmark = pytest.mark.postgres
TWIN = Plan(8, 6, (1, 2), kills=2, kills_each_s=(1, 2), thinks_s=(0.2, 0.8), reminded=6, seed=63)
WHOLE = Plan(
    200, 600, (0, 1, 2), kills=1000, kills_each_s=(4, 16), thinks_s=(2, 6), reminded=300, seed=2021
)


def assert_nothing_went_wrong(tally: Tally) -> None:
    assert tally.updates.total() > 0
    assert tally.kills.total() > 0
    assert (tally.unsettled, tally.unanswered, tally.strays) == (0, 0, 0)
    assert (tally.written.lost, tally.written.doubled, tally.written.late) == (0, 0, 0)
    assert tally.doubled_else == 0
    assert tally.doubled_met <= tally.met
    assert (tally.reminders_lost, tally.reminders_doubled) == (0, 0)


@pytest.mark.timeout(300)
async def test_a_few_chats_and_a_few_kills(
    tmp_path: Path, postgres_server: Server, unused_tcp_port_factory: Callable[[], int]
) -> None:
    ports = [0, unused_tcp_port_factory(), unused_tcp_port_factory()]
    tally = await run(TWIN, postgres_server.new_database(), ports, tmp_path / "log.txt")

    assert_nothing_went_wrong(tally)


@pytest.mark.proof
@pytest.mark.timeout(1200)
async def test_two_hundred_chats_for_ten_minutes(
    tmp_path: Path, postgres_server: Server, unused_tcp_port_factory: Callable[[], int]
) -> None:
    ports = [0, unused_tcp_port_factory(), unused_tcp_port_factory()]
    tally = await run(WHOLE, postgres_server.new_database(), ports, tmp_path / "log.txt")

    write_proof("Two hundred chats for ten minutes while replicas are killed", _lines(tally))
    assert_nothing_went_wrong(tally)


def _lines(tally: Tally) -> Iterable[str]:
    written, kinds = tally.written, tally.updates
    ends = ", ".join(f"{name} {count}" for name, count in sorted(tally.kills.items()))
    yield f"`colibris web` twice and a worker on PostgreSQL; ends: {ends}"
    yield (f"updates: {kinds.total()} ({', '.join(f'{n} {k}' for k, n in sorted(kinds.items()))})")
    yield f"sent again because nobody took them: {tally.again}; never taken: {tally.unsettled}"
    yield f"without any answer: {tally.unanswered}; answers out of their order: {tally.strays}"
    yield (
        f"facts that people gave: {written.facts}; lost: {written.lost}; written twice:"
        f" {written.doubled}; an earlier word over a later one: {written.late}"
    )
    yield (
        f"updates in the hands of a replica when it was killed: {tally.met}; their answers shown"
        f" twice: {tally.doubled_met}; other answers shown twice: {tally.doubled_else}"
    )
    yield f"the same edit made again: {tally.edits_again}"
    yield (
        f"reminders due: {tally.reminders}; sent twice: {tally.reminders_doubled}; neither sent"
        f" nor shown as uncertain: {tally.reminders_lost}; uncertain: {tally.reminders_uncertain}"
    )
