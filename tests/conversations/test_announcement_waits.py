"""What was held up for long, or comes from a backup, waits for a person's tap."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.demo.faults import Fault
from tests.conversations.test_announcing import let_go, newest, readers

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town

__all__ = ["readers"]  # the fixture
HOUR = 3600


async def wakes_up(town: Town, later: timedelta) -> None:
    """The machine was off meanwhile: nobody moved the clock on purpose."""
    town.now += int(later.total_seconds())
    await town.colibris.ticks.announce()
    await town.colibris.ticks.drain_many()
    await town.colibris.outbox.drain_urgent()


def got(person: Person) -> int:
    return sum("Fête" in message.text for message in person.messages)


@pytest.mark.usefixtures("readers")
async def test_after_more_than_twelve_hours_the_rest_waits_for_a_tap(
    town: Town, camille: Person, bruno: Person, sophie: Person, helene: Person
) -> None:
    town.world.faults.add(Fault("sendMessage", "500", count=0, chat_id=camille.id))
    await let_go(town, sophie, helene)
    await town.colibris.ticks.tick_now()
    assert (got(camille), got(bruno)) == (0, 1)
    town.world.faults.clear()

    await wakes_up(town, timedelta(hours=25))
    assert got(camille) == 0
    assert (await newest(town)).state == "paused"
    assert sum("arrêté plus de douze heures" in m.text for m in helene.messages) == 1
    await wakes_up(town, timedelta(minutes=1))
    assert got(camille) == 0

    await sophie.says("/annoncer")
    await sophie.presses("n° 1")
    await sophie.presses("Reprendre")
    await town.colibris.ticks.tick_now()
