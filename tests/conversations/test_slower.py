"""Writing less to whoever answers less, and coming back in one tap (row 40)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conversations.conftest import take

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


def asked(person: Person) -> int:
    return sum("Est-ce fait" in message.text for message in person.messages)


async def test_after_three_ignored_reminders_they_come_weekly_until_one_tap(
    town: Town, camille: Person
) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await town.goes_to("2026-05-20", "12:00")
    assert asked(camille) == 3

    await town.goes_to("2026-05-21", "18:31")
    assert asked(camille) == 4
    assert "une fois par semaine seulement" in camille.sees
    await camille.says("reprendre mon rythme")
    assert "chaque jour à 18 h 30" in camille.sees
    await town.goes_to("2026-05-22", "18:31")
    assert asked(camille) == 5


async def test_any_answer_brings_the_rhythm_back(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await town.goes_to("2026-05-15", "12:00")
    await camille.presses("Pas cette fois")

    await town.goes_to("2026-05-15", "18:31")
    assert "Est-ce fait" in camille.screen.text


async def test_in_the_end_it_asks_and_falls_silent(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Un autre moment")
    await camille.says("le soir jusqu'au 31 décembre")
    await town.goes_to("2026-12-20", "12:00")
    assert "Je me tais ?" in camille.screen.text
    assert asked(camille) == 8

    await camille.presses("Reprendre mon rythme")
    await town.goes_to("2026-12-20", "18:31")
    assert asked(camille) == 9


async def test_a_reminder_is_answered_by_typing(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await town.goes_to("2026-05-12", "18:31")

    await camille.says("c'est fait")

    assert "C'est noté pour aujourd'hui" in camille.sees
