"""What my deeds amount to, with hypothesis and source one tap away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import pledges
from tests.conversations.conftest import take

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


async def test_sums_are_shown_with_their_sources(town: Town, camille: Person) -> None:
    await take(camille, "douche-plus-courte", "Sans rappel")
    await take(camille, "stop-pub", "Sans rappel")
    await take(camille, "laver-a-30", "Sans rappel")
    by_action = {
        p.action_id: p.id for p in await pledges.active(town.colibris.services.db, camille.id)
    }
    for day in ("2026-05-11", "2026-05-12"):
        await camille.presses_data(f"done:{by_action['douche-plus-courte']}:{day}")
    await camille.presses_data(f"done:{by_action['laver-a-30']}:2026-05-12")

    await camille.says("/progression")
    assert "72 litres" in camille.sees
    assert "%" not in camille.sees
    await camille.presses("D'où viennent ces chiffres ?")

    assert "ordres de grandeur" in camille.sees
    assert "72 litres" in camille.sees
    assert "(2 fois)" in camille.sees
    assert "Pas de chiffre sûr" in camille.sees
    assert "ne s'additionnent pas" in camille.sees


async def test_who_has_done_nothing_sees_no_figure(camille: Person) -> None:
    await camille.says("/progression")

    assert "Effet estimé" not in camille.sees
    assert "D'où viennent ces chiffres ?" not in camille.buttons
