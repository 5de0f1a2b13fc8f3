"""At a stand: three taps for a person without Telegram, and nothing counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rules.codes import show_code
from storage import cards, entries, events
from tests.conversations.conftest import take
from tests.conversations.fair import (
    FRUIT,
    REFUSED,
    SHOWER,
    makes_cards,
    opens_fair,
    registers,
    stand,
    stands_at,
    tally,
)

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


async def test_the_charter_is_read_once(town: Town, sophie: Person, ines: Person) -> None:
    await opens_fair(town, sophie)
    await ines.says("/inscrire")
    assert "La charte du bénévole" in ines.sees
    assert "10. Devant une détresse" in ines.sees
    await ines.presses("J'ai lu, je commence")
    assert "À lire à voix haute" in ines.sees
    await ines.says("/inscrire")
    assert "charte du bénévole" not in ines.sees


async def test_three_taps_note_a_pledge_and_hand_out_the_next_card(
    town: Town, sophie: Person, ines: Person
) -> None:
    event, printed = await stand(town, sophie, ines)
    await registers(ines)
    assert "C'est noté" in ines.sees
    assert show_code(printed[0].code) in ines.sees
    await ines.presses("D'accord, le même encore")
    assert show_code(printed[1].code) in ines.sees
    again = ines.screen.id

    await ines.presses("D'accord, une autre action")
    await ines.presses(SHOWER)
    await ines.presses("Plusieurs personnes")
    for words in ("abc", "beaucoup", "merci", "61", "0"):
        await ines.says(words)
        assert "Écrivez un nombre de 1 à" in ines.sees
    await ines.says("c'est quoi l'objectif 3 ?")  # a question meanwhile gets its answer
    assert "Protéger et partager l'eau" in ines.sees
    await ines.says("/inscrire")
    await ines.says("12")
    assert "12 personnes" in ines.sees
    counted = await events.tally(town.colibris.services.db, event.id)
    assert (counted.pledges, counted.people) == (3, 14)
    assert again


async def test_the_same_press_twice_is_one_person(
    town: Town, sophie: Person, ines: Person
) -> None:
    event, _ = await stand(town, sophie, ines)
    await ines.presses("La personne est d'accord")
    await ines.presses(FRUIT)
    data = town.world.chats[ines.id].newest(from_bot=True)
    message = next(m for m in data if m.rows)
    press = message.rows[0][0]["callback_data"]
    await ines.presses_data(press, message_id=message.id)
    await ines.presses_data(press, message_id=message.id)
    assert "C'était déjà noté" in ines.sees
    assert await tally(town, event) == 1


async def test_who_comes_back_goes_on_where_they_were(
    town: Town, sophie: Person, ines: Person
) -> None:
    await stand(town, sophie, ines)
    await ines.presses("La personne est d'accord")
    await ines.presses(SHOWER)
    await ines.says("c'est quoi l'objectif 3 ?")
    await ines.says("/inscrire")
    assert "Combien de fois, et combien de personnes" in ines.sees
    assert SHOWER in ines.sees


async def test_a_child_counts_alone_and_has_no_card(
    town: Town, sophie: Person, ines: Person
) -> None:
    event, printed = await stand(town, sophie, ines)
    await ines.presses("Un enfant, sans adulte")
    await ines.presses(FRUIT)
    assert "Pas de carte pour un enfant seul" in ines.sees
    await ines.presses("D'accord, le même encore")
    assert "Pas de carte pour un enfant seul" in ines.sees
    db = town.colibris.services.db
    assert await tally(town, event) == 2
    blank = await cards.of_event(db, event.id)
    assert {card.entry_id for card in blank} == {None}
    assert printed


async def test_it_is_corrected_the_same_day_by_its_own_volunteer_only(
    town: Town, sophie: Person, ines: Person, helene: Person
) -> None:
    event, printed = await stand(town, sophie, ines)
    await registers(ines)
    await ines.presses("Corriger")
    await ines.presses("Changer l'action")
    await ines.presses(SHOWER)
    await ines.presses("Changer le rythme")
    await ines.presses("Une fois")
    await ines.presses("Changer le nombre")
    await ines.presses("4")
    db = town.colibris.services.db
    (entry,) = await entries.mine(db, ines.id, since=0, limit=5)
    assert (entry.rhythm, entry.people_count) == ("once", 4)
    assert town.colibris.services.content.actions[entry.action_id].title == SHOWER

    await helene.says("/inscrire")
    await helene.presses_data(f"sq:{entry.id}:x")
    assert "ne se corrige plus" in helene.sees
    await ines.presses("Effacer cette saisie")
    assert "C'est effacé" in ines.sees
    await ines.presses_data(f"sq:{entry.id}:x")  # a second press, or the same one delivered again
    assert "Cette saisie est déjà effacée" in ines.sees
    assert await tally(town, event) == 0
    await helene.says(show_code(printed[0].code))
    assert REFUSED in helene.sees

    await ines.presses("Personne suivante")
    await registers(ines)
    await town.goes_to("2026-05-13", "09:00")
    await ines.presses("Corriger")
    assert "ne se corrige plus" in ines.sees
    assert await tally(town, event) == 1


async def test_what_somebody_took_over_at_once_is_corrected_no_more(
    town: Town, sophie: Person, ines: Person, camille: Person
) -> None:
    event, printed = await stand(town, sophie, ines)
    await registers(ines)
    await ines.presses("Corriger")
    await camille.says(show_code(printed[0].code))
    await ines.presses("Changer le nombre")
    await ines.presses("4")
    assert "déjà reprise par la personne" in ines.sees
    (entry,) = await entries.mine(town.colibris.services.db, ines.id, since=0, limit=5)
    await ines.says("/inscrire")
    await ines.presses_data(f"sq:{entry.id}:x")
    assert "déjà reprise par la personne" in ines.sees
    await ines.presses_data(f"se:{entry.id}")
    await ines.presses("Autre carte")
    await ines.says(show_code(printed[9].code))
    assert "déjà reprise par la personne" in ines.sees
    assert await tally(town, event) == 1
    blank = await cards.find_any(town.colibris.services.db, printed[9].code)
    assert blank is not None
    assert blank.entry_id is None


async def test_the_banner_of_the_event_stands_over_every_message(
    town: Town, sophie: Person, ines: Person
) -> None:
    _, printed = await stand(town, sophie, ines)
    code = show_code(printed[3].code)
    for act in (
        "La personne est d'accord", FRUIT, "Plusieurs personnes", "> cent", "> 3", "Corriger",
        "Changer l'action", SHOWER, "Changer le rythme", "Retour", "Changer le nombre", "2",
        "Autre carte", "> KTR WX2", f"> {code}", "Mes saisies du jour", "Personne suivante",
        "Ma pile de cartes", "> KTR WX2", f"> {show_code(printed[5].code)}", "Personne suivante",
        "Le compte du stand", "Personne suivante", "Un enfant, sans adulte", FRUIT, "Corriger",
        "Effacer cette saisie", "Personne suivante",
    ):  # fmt: skip
        await (ines.says(act[2:]) if act.startswith("> ") else ines.presses(act))
        assert "Marché d'Ambert, ouvert jusqu'à 18 h" in ines.sees, act
    lines = f"Carte;Action;Combien de fois;Combien\n{printed[9].code};1;;{{}}\n"
    for number in (61, 1):
        await ines.sends_file("liste.csv", lines.format(number).encode())
        assert "Marché d'Ambert, ouvert jusqu'à 18 h" in ines.sees
    await ines.presses("Prendre cette liste")
    assert "Marché d'Ambert, ouvert jusqu'à 18 h" in ines.sees

    await sophie.says("/evenement")
    await sophie.presses("Marché d'Ambert (ouvert)")
    await sophie.presses("Fermer maintenant")
    for act in ("Personne suivante", "Mes saisies du jour"):
        await ines.presses(act)
        assert "Marché d'Ambert, fermé" in ines.sees, act
    assert "Personne suivante" not in ines.buttons


async def test_the_tally_is_of_the_stand_and_never_of_fewer_than_five(
    town: Town, sophie: Person, ines: Person
) -> None:
    await stand(town, sophie, ines)
    await registers(ines)
    await ines.presses("Le compte du stand")
    assert "Moins de cinq" in ines.sees
    await ines.presses("Personne suivante")
    await registers(ines)
    for _ in range(4):
        await ines.presses("D'accord, le même encore")
    await ines.presses("Le compte du stand")
    assert "Au moins 5 engagements" in ines.sees


async def test_nothing_of_a_rehearsal_counts(
    town: Town, sophie: Person, ines: Person, camille: Person
) -> None:
    await sophie.says("/evenement")
    await sophie.presses("Nouvelle répétition")
    for words in ("Essai", "Ambert", "aujourd'hui", "18 h"):
        await sophie.says(words)
    (event,) = await events.latest(town.colibris.services.db, 1)
    printed = await makes_cards(town, event, 3)
    await stands_at(ines, show_code(printed[0].code))
    assert "rien ne compte" in ines.sees
    await registers(ines)

    await camille.says(f"/start p_{printed[0].code}")
    assert REFUSED in camille.sees
    await camille.says(f"/start e_{event.code}")
    assert "est une répétition" in camille.sees
    await take(camille, "stop-pub", "Sans rappel")
    assert await town.colibris.services.db.value("SELECT count(*) FROM event_pledges") == 0
    assert await town.colibris.services.db.value("SELECT count(*) FROM pledges") == 1
