"""The word of the week, its budget, public holidays, and the picture at the end of a challenge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import outbox, people
from tests.conversations.conftest import take
from tests.conversations.test_path import many_take_part, newest_picture

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


async def word_wanted(person: Person) -> None:
    await person.says("/rappels")
    await person.presses("Recevoir le mot de la semaine")
    assert "trois messages par semaine au plus" in person.sees


def words(person: Person) -> int:
    return sum("Le mot de la semaine" in m.text for m in person.messages)


async def test_the_word_of_the_week_comes_to_who_asked_with_the_common_figure(
    town: Town, camille: Person, bruno: Person
) -> None:
    await many_take_part(town, 6)
    await bruno.says("/aide")
    await word_wanted(camille)
    await town.goes_to("2026-05-13", "11:59")
    assert words(camille) == 0
    await town.goes_to("2026-05-13", "12:01")
    await town.goes_to("2026-05-13", "12:02")
    assert words(camille) == 1
    assert "5 personnes" in camille.screen.text
    assert words(bruno) == 0

    await camille.presses("Plus de mot de la semaine")
    await town.goes_to("2026-05-20", "12:05")
    assert words(camille) == 1


async def test_below_five_people_nothing_is_told(town: Town, camille: Person) -> None:
    await word_wanted(camille)
    await town.goes_to("2026-05-13", "12:05")

    assert words(camille) == 0


async def test_it_keeps_to_three_a_week_with_announcements_and_reminders_do_not_count(
    town: Town, camille: Person
) -> None:
    await many_take_part(town, 6)
    await take(camille, "eau-du-robinet", "Chaque matin")
    await word_wanted(camille)
    db = town.colibris.services.db
    for number in range(3):
        await outbox.put(
            db,
            key=f"announced:{number}",
            lane=2,
            person_id=camille.id,
            kind="announcement",
            payload={},
            due_at=town.now,
        )
        (entry,) = await outbox.claim(db, worker="t", now=town.now, limit=1, lease_s=9, lanes=[2])
        await outbox.finish(db, entry.id, status="sent", now=town.now)
    await town.goes_to("2026-05-13", "12:05")
    assert words(camille) == 0
    # A reminder that was chosen is never broken by the budget.
    assert any("Est-ce fait" in m.text for m in camille.messages)

    await town.goes_to("2026-05-20", "12:05")
    assert words(camille) == 1


async def test_silence_holds_the_word_back(town: Town, camille: Person) -> None:
    await many_take_part(town, 6)
    await word_wanted(camille)
    await people.pause(town.colibris.services.db, camille.id, until=town.now + 9 * 86_400)
    await town.goes_to("2026-05-13", "12:05")

    assert words(camille) == 0


async def test_no_reminder_on_public_holidays_for_who_wants_none(
    town: Town, camille: Person
) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("/rappels")
    await camille.presses("Pas de rappel les jours fériés")
    assert "je vous laisse tranquille" in camille.sees
    await town.goes_to("2026-05-13", "19:00")
    before = len(camille.messages)
    await town.goes_to("2026-05-14", "23:00")  # Ascension
    assert len(camille.messages) == before
    await town.goes_to("2026-05-15", "19:00")
    assert len(camille.messages) == before + 1


async def test_something_for_once_waits_for_the_day_after_the_holiday(
    town: Town, camille: Person
) -> None:
    await take(camille, "stop-pub", "Un autre moment")
    await camille.says("jeudi à 10 h")
    await camille.says("/rappels")
    await camille.presses("Pas de rappel les jours fériés")
    await town.goes_to("2026-05-14", "20:00")
    assert not any("Est-ce fait" in m.text for m in camille.messages)
    await town.goes_to("2026-05-15", "10:01")

    assert "Est-ce fait" in camille.sees


async def test_a_challenge_ends_with_its_picture_for_everybody(
    town: Town, camille: Person
) -> None:
    await camille.says("/progression")
    await camille.presses("Un défi à plusieurs")
    await camille.presses(next(iter(camille.buttons)))
    await take(camille, "eau-du-robinet", "Sans rappel")
    await camille.says("/engagements")
    await camille.presses(next(n for n in camille.buttons if n.startswith("1. ")))
    await camille.presses("C'est fait aujourd'hui")
    await town.goes_to("2026-06-02", "18:05")

    assert "est arrivé à son terme" in camille.sees
    assert "1 caillou" in camille.sees
    assert newest_picture(town, camille).width > 400
