"""Rows 32 to 42: being reminded as one likes, being left in peace, stopping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import people, pledges
from tests.browser.scenes import scene

if TYPE_CHECKING:
    from tests.browser.hands import Hands


async def takes(her: Hands, action: str, when: str) -> None:
    """Pledge an action from its link, at a moment of the buttons or in words."""
    await her.says(f"/start a_{action}")
    await her.presses("Je m'engage")
    if when in her.buttons:
        await her.presses(when)
    else:
        await her.presses("Un autre moment")
        await her.says(when)


async def asked(her: Hands) -> int:
    """How many reminders she has received so far; what was pressed on is another screen now."""
    sql = "SELECT count(*) FROM outbox WHERE person_id = $1 AND kind = $2 AND status = 'sent'"
    return int(await her.town.colibris.services.db.value(sql, her.person.id, "reminder"))


@scene(33, 34, 35, 36)
async def answers_her_reminders(her: Hands) -> None:
    # An hour in the quiet time that she chose herself is kept.
    await takes(her, "eau-du-robinet", "chaque jour à 7 h 30")
    await her.goes_to("2026-05-13", "07:31")
    assert "Est-ce fait ?" in her.sees
    her.shows(36)
    await her.presses("Plus tard")
    assert list(her.buttons)[:2] == ["Dans une heure", "Ce soir"]
    await her.presses("Dans une heure")
    assert "je repasse aujourd'hui, à 8 h 3" in her.sees
    await her.moves_clock("hour")
    assert await asked(her) == 2
    await her.presses("Pas cette fois")
    assert "Rien ne presse" in her.sees
    her.shows(34)

    # What is done or in pause is not recalled.
    await her.goes_to("2026-05-14", "07:00")
    await her.chooses("/engagements")
    await her.presses_like("1. ")
    await her.presses("C'est fait aujourd'hui")
    await her.goes_to("2026-05-14", "12:00")
    await her.says("/engagements")
    await her.presses_like("1. ")
    await her.presses("Mettre en pause")
    await her.goes_to("2026-05-15", "12:00")
    assert await asked(her) == 2
    her.shows(33)

    # What she answers after midnight counts for the day of the reminder.
    await her.presses("Reprendre")
    await her.says("/rappels")
    await her.presses("Boire l'eau du robinet")
    await her.presses("Chaque soir")
    await her.goes_to("2026-05-16", "00:20")
    await her.presses("C'est fait")
    assert "C'est noté pour hier" in her.sees
    her.shows(35)


@scene(38, 39)
async def goes_away_and_asks_for_little(her: Hands) -> None:
    await takes(her, "eau-du-robinet", "Chaque soir")
    await her.says("je pars jusqu'au 17 mai")
    assert "Pause entendue" in her.sees
    await her.goes_to("2026-05-18", "12:00")
    assert await asked(her) == 0
    await her.goes_to("2026-05-18", "18:31")
    assert await asked(her) == 1
    await her.says("/rappels")
    await her.presses("Pause d'une semaine")
    assert "Pause entendue" in her.sees
    await her.presses("Reprendre les rappels")
    assert "Les rappels reprennent" in her.sees
    her.shows(38)

    await her.says("/rappels")
    await her.presses("Recevoir le mot de la semaine")
    assert "trois messages par semaine au plus" in her.sees
    await her.presses("Plus de mot de la semaine")
    await her.says("/annonces")
    await her.presses_like("⬜")
    assert any(label.startswith("✅") for label in her.buttons)
    her.shows(39)


@scene(40)
async def lets_them_go_by_and_comes_back_in_one_tap(her: Hands) -> None:
    await takes(her, "eau-du-robinet", "le soir jusqu'au 31 décembre")
    await her.goes_to("2026-05-21", "18:31")
    assert await asked(her) == 4
    assert "une fois par semaine seulement" in her.sees
    await her.presses("Reprendre mon rythme")
    assert "chaque jour à 18 h 30" in her.sees
    await her.goes_to("2026-12-20", "12:00")
    assert "Je me tais ?" in her.person.screen.text
    assert await asked(her) == 13  # in seven months
    await her.presses("Oui, sans rappel")
    await her.goes_to("2026-12-28", "12:00")
    assert await asked(her) == 13
    her.shows(40)


@scene(42)
async def stops_everything_and_keeps_what_there_is(her: Hands) -> None:
    await takes(her, "eau-du-robinet", "Chaque soir")
    await her.chooses("/stop")
    assert "plus aucun rappel" in her.sees
    assert "Votre engagement reste noté" in her.sees
    assert "/donnees" in her.sees
    await her.presses("Trop de messages")
    assert "Merci de me l'avoir dit" in her.sees
    await her.goes_to("2026-05-14", "12:00")
    assert await asked(her) == 0
    db = her.town.colibris.services.db
    assert len(await pledges.active(db, her.person.id)) == 1
    await her.presses("Reprendre les rappels")
    known = await people.find(db, her.person.id)
    assert known is not None
    assert known.stopped_at is None
    her.shows(42)
