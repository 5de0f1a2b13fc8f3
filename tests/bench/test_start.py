"""`colibris bench start`: judged by its least figures, and never waiting for a bot that ended."""

from __future__ import annotations

import sys

import pytest

from bench import start
from bench.botapi import Telegram
from bench.start import Cost


def test_a_program_that_has_ended_is_not_waited_for() -> None:
    cost = start._whole([sys.executable, "-c", "pass"])

    assert 0 < cost.memory_mb < 30  # not that of whoever measures
    with pytest.raises(RuntimeError, match="ended with 3"):
        start._whole([sys.executable, "-c", "import sys; sys.exit(3)"])


async def test_a_bot_that_ends_instead_of_answering_is_not_waited_for() -> None:
    bot = start._start([sys.executable, "-c", "import sys; sys.exit(2)"], {})
    async with Telegram([start.QUESTION], 0) as telegram:
        with pytest.raises(RuntimeError, match="ended with 2"):
            await start._answers(telegram, 1, bot)


def test_the_least_of_each_figure_is_judged_and_wall_time_is_not() -> None:
    least = start._least([Cost(2.5, 90.0, 100.0), Cost(1.9, 95.0, 119.0)])

    assert least == Cost(1.9, 90.0, 100.0)
    assert start._is_within(start._RUN, least)
    assert not start._is_within(start._RUN, Cost(2.1, 1.0, 100.0))
    assert not start._is_within("ask", Cost(1.0, 1.0, 121.0))
    assert start._is_within(start._FULL, Cost(9.0, 9.0, 900.0))
    assert "| 1.90 | 90.00 | 100 |" in start.table({start._RUN: least})
