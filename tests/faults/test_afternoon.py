"""Three volunteers, two replicas, one of them killed: everybody counts once, a card opens once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.afternoon import VOLUNTEERS, Plan, Tally, spend
from tests.proof import write_proof

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tests.postgres import Server

pytestmark = pytest.mark.postgres
TWIN = Plan(each=4, kills=1, thinks_s=(0, 0), seed=63)
WHOLE = Plan(each=40, kills=4, thinks_s=(0.5, 2), seed=2021)


def assert_everybody_counts_once(plan: Plan, tally: Tally) -> None:
    people = plan.each * len(VOLUNTEERS)
    assert tally.silenced == 0
    assert tally.counts.kills == plan.kills
    assert min(tally.counts.taken.values()) > 0
    assert sum(tally.seen.values()) == people
    assert tally.counted == tally.seen
    assert (tally.entries, tally.handed) == (people, people)
    assert (tally.won, tally.claimed, tally.pledges) == (1, 1, 1)


@pytest.mark.timeout(300)
async def test_a_few_people_and_a_kill(
    tmp_path: Path, postgres_server: Server, unused_tcp_port_factory: Callable[[], int]
) -> None:
    ports = [unused_tcp_port_factory() for _ in range(3)]
    tally = await spend(TWIN, postgres_server.new_database(), ports, tmp_path)

    assert_everybody_counts_once(TWIN, tally)


@pytest.mark.proof
@pytest.mark.timeout(1800)
async def test_an_afternoon_over_two_replicas(
    tmp_path: Path, postgres_server: Server, unused_tcp_port_factory: Callable[[], int]
) -> None:
    ports = [unused_tcp_port_factory() for _ in range(3)]
    tally = await spend(WHOLE, postgres_server.new_database(), ports, tmp_path)

    write_proof("An afternoon at a stand, over two replicas", _lines(tally))
    assert_everybody_counts_once(WHOLE, tally)


def _lines(tally: Tally) -> Iterable[str]:
    counts = tally.counts
    yield (
        f"`colibris web` twice on PostgreSQL; killed with SIGKILL and started again:"
        f" {counts.kills} times, with {counts.met} updates in hand"
    )
    yield (
        f"updates of three volunteers and two citizens: {counts.updates}; deliveries:"
        f" {counts.deliveries}; to both replicas at the same moment: {counts.both}"
    )
    yield f"deliveries that a dead replica did not take: {counts.untaken}"
    yield (
        f"people noted on the screens: {sum(tally.seen.values())}; pledges counted:"
        f" {sum(tally.counted.values())}"
    )
    yield f"entries in the database: {tally.entries}; cards handed out: {tally.handed}"
    yield f"tallies by action: {', '.join(f'{n} {title}' for title, n in tally.counted.items())}"
    yield (
        "two people told the code of one card at the same moment; it was theirs for"
        f" {tally.won}; pledges taken over: {tally.pledges}"
    )
