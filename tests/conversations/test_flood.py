"""One account that writes without end: one kind line, silence, and nobody else waits for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.flood import GROUP_MOST, PERSON_MOST, Flood, Heard

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town

MANY = 1000


async def test_a_flood_gets_one_kind_line_then_silence_and_others_are_answered(
    town: Town, camille: Person, bruno: Person
) -> None:
    for _ in range(MANY):
        await camille.says("objectif 3", wait=False)
    await bruno.says("c'est quoi l'objectif 2 ?")
    assert "énergie" in bruno.sees
    await camille.says("encore")

    lines = [message.text for message in camille.messages]
    assert sum("Vous m'écrivez beaucoup" in line for line in lines) == 1
    assert len(lines) <= PERSON_MOST + 1

    await camille.says("mon mari me frappe")
    assert "17" in camille.sees
    town.now += 120
    await camille.says("objectif 3")
    assert "eau" in camille.sees


async def test_presses_count_too_and_the_flood_is_not_remembered(
    town: Town, camille: Person
) -> None:
    await camille.says("/objectifs")
    await asyncio.gather(*(camille.presses_data("t:objectif-3") for _ in range(PERSON_MOST + 9)))
    assert "Vous m'écrivez beaucoup" in camille.sees
    town.now += 60
    await camille.says("/objectifs")
    assert "dix objectifs" in camille.sees


def test_the_kind_line_comes_once_an_hour_and_counts_are_forgotten() -> None:
    flood = Flood()
    heard = [flood.hear(1, 0) for _ in range(PERSON_MOST + 3)]
    assert heard[PERSON_MOST - 1 :] == [
        Heard.ANSWER,
        Heard.SLOW_DOWN,
        Heard.SILENCE,
        Heard.SILENCE,
    ]
    assert flood.hear(2, 0) is Heard.ANSWER
    assert flood.hear(1, 60) is Heard.ANSWER
    again = [flood.hear(1, 61) for _ in range(PERSON_MOST + 1)]
    assert Heard.SLOW_DOWN not in again
    later = [flood.hear(1, 4000) for _ in range(PERSON_MOST + 1)]
    assert later[-1] is Heard.SLOW_DOWN
    assert GROUP_MOST == 20
