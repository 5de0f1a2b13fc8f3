"""The whole loop, step by step, as a person goes through it in the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import check_ins, pledges
from tests.conversations.conftest import take

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


async def test_a_person_asks_pledges_is_reminded_answers_and_sees_the_path(
    town: Town, camille: Person
) -> None:
    # She asks, in her own words, and is answered and welcomed.
    await camille.says("c koi l objectif 3")
    assert "Bienvenue" in camille.sees
    assert "Protéger et partager l'eau" in camille.sees
    assert "Source :" in camille.sees

    # She asks for ideas: three cards, each with its why and its three answers.
    await camille.says("/agir")
    assert camille.sees.count("parce que") + camille.sees.count("Parce que") >= 3
    cards = [m for m in camille.messages if "Je m'engage" in m.buttons]
    assert len(cards) == 3
    assert all("Déjà fait" in m.buttons and "Pas pour moi" in m.buttons for m in cards)
    assert "Autre" in cards[-1].buttons

    # She pledges from a link that a friend sent.
    await camille.says("/start a_eau-du-robinet")
    await camille.presses("Je m'engage")
    assert "Quand voulez-vous" in camille.sees
    await camille.presses("Chaque soir")
    assert "caillou blanc vous attend" in camille.sees
    assert "chaque jour à 18 h 30" in camille.sees
    assert "Premier rappel : aujourd'hui, à 18 h 30" in camille.sees

    # The evening comes, and the reminder with it, once.
    await town.goes_to("2026-05-12", "18:31")
    assert "Est-ce fait ?" in camille.sees
    assert list(camille.buttons) == ["C'est fait", "Pas cette fois", "Plus tard"]

    # She answers; it is credited, thanked, and can be taken back.
    await camille.presses("C'est fait")
    assert "C'est noté pour aujourd'hui" in camille.sees
    assert "premier caillou blanc" in camille.sees
    await camille.presses("Annuler")
    assert "C'est annulé pour aujourd'hui" in camille.sees
    await camille.presses("C'est fait")

    # She sees her path, and what is in hand.
    await camille.says("/progression")
    assert "1 caillou blanc" in camille.sees
    await camille.says("/engagements")
    assert "Je bois l'eau du robinet, chaque jour à 18 h 30, jusqu'au 8 juin." in camille.sees

    (pledge,) = await pledges.active(town.colibris.services.db, camille.id)
    checks = await check_ins.of(town.colibris.services.db, pledge.id)
    assert [(c.occurrence, c.outcome) for c in checks] == [("2026-05-12", "done")]


async def test_an_answer_after_midnight_is_credited_to_the_day_of_the_reminder(
    town: Town, camille: Person
) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await town.goes_to("2026-05-13", "00:20")

    await camille.presses("C'est fait")

    assert "C'est noté pour hier" in camille.sees


async def test_the_same_tap_twice_counts_once(town: Town, camille: Person) -> None:
    await camille.says("/start a_eau-du-robinet")
    card = camille.screen
    await camille.presses("Je m'engage")
    when = "w:eau-du-robinet:evening"
    await camille.presses_data(when, message_id=card.id, wait=False)
    await camille.presses_data(when, message_id=card.id)
    await town.goes_to("2026-05-12", "18:31")
    reminder = camille.screen
    (pledge,) = await pledges.active(town.colibris.services.db, camille.id)
    done = f"done:{pledge.id}:2026-05-12"
    await camille.presses_data(done, message_id=reminder.id, wait=False)
    await camille.presses_data(done, message_id=reminder.id)

    counts = await check_ins.counts(town.colibris.services.db, camille.id)

    assert counts == {pledge.id: (1, 0)}
    assert len([m for m in camille.messages if "Est-ce fait" in m.text]) <= 1


async def test_later_comes_back_once_and_still_counts_for_its_day(
    town: Town, camille: Person
) -> None:
    await take(camille, "eau-du-robinet", "Chaque matin")
    await town.goes_to("2026-05-13", "09:01")

    await camille.presses("Plus tard")
    assert list(camille.buttons)[:2] == ["Dans une heure", "Ce soir"]
    await camille.presses("Dans une heure")
    assert "je repasse aujourd'hui, à 10 h 01" in camille.sees
    await town.goes_to("2026-05-13", "10:02")
    await camille.presses("C'est fait")

    assert "C'est noté pour aujourd'hui" in camille.sees
    await town.goes_to("2026-05-14", "09:01")
    assert "Est-ce fait ?" in camille.sees


async def test_not_this_time_costs_nothing(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque matin")
    await town.goes_to("2026-05-13", "09:01")

    await camille.presses("Pas cette fois")
    assert "Rien ne presse : « Boire l'eau du robinet » vous attend" in camille.sees

    await camille.presses("Annuler")
    await camille.presses("C'est fait")
    await town.goes_to("2026-05-14", "09:01")
    await camille.presses("Pas cette fois")
    assert "Le chemin parcouru reste entier : Boire l'eau du robinet (1 fois)" in camille.sees


async def test_two_reminders_at_one_hour_are_one_message(town: Town, camille: Person) -> None:
    for action in ("eau-du-robinet", "fermer-robinet"):
        await camille.says(f"/start a_{action}")
        await camille.presses("Je m'engage")
        await camille.presses("Chaque soir")
    before = len(camille.messages)
    await town.goes_to("2026-05-12", "18:31")

    assert len(camille.messages) == before + 1
    assert camille.screen.rows == (
        ("C'est fait 1", "Pas cette fois 1", "Plus tard 1"),
        ("C'est fait 2", "Pas cette fois 2", "Plus tard 2"),
    )


async def test_a_pledge_comes_to_its_end_and_may_go_on(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await town.goes_to("2026-05-12", "18:31")
    await camille.presses("C'est fait")
    await town.goes_to("2026-06-10", "20:00")
    assert "arrive à son terme : 1 fois" in camille.screen.text
    assert "continuer quatre semaines de plus" in camille.screen.text

    await camille.presses("Continuer quatre semaines")

    assert "jusqu'au 7 juillet" in camille.sees


async def test_a_monthly_pledge_goes_on_for_months_and_a_weekly_one_for_weeks(
    town: Town, camille: Person
) -> None:
    await take(camille, "payer-en-doume", "Une fois par mois, le matin")
    for month in range(5, 11):
        await town.goes_to(f"2026-{month:02}-14", "12:00")
        await camille.presses("Pas cette fois")
    await town.goes_to("2026-11-20", "20:00")
    assert "Vous pouvez vous donner six mois de plus" in camille.screen.text
    assert "0 fois" not in camille.screen.text

    await camille.presses("Continuer six mois")

    assert "chaque mois à 9 h, jusqu'au 20 mai." in camille.sees
    assert "Prochain rappel : dimanche 13 décembre, à 9 h." in camille.sees


async def test_four_pledges_are_one_too_many(camille: Person) -> None:
    actions = ("eau-du-robinet", "fermer-robinet", "stop-pub", "fruits-legumes-de-saison")
    for action in actions:
        await camille.says(f"/start a_{action}")
        await camille.presses("Je m'engage")
        await camille.presses("Sans rappel")

    assert "déjà trois engagements" in camille.sees


async def test_undo_right_after_the_pledge(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")

    await camille.presses("Annuler")

    assert "n'est plus dans vos engagements" in camille.sees
    await town.goes_to("2026-05-14", "12:00")
    assert not await pledges.active(town.colibris.services.db, camille.id)
    assert not any("Est-ce fait" in m.text for m in camille.messages)


async def test_something_done_once_is_kept_and_can_be_taken_back(
    town: Town, camille: Person
) -> None:
    await take(camille, "stop-pub", "Demain matin")
    assert "boîte aux lettres, le 13 mai" in camille.sees
    await town.goes_to("2026-05-13", "09:01")
    await camille.presses("C'est fait")

    assert not await pledges.active(town.colibris.services.db, camille.id)
    await camille.says("/engagements")
    assert "Déjà sur le chemin" in camille.sees
    await camille.presses("Annuler")
    assert len(await pledges.active(town.colibris.services.db, camille.id)) == 1


async def test_a_pledge_that_came_to_its_end_is_kept(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await town.goes_to("2026-05-12", "18:31")
    await camille.presses("C'est fait")
    await town.goes_to("2026-06-10", "20:00")

    await camille.presses("C'est bien ainsi")

    assert "désormais sur votre chemin : 1 fois" in camille.sees
    (kept,) = await pledges.history(town.colibris.services.db, camille.id, limit=5)
    assert kept.state == "kept"
