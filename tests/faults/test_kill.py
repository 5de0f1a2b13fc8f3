"""Killing the bot at any moment: no press lost, no pledge doubled, no reminder sent twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.killing import Killing, Tally
from tests.proof import write_proof

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def assert_nothing_went_wrong(tally: Tally) -> None:
    assert tally.presses > 0
    assert tally.presses_lost == 0
    assert tally.pledges_doubled == 0
    assert tally.reminders_doubled == 0
    assert tally.reminders_lost == 0


@pytest.mark.timeout(300)
async def test_a_few_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    tally = await Killing(tmp_path, seed=63).run(rounds=4)

    assert_nothing_went_wrong(tally)


@pytest.mark.proof
async def test_a_hundred_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    tally = await Killing(tmp_path, seed=2021).run(rounds=100)

    write_proof("SIGKILL at 100 random moments", _lines(tally))
    assert_nothing_went_wrong(tally)


def _lines(tally: Tally) -> Iterable[str]:
    first, last = min(tally.kills_ms), max(tally.kills_ms)
    yield f"kills, {first} to {last} ms into its work or its start: {tally.rounds}"
    yield f"presses delivered: {tally.presses}; lost: {tally.presses_lost}"
    yield f"pledges doubled: {tally.pledges_doubled}"
    yield f"reminders due: {tally.reminders}; sent twice: {tally.reminders_doubled}"
    yield f"reminders neither sent nor shown as uncertain: {tally.reminders_lost}"
    yield f"reminders of uncertain fate, not repeated: {tally.uncertain}"
