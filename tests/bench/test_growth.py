"""`colibris bench growth` at a small size, and `bench replicas`, `bench mix` by their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench import growth, mix, replicas
from bench.mix import Heard
from bench.run import Figure
from content.load import load

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = load()


async def test_an_update_costs_no_more_among_ten_times_as_many_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "_BATCH", 20)

    costs = await growth.over_people(tmp_path, CONTENT, [50, 500], 3)

    assert growth.grown(costs) < 2  # others use the machine as well
    assert "| 500 |" in growth.table("people", costs, 1.1)


@pytest.mark.parametrize("size", [100, 30_000, 60_000])
def test_as_many_phrasings_as_wanted_none_of_them_twice(size: int) -> None:
    found = growth.phrasings(CONTENT, size)

    texts = [(topic, text) for topic, group in found.items() for text in group]
    assert len(texts) == size
    assert len(set(texts)) > 0.98 * size
    assert set(found) <= set(CONTENT.phrasings)


def test_replicas_are_compared_within_their_rounds() -> None:
    one, two = [100.0, 200.0, 400.0], [110.0, 230.0, 440.0]

    assert replicas.grown(one, two) == pytest.approx(1.1)
    assert "| 2 | 230 | 1.10 | ≤ 1.15 |" in replicas.table(one, two)


def test_whoever_was_never_answered_does_not_shorten_the_waits() -> None:
    heard = Heard(4, [10.0, 20.0], messages_s=29.0, floods=0, busy=0.5)

    costs = {"lexical": Figure(400, 0), "mix": Figure(8000, 0)}
    told = mix.table(0.5, costs, heard, 20)
    assert "| answered of asked | 2 of 4 | all |" in told
    assert "8,000 µs (400)" in told
    assert "| the mix, updates/s on one core by that CPU | 125 |" in told
    assert Heard(1, [], 0, 0, 0).p(99) == float("inf")
