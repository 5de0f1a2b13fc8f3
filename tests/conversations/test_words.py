"""What people write: moments in their own words, stopping, cancelling, numbers for buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import people, pledges
from tests.conversations.conftest import take

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town

STOPS = (
    "stop",
    "STOP !",
    "arrête",
    "arrêtez tout",
    "plus de messages",
    "Ne m'écrivez plus.",
    "laissez-moi tranquille",
    "je ne veux plus de rappels",
    "désabonnez-moi",
    "unsubscribe",
)


@pytest.mark.parametrize("words", STOPS)
async def test_ways_of_saying_stop_stop_at_once(town: Town, camille: Person, words: str) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")

    await camille.says(words)

    assert "plus aucun rappel" in camille.sees
    assert "/donnees" in camille.sees
    await town.goes_to("2026-05-13", "20:00")
    assert not any("Est-ce fait" in m.text for m in camille.messages)
    assert await pledges.active(town.colibris.services.db, camille.id)


async def test_reminders_resume_when_asked(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("/stop")
    await town.goes_to("2026-05-14", "12:00")
    await camille.presses("Reprendre les rappels")

    await town.goes_to("2026-05-14", "18:31")

    assert "Est-ce fait ?" in camille.sees
    assert len([m for m in camille.messages if "Est-ce fait" in m.text]) == 1


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("mardi et jeudi à 7h", "les mardi et jeudi à 7 h"),
        ("le soir", "chaque jour à 18 h 30"),
        ("18h30", "chaque jour à 18 h 30"),
        ("dimanche matin", "chaque dimanche à 9 h"),
        ("a midi jusqu'au 3 juin", "jusqu'au 3 juin"),
        ("sans rappel", "Sans rappel"),
    ],
)
async def test_a_moment_in_ones_own_words(camille: Person, words: str, seen: str) -> None:
    await take(camille, "eau-du-robinet", "Un autre moment")

    await camille.says(words)

    assert seen in camille.sees


async def test_a_moment_that_is_not_understood_is_asked_again(camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Un autre moment")

    await camille.says("bof")
    assert "Je n'ai pas bien compris ce moment" in camille.sees
    await camille.says("annuler")
    assert "on laisse cela" in camille.sees


async def test_a_question_asked_meanwhile_is_answered(camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Un autre moment")

    await camille.says("c'est quoi l'objectif 6 ?")

    assert "objectif 6" in camille.sees


async def test_buttons_can_be_typed(camille: Person) -> None:
    await camille.says("/start a_eau-du-robinet")
    await camille.says("je m'engage")
    await camille.says("2")

    assert "chaque jour à 18 h 30" in camille.sees


async def test_cancel_always_leads_somewhere(camille: Person) -> None:
    await camille.says("/annuler")

    assert "rien à annuler" in camille.sees
    assert "Que puis-je faire ?" in camille.buttons


async def test_a_blocked_bot_sleeps_and_wakes(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.blocks()
    await town.goes_to("2026-05-14", "12:00")
    person = await people.find(town.colibris.services.db, camille.id)
    assert person is not None
    assert person.blocked_at is not None

    await camille.unblocks()
    await camille.says("/start")
    assert "Heureux de vous revoir" in camille.sees
    await town.goes_to("2026-05-14", "18:31")
    assert "Est-ce fait ?" in camille.sees


async def test_an_hour_that_is_past_today_is_meant_for_tomorrow(camille: Person) -> None:
    await take(camille, "stop-pub", "Un autre moment")
    await camille.says("le matin")  # it is ten o'clock

    assert "Premier rappel : demain, à 9 h" in camille.sees
