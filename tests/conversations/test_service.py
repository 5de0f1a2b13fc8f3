"""Standby, holiday and end: what citizens are told, and what goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import audit
from tests.conversations.conftest import take

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


async def test_on_standby_one_sentence_and_what_is_always_possible(
    town: Town, camille: Person, sophie: Person
) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await sophie.says("/statut")
    await sophie.presses("Mettre en veille")
    await sophie.presses("Mettre en veille")
    assert "Le service est en veille" in sophie.screen.text

    for words in ("c koi l objectif 3", "/agir", "/start"):
        await camille.says(words)
        assert "Le service est en veille" in camille.sees
        assert len(camille.screen.text) < 200
    await camille.presses_data("ag:0")
    assert "Le service est en veille" in camille.sees
    await camille.says("je veux mourir")
    assert "3114" in camille.sees
    await camille.says("/donnees")
    assert "en veille" not in camille.screen.text
    await camille.says("/statut")
    assert "Le service est en veille" in camille.sees
    assert not list(camille.buttons)

    before = len(camille.messages)
    await town.goes_to("2026-05-12", "21:00")
    assert len(camille.messages) == before  # no reminder
    await sophie.says("c koi l objectif 3")
    assert "en veille" not in sophie.screen.text

    await sophie.says("/statut")
    await sophie.presses("Service ouvert")
    await camille.says("c koi l objectif 3")
    assert "en veille" not in camille.screen.text
    acts = [line.act for line in await audit.latest(town.colibris.services.db, 5)]
    assert "service" in acts


async def test_a_holiday_ends_by_itself_and_answers_go_on(
    town: Town, camille: Person, sophie: Person
) -> None:
    await sophie.says("/statut")
    await sophie.presses("Congé de 7 jours")
    await camille.says("/start")
    assert "congé jusqu'au 19/05/2026" in camille.sees
    await camille.says("quel est le prix du pain à Tokyo ?")
    assert "congé jusqu'au 19/05/2026" in camille.sees
    await camille.says("c koi l objectif 3")
    assert "congé" not in camille.screen.text

    await town.goes_to("2026-05-20", "10:00")
    await camille.says("/statut")
    assert "congé" not in camille.screen.text


async def test_the_end_is_announced_then_comes_on_its_day(
    town: Town, camille: Person, sophie: Person
) -> None:
    await sophie.says("/statut")
    await sophie.presses("Annoncer la fin du service")
    assert "30 jours" in sophie.screen.text
    await sophie.presses("Oui, la fin dans 30 jours")
    await camille.says("/start")
    assert "s'arrête le 11/06/2026" in camille.sees
    await camille.says("c koi l objectif 3")
    assert "terminé" not in camille.screen.text

    await town.goes_to("2026-06-11", "10:00")
    await camille.says("c koi l objectif 3")
    assert "Ce service est terminé" in camille.sees
    await camille.says("/donnees")
    assert "terminé" not in camille.screen.text


async def test_nobody_but_staff_changes_it(camille: Person, ines: Person, sophie: Person) -> None:
    for person in (camille, ines):
        await person.says("/start")
        for data in ("sv:standby", "sv:end:30", "sv"):
            await person.presses_data(data)
        await person.says("/statut")
        assert not list(person.buttons)
    await sophie.says("/statut")
    assert "en veille" not in sophie.screen.text.split("Pour l'équipe")[0]
