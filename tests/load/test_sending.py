"""One announcement to many: at full rate, without a flood, with replies in time, once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.load.sending import Seen, memory_of, send_to_many
from tests.load.telegram import FAIR, Weather
from tests.proof import write_proof

if TYPE_CHECKING:
    from pathlib import Path

SHARE = 0.97  # of the configured rate, replies included


def assert_once_each(seen: Seen) -> None:
    assert seen.doubled == 0
    assert seen.lost == 0


async def test_a_hundred_people_get_it_once_each(tmp_path: Path) -> None:
    """A machine that does much else at the same time proves nothing about the rate itself."""
    seen = await send_to_many(tmp_path, count=100, rate=20, weather=Weather())

    assert_once_each(seen)
    assert sum(seen.statuses.values()) == 100


@pytest.mark.proof
@pytest.mark.parametrize("rate", [29.5, 25.0, 5.0])
async def test_the_rate_is_held(tmp_path: Path, rate: float) -> None:
    seen = await send_to_many(tmp_path, count=20_000, rate=rate, weather=Weather())

    write_proof(f"An announcement to 20000 people at {rate:g} a second", _lines(seen, rate))
    assert_once_each(seen)
    assert seen.floods == 0
    assert seen.rate >= SHARE * rate
    assert seen.reply_p99_s < 0.5
    assert seen.memory_end - seen.memory_start < 30


@pytest.mark.proof
async def test_what_the_sender_could_do_without_a_limit(tmp_path: Path) -> None:
    seen = await send_to_many(tmp_path, count=5000, rate=1000, weather=FAIR, asks_each_s=10)

    line = f"messages a second to a server without limit or latency: {seen.rate:.0f}"
    write_proof("The sender without a limit", [line])
    assert_once_each(seen)


@pytest.mark.proof
async def test_thirty_times_as_many_rows_take_no_more_memory(tmp_path: Path) -> None:
    few = await memory_of(tmp_path, rows=20_000, until=3000)
    many = await memory_of(tmp_path, rows=660_000, until=3000)

    lines = [f"memory while 20,000 rows are sent: {few:.0f} MB", f"660,000 rows: {many:.0f} MB"]
    write_proof("Memory does not grow with the audience", lines)
    assert many - few < 5


def _lines(seen: Seen, rate: float) -> list[str]:
    fates = ", ".join(f"{name} {count}" for name, count in sorted(seen.statuses.items()))
    return [
        (
            f"messages a second on the wire: {seen.rate:.2f} ({seen.rate / rate:.1%} of the"
            f" configured rate), of them replies: {seen.replies:.2f}"
        ),
        f"seconds: {seen.seconds:.0f}; 429 caused by us: {seen.floods}",
        f"replies to citizens meanwhile, p99: {seen.reply_p99_s * 1000:.0f} ms",
        f"memory: {seen.memory_start:.0f} MB at the start, {seen.memory_end:.0f} MB at most",
        f"fates: {fates}",
        (
            f"got it twice: {seen.doubled}; neither got it, nor blocked, nor shown as uncertain:"
            f" {seen.lost}"
        ),
    ]
