"""Killing the bot while it sends to many: nobody twice, nobody skipped in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.announced import FLIGHTS, Tally, kill_while_it_leaves
from tests.proof import write_proof

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def assert_once_each(tally: Tally) -> None:
    assert tally.doubled == 0
    assert tally.lost == 0
    assert tally.hidden == 0
    assert tally.uncertain <= FLIGHTS * len(tally.kills_ms)
    assert set(tally.fates) <= {"sent", "uncertain"}


@pytest.mark.timeout(300)
async def test_a_few_kills_send_nothing_twice_and_skip_nobody(tmp_path: Path) -> None:
    tally = await kill_while_it_leaves(tmp_path, rounds=2, seed=63)

    assert_once_each(tally)


@pytest.mark.proof
async def test_two_hundred_kills_send_nothing_twice_and_skip_nobody(tmp_path: Path) -> None:
    tally = await kill_while_it_leaves(tmp_path, rounds=200, seed=2021)

    write_proof(f"SIGKILL at {rounds_of(tally)} random moments of an announcement", _lines(tally))
    assert_once_each(tally)


def rounds_of(tally: Tally) -> int:
    return len(tally.kills_ms)


def _lines(tally: Tally) -> Iterable[str]:
    first, last = min(tally.kills_ms), max(tally.kills_ms)
    yield f"kills, {first} to {last} ms into its work or its start: {len(tally.kills_ms)}"
    yield f"begun from nothing: {tally.afresh}; from a process that had read its files: the rest"
    yield f"people: {tally.people}; got it twice: {tally.doubled}"
    yield f"neither got it nor are shown as uncertain: {tally.lost}"
    yield f"sends that may be in the air at one kill: {FLIGHTS}"
    yield f"shown as uncertain: {tally.uncertain}, of whom {tally.arrived} have it"
