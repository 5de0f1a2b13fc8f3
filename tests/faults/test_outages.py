"""PostgreSQL stopped, a line that is cut, a disk that is really full: nothing lost, nothing twice.

Their cheap twins are in tests/conversations/test_outages.py and tests/storage.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.faults import outages
from tests.postgres import running_server
from tests.proof import write_proof

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.outages import Seen

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]
AWAY_S = 20.0  # an hour for a bot that waits at most half a minute between its tries


def assert_nothing_is_lost_or_twice(seen: Seen) -> None:
    assert (seen.lost, seen.doubled, seen.not_written) == (0, 0, 0)


async def test_postgresql_is_stopped_and_started_under_a_running_bot(tmp_path: Path) -> None:
    with running_server(os.environ) as server:
        url = server.new_database()
        async with outages.talking(url, tmp_path) as (telegram, _):
            outages.stop(server)
            meanwhile = await outages.ask_meanwhile(telegram, AWAY_S)
            with outages.started_again(server):
                waited = await outages.until_answered(telegram)
                seen = await outages.look(url, telegram, meanwhile, waited)

    write_proof("PostgreSQL stopped and started under a running bot", lines(seen))
    assert_nothing_is_lost_or_twice(seen)


async def test_the_line_to_telegram_is_cut(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'colibris.db'}"
    async with outages.talking(url, tmp_path) as (telegram, _):
        telegram.cut = True
        meanwhile = await outages.ask_meanwhile(telegram, AWAY_S)
        telegram.cut = False
        waited = await outages.until_answered(telegram)
        seen = await outages.look(url, telegram, meanwhile, waited)

    write_proof("The line to Telegram cut under a running bot", lines(seen))
    assert_nothing_is_lost_or_twice(seen)
    assert seen.answered_meanwhile == 0


async def test_a_disk_is_really_full(tmp_path: Path) -> None:
    with outages.small_disk(tmp_path, 16) as disk:
        url = f"sqlite:///{disk / 'colibris.db'}"
        async with outages.talking(url, tmp_path) as (telegram, _):
            film = outages.fill_up(disk)
            meanwhile = await outages.ask_meanwhile(telegram, AWAY_S)
            film.unlink()
            waited = await outages.until_answered(telegram)
            seen = await outages.look(url, telegram, meanwhile, waited)
        with closing(sqlite3.connect(disk / "colibris.db")) as after:
            assert after.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    write_proof("A disk that is really full under a running bot", lines(seen))
    assert_nothing_is_lost_or_twice(seen)
    assert seen.answered_meanwhile > 0


def lines(seen: Seen) -> list[str]:
    return [
        f"`colibris run`; away for {AWAY_S:.0f} s; questions before and meanwhile: {seen.asked}",
        (
            f"answered while it was away: {seen.answered_meanwhile}; never: {seen.lost};"
            f" twice: {seen.doubled}; people not written down: {seen.not_written}"
        ),
        f"the last one was answered {seen.back_after_s:.1f} s after it came back",
    ]
