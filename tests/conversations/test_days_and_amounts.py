"""« C'était hier », how much it was, and a warm word on return."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import check_ins, pledges
from tests.conversations.conftest import take

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


async def done_days(town: Town, person: Person) -> list[str]:
    db = town.colibris.services.db
    running = await pledges.active(db, person.id)
    return [
        check.occurrence
        for pledge in running
        for check in await check_ins.of(db, pledge.id)
        if check.outcome == "done"
    ]


@pytest.mark.parametrize(
    "words", ["c'était hier", "C'était hier.", "en fait je l'ai fait hier soir", "2"]
)
async def test_it_was_yesterday_moves_the_check_in(
    town: Town, camille: Person, words: str
) -> None:
    await take(camille, "fermer-robinet", "Chaque soir")
    await take(camille, "eteindre-veilles-nuit", "Chaque soir")
    await town.goes_to("2026-05-14", "12:00")
    await camille.says("/engagements")
    await camille.presses(next(n for n in camille.buttons if n.startswith("2. ")))
    await camille.presses("C'est fait aujourd'hui")
    assert await done_days(town, camille) == ["2026-05-14"]
    if words == "2":
        await camille.presses("C'était hier")
    else:
        await camille.says(words)

    assert "C'est noté pour hier" in camille.sees
    assert await done_days(town, camille) == ["2026-05-13"]
    await camille.presses("Annuler")
    assert await done_days(town, camille) == []


async def test_yesterday_without_a_pledge_in_view_asks_which_one(
    town: Town, camille: Person
) -> None:
    await take(camille, "fermer-robinet", "Sans rappel")
    await take(camille, "eteindre-veilles-nuit", "Sans rappel")
    await camille.says("/aide")
    await camille.says("je l'ai fait hier")
    assert "pour quel engagement" in camille.sees
    await camille.says("1")

    assert await done_days(town, camille) == ["2026-05-11"]


async def test_yesterday_without_any_pledge_is_a_question_like_others(camille: Person) -> None:
    await camille.says("c'était hier")

    assert "C'est noté" not in camille.sees


async def test_moving_twice_or_to_a_strange_day_changes_nothing_more(
    town: Town, camille: Person
) -> None:
    await take(camille, "eteindre-veilles-nuit", "Sans rappel")
    (pledge,) = await pledges.active(town.colibris.services.db, camille.id)
    await camille.presses_data(f"done:{pledge.id}:2026-05-12")
    for _ in range(2):
        await camille.presses_data(f"dm:{pledge.id}:2026-05-12:2026-05-11")
    for strange in ("2027-01-01", "1999-01-01", "x", ""):
        await camille.presses_data(f"dm:{pledge.id}:2026-05-11:{strange}")

    assert await done_days(town, camille) == ["2026-05-11"]


async def amount(town: Town, person: Person) -> float | None:
    db = town.colibris.services.db
    (pledge,) = await pledges.active(db, person.id)
    (check,) = await check_ins.of(db, pledge.id)
    return check.quantity


async def test_how_far_it_was_is_pressed_or_typed_and_kept_once(
    town: Town, camille: Person
) -> None:
    await take(camille, "velo-trajet-court", "Le samedi matin")
    await town.goes_to("2026-05-16", "09:01")
    await camille.presses("C'est fait")
    assert "Combien de kilomètres" in camille.sees
    await camille.presses("5 km")
    assert "5 km" in camille.sees
    assert await amount(town, camille) == 5

    # The same answer again does not take the amount away, and a number is an amount.
    (pledge,) = await pledges.active(town.colibris.services.db, camille.id)
    await camille.presses_data(f"done:{pledge.id}:2026-05-16")
    assert await amount(town, camille) == 5
    await camille.says("12,5 km")
    assert "12,5 km" in camille.sees
    assert await amount(town, camille) == 12.5
    await camille.presses_data(f"done:{pledge.id}:2026-05-16")
    await camille.says("2")
    assert await amount(town, camille) == 2

    for hostile in ("-3", "999999", "1e9", "0"):
        await camille.presses_data(f"dq:{pledge.id}:2026-05-16:{hostile}")
    assert await amount(town, camille) == 2


async def test_a_question_instead_of_an_amount_is_answered(camille: Person) -> None:
    await take(camille, "velo-trajet-court", "Sans rappel")
    await camille.says("/engagements")
    await camille.presses(next(n for n in camille.buttons if n.startswith("1. ")))
    await camille.presses("C'est fait aujourd'hui")
    await camille.says("c koi l objectif 3")

    assert "Protéger et partager l'eau" in camille.sees


async def test_the_first_the_fourth_and_the_twelfth_time_have_a_word_of_their_own(
    town: Town, camille: Person
) -> None:
    words = ("premier caillou", "le chemin se dessine", "une belle habitude", "plaisir de vous")
    await take(camille, "eteindre-veilles-nuit", "Sans rappel")
    (pledge,) = await pledges.active(town.colibris.services.db, camille.id)
    said: list[tuple[int, str]] = []
    for times in range(1, 14):
        day = f"2026-05-{11 + times}"
        await town.goes_to(day, "12:00")
        for _ in range(2):  # the second press changes nothing and says no warm word again
            await camille.presses_data(f"done:{pledge.id}:{day}")
            said += [(times, word) for word in words if word in camille.sees]

    assert said == [(1, words[0]), (4, words[1]), (12, words[2])]


async def test_coming_back_after_an_absence_is_a_pleasure(town: Town, camille: Person) -> None:
    await take(camille, "eteindre-veilles-nuit", "Sans rappel")
    (pledge,) = await pledges.active(town.colibris.services.db, camille.id)
    await camille.presses_data(f"done:{pledge.id}:2026-05-12")
    await town.goes_to("2026-06-30", "12:00")
    await camille.presses_data(f"done:{pledge.id}:2026-06-30")

    assert "plaisir de vous retrouver" in camille.sees
    assert "Votre chemin est resté entier" in camille.sees
