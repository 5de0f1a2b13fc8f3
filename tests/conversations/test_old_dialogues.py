"""Dialogues that wait: left with /annuler at every step; a button of a month ago leads on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.rules.presses import Verb
from storage import conversations
from tests.conversations.conftest import take
from tests.hostile.test_words import CITIZEN, STAFF, goes

if TYPE_CHECKING:
    import pytest

    from bot.demo.person import Person
    from tests.conversations.conftest import Town

MONTH_S = 31 * 86_400
ONCE = ("announce_fix", "announce_text", "announce_commune", "announce_when", "desk", "desk-find")


async def test_every_step_is_left_with_one_word(
    town: Town, camille: Person, sophie: Person
) -> None:
    await take(camille, "velo-trajet-court", "Sans rappel")
    for person, steps in ((camille, CITIZEN), (sophie, STAFF)):
        for step, ways in steps.items():
            if step in ONCE:  # needs what an earlier step leaves: tests/hostile/test_words.py
                continue
            await goes(town, person, ways, step)
            town.now += 5
            await person.says("/annuler")
            kept = await conversations.get(town.colibris.services.db, person.id, now=town.now)
            assert kept is not None
            assert kept.step is None, step


async def test_a_button_of_a_month_ago_leads_to_a_screen_of_today(
    town: Town, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await camille.says("/agir")
    card = next(m for m in camille.messages if "Je m'engage" in m.buttons)
    await take(camille, "stop-pub", "Sans rappel")
    town.now += MONTH_S
    await camille.presses_data("e:eau-du-robinet", message_id=card.id)
    assert "Quand voulez-vous" in camille.sees
    with caplog.at_level(logging.WARNING):
        for verb in Verb:
            await camille.presses_data(f"{verb}", message_id=card.id)
            town.now += 5
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []
    assert card.text not in [m.text for m in camille.messages]  # it shows something of today
    await camille.says("/engagements")
    assert "stop pub" in camille.sees.lower()
