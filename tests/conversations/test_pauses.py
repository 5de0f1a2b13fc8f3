"""Going away, coming back, and stopping, in words of one's own (rows 38 and 42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import people, pledges
from tests.conversations.conftest import take

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


def asked(person: Person) -> int:
    return sum("Est-ce fait" in message.text for message in person.messages)


async def test_a_pause_in_free_french_ends_by_itself_without_a_flood(
    town: Town, camille: Person
) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("je pars jusqu'au 17 mai")
    assert "Pause entendue" in camille.sees
    assert "dimanche 17 mai" in camille.sees

    await town.goes_to("2026-05-18", "18:00")
    assert asked(camille) == 0
    await town.goes_to("2026-05-18", "18:31")
    assert asked(camille) == 1


async def test_a_pause_that_begins_later(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("je ne suis pas là du 14 au 20 mai")
    assert "à partir de jeudi 14 mai, jusqu'à mercredi 20 mai compris" in camille.sees

    await town.goes_to("2026-05-13", "18:31")
    assert asked(camille) == 2
    await town.goes_to("2026-05-20", "23:00")
    assert asked(camille) == 2
    await town.goes_to("2026-05-21", "18:31")
    assert asked(camille) == 3


async def test_what_was_paused_by_hand_stays_paused(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("/engagements")
    await camille.presses("1. Boire l'eau du robinet")
    await camille.presses("Mettre en pause")
    await camille.says("pas avant jeudi")
    assert "Pause entendue" in camille.sees

    await town.goes_to("2026-05-20", "12:00")
    assert asked(camille) == 0
    (pledge,) = await pledges.active(town.colibris.services.db, camille.id)
    assert pledge.state == "paused"


async def test_a_date_is_asked_for_and_asked_again(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("/rappels")
    await camille.says("pause jusqu'à une date")
    await camille.says("euh")
    assert "pas bien compris la date" in camille.sees
    await camille.says("le 20 mai")

    assert "mercredi 20 mai" in camille.sees
    await town.goes_to("2026-05-20", "20:00")
    assert asked(camille) == 0


async def test_the_reminders_say_whether_a_pause_goes_on_or_is_to_come(
    town: Town, camille: Person
) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("pas avant demain")
    await camille.says("/rappels")
    assert "Les rappels sont en pause. Ils reprennent demain." in camille.sees
    assert "Boire l'eau du robinet : à la reprise" in camille.sees
    await camille.presses("Reprendre les rappels")

    await camille.says("je ne suis pas là du 14 au 20 mai")
    await camille.says("/rappels")
    assert "Une pause est prévue à partir de jeudi 14 mai" in camille.sees
    assert "Boire l'eau du robinet : aujourd'hui, à 18 h 30" in camille.sees
    await camille.presses("Annuler cette pause")
    await camille.says("/rappels")
    assert "pause est prévue" not in camille.sees
    await town.goes_to("2026-05-15", "12:00")
    assert asked(camille) == 3


STOPS = (
    "stop svp",
    "Arrêtez de m'écrire !!",
    "arrêter les messages",
    "je veux plus recevoir de messages",
    "j'en ai marre de vos messages",
    "me désinscrire s'il vous plaît",
    "lâchez-moi",
    "ça suffit",
    "plus de notifications merci",
    "ne m'envoyez plus rien",
    "Foutez-moi la paix",
)


@pytest.mark.parametrize("words", STOPS)
async def test_more_ways_of_saying_stop(town: Town, camille: Person, words: str) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")

    await camille.says(words)

    assert "plus aucun rappel" in camille.sees
    assert "Votre engagement reste noté" in camille.sees
    person = await people.find(town.colibris.services.db, camille.id)
    assert person is not None
    assert person.stopped_at is not None


@pytest.mark.parametrize(
    "words", ["stop pub", "arrêter de chauffer", "comment arrêter la voiture", "plus de vélo"]
)
async def test_other_matters_do_not_stop_anything(town: Town, camille: Person, words: str) -> None:
    await camille.says(words)

    person = await people.find(town.colibris.services.db, camille.id)
    assert person is not None
    assert person.stopped_at is None


async def test_why_one_stops_is_optional_and_typed_as_well(town: Town, camille: Person) -> None:
    await camille.says("stop")
    await camille.says("trop de messages")

    assert "Merci de me l'avoir dit" in camille.sees
    db = town.colibris.services.db
    assert await db.value("SELECT stop_reason FROM people WHERE id = $1", camille.id) == "trop"
    await camille.presses("Reprendre les rappels")
    assert await db.value("SELECT stop_reason FROM people WHERE id = $1", camille.id) is None
