"""Objectives, suggestions, profile, reminders, data: every screen and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import action_answers, profiles
from tests.conversations.conftest import take

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


async def test_the_ten_objectives_by_buttons(camille: Person) -> None:
    await camille.says("/objectifs")
    assert [b for b in camille.buttons if b.isdigit()] == [str(n) for n in range(1, 11)]

    await camille.presses("3")
    assert "Protéger et partager l'eau, bien commun" in camille.sees
    await camille.presses("La part du Département")
    assert "La part du Département" in camille.sees
    await camille.presses("Retour")
    await camille.presses("En savoir plus")
    assert "VigiEau" in camille.sees


async def test_ideas_for_one_objective(camille: Person) -> None:
    await camille.says("/objectifs")
    await camille.presses("3")
    await camille.presses("Que puis-je faire ?")

    cards = [m for m in camille.messages if "Je m'engage" in m.buttons]
    assert len(cards) == 3
    assert "objectif 3" in camille.sees


async def test_already_done_is_thanked_and_not_offered_again(town: Town, camille: Person) -> None:
    await camille.says("/start a_stop-pub")
    await camille.presses("Déjà fait")

    assert "Bravo, et merci" in camille.sees
    (kept,) = await action_answers.of(town.colibris.services.db, camille.id, since=0)
    assert (kept.action_id, kept.kind) == ("stop-pub", "done")


async def test_not_for_me_may_say_why(town: Town, camille: Person) -> None:
    await camille.says("/start a_stop-pub")
    await camille.presses("Pas pour moi")
    assert "Trop cher" in camille.buttons
    await camille.presses("Pas chez moi")

    (kept,) = await action_answers.of(town.colibris.services.db, camille.id, since=0)
    assert (kept.kind, kept.reason) == ("refused", "chezmoi")


async def test_another_shows_other_ideas(camille: Person) -> None:
    await camille.says("/agir")
    for _ in range(3):
        await camille.presses("Autre")

    cards = [m.text for m in camille.messages if "Je m'engage" in m.buttons]
    titles = [line[3:] for card in cards for line in card.splitlines() if line[1:3] == ". "]
    assert len(titles) == 12
    assert len(set(titles)) == 12


async def test_a_question_at_a_time_makes_the_ideas_fit(town: Town, camille: Person) -> None:
    await camille.says("bonjour")
    await camille.says("/agir")
    assert "Avez-vous un jardin ?" in camille.sees
    await camille.presses("Oui")
    assert "j'en tiendrai compte" in camille.sees
    known = await profiles.of(town.colibris.services.db, camille.id)
    assert known.garden is True

    await camille.says("/agir")
    assert "Avez-vous" not in camille.sees  # one question a day

    await camille.says("/profil")
    assert "Vous avez un jardin" in camille.sees
    await camille.presses("Effacer : Vous avez un jardin")
    assert (await profiles.of(town.colibris.services.db, camille.id)).garden is None


async def test_reminders_can_be_seen_changed_and_paused(town: Town, camille: Person) -> None:
    await camille.says("/rappels")
    assert "aucun rappel" in camille.sees
    await take(camille, "eau-du-robinet", "Chaque soir")

    await camille.says("/rappels")
    assert "aujourd'hui, à 18 h 30" in camille.sees
    await camille.presses("Pause d'une semaine")
    assert "mardi 19 mai" in camille.sees
    await town.goes_to("2026-05-18", "20:00")
    assert not any("Est-ce fait" in m.text for m in camille.messages)
    await town.goes_to("2026-05-19", "18:31")
    assert "Est-ce fait ?" in camille.sees


async def test_a_pledge_can_be_paused_and_stopped(camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("/engagements")
    await camille.presses("1. Boire l'eau du robinet")
    await camille.presses("Mettre en pause")
    assert "est en pause" in camille.sees
    await camille.presses("Reprendre")
    assert "Prochain rappel : aujourd'hui, à 18 h 30" in camille.sees

    await camille.says("/engagements")
    await camille.presses("1. Boire l'eau du robinet")
    await camille.presses("C'était hier")
    assert "C'est noté pour hier" in camille.sees
    await camille.says("/engagements")
    await camille.presses("1. Boire l'eau du robinet")
    await camille.presses("Arrêter cet engagement")
    assert "Merci pour le chemin parcouru : 1 fois" in camille.sees
    await camille.presses("Reprendre cet engagement")
    assert "caillou blanc vous attend" in camille.sees


async def test_my_data_can_be_seen_and_erased(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("/donnees")
    await camille.presses("Voir ce que vous gardez")
    assert "Vos engagements et leur suivi" in camille.sees
    await camille.presses("Supprimer mes données")
    await camille.presses("Oui, tout supprimer")
    assert "tout ce que je gardais de vous est effacé" in camille.sees

    db = town.colibris.services.db
    for table in ("people", "pledges", "reminders", "conversations", "outbox", "profiles"):
        assert await db.value(f"SELECT count(*) FROM {table}") == 0, table  # noqa: S608 – our own names
