"""What was held up for long, or comes from a backup, waits for a person's tap."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.demo.faults import Fault
from storage import backup
from tests.conversations.conftest import open_town
from tests.conversations.test_announcing import compose, fates, let_go, newest, readers

if TYPE_CHECKING:
    from pathlib import Path

    from bot.demo.person import Person
    from content.ask import Answerer
    from content.model import Content
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


@pytest.mark.usefixtures("readers")
async def test_a_short_gap_asks_nobody(
    town: Town, camille: Person, sophie: Person, helene: Person
) -> None:
    town.world.faults.add(Fault("sendMessage", "500", count=0, chat_id=camille.id))
    await let_go(town, sophie, helene)
    await town.colibris.ticks.tick_now()
    town.world.faults.clear()

    await wakes_up(town, timedelta(hours=1))
    await town.colibris.ticks.drain_many()
    assert got(camille) == 1


@pytest.mark.usefixtures("readers")
async def test_a_start_that_is_two_hours_late_asks_again(
    town: Town, camille: Person, sophie: Person, helene: Person
) -> None:
    await helene.says("/start")
    await compose(sophie)
    await sophie.presses("Date de départ")
    await sophie.presses("Un autre moment")
    await sophie.says("aujourd'hui à 14 h")
    await sophie.presses("Préparer l'envoi")
    await sophie.presses("Envoyer")
    await town.colibris.ticks.tick_now()
    await helene.presses("Confirmer l'envoi")

    await wakes_up(town, timedelta(hours=6, minutes=5))
    assert got(camille) == 0
    assert any("plus de deux heures de retard" in m.text for m in sophie.messages)
    await sophie.says("/annoncer")
    await sophie.presses("n° 1")
    await sophie.presses("Reprendre")
    await town.colibris.ticks.tick_now()
    assert got(camille) == 1


async def test_after_a_restore_it_waits_and_nobody_who_has_it_gets_it_again(
    tmp_path: Path, content: Content, answerer: Answerer
) -> None:
    (tmp_path / "new").mkdir()
    copy = tmp_path / "copy.db"
    async with open_town(tmp_path, content, answerer) as town:
        camille, bruno, sophie, helene = (
            town.person(who) for who in ("citoyenne", "voisin", "agent", "administratrice")
        )
        for person in (camille, bruno):
            await person.says("/annonces")
            await person.presses("⬜ Événements près de chez moi")
        town.world.faults.add(Fault("sendMessage", "500", count=0, chat_id=camille.id))
        await let_go(town, sophie, helene)
        await town.colibris.ticks.tick_now()
        assert (got(camille), got(bruno)) == (0, 1)
        await backup.back_up(f"sqlite:///{tmp_path / 'colibris.db'}", copy)
        town.world.faults.clear()
        later = town.now + HOUR
    url = f"sqlite:///{tmp_path / 'new' / 'colibris.db'}"
    await backup.restore(url, copy, now=later)

    async with open_town(tmp_path / "new", content, answerer, world=town.world) as again:
        again.now = later
        sophie, bruno, camille = (again.person(who) for who in ("agent", "voisin", "citoyenne"))
        await again.colibris.ticks.tick_now()
        await again.colibris.ticks.tick_now()
        assert (got(camille), got(bruno)) == (0, 1)
        assert (await newest(again)).state == "paused"
        assert any("vient d'une sauvegarde" in m.text for m in sophie.messages)

        await sophie.says("/annoncer")
        await sophie.presses("n° 1")
        await sophie.presses("Reprendre")
        await again.colibris.ticks.tick_now()
        assert (got(camille), got(bruno)) == (1, 1)
        assert await fates(again) == {"sent": 2}
