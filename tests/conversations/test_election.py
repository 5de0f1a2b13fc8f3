"""Before an election: promotion, results and the Département's part wait, all else goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import audit
from tests.conversations.conftest import take
from tests.conversations.test_nudges import word_wanted, words
from tests.conversations.test_path import many_take_part

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town

DATES = "du 1er mai 2026 au 30 juin 2026"
HELD = "nous sommes en période électorale, jusqu'au 30/06/2026 inclus"


async def election_is_near(sophie: Person) -> None:
    """Staff set the dates, by typing."""
    await sophie.says("/statut")
    await sophie.presses("Dates de la période électorale")
    await sophie.says(DATES)
    assert "Période électorale jusqu'au 30/06/2026" in sophie.sees


async def test_staff_set_and_end_the_time_before_an_election(town: Town, sophie: Person) -> None:
    await sophie.says("/statut")
    assert "Période électorale jusqu'au" not in sophie.sees
    await sophie.presses("Dates de la période électorale")
    assert "du 01/09/2027 au 31/03/2028" in sophie.sees
    for nonsense in ("zorglub", "du 30 juin 2026 au 1er mai 2026", "1er mai 2026"):
        await sophie.says(nonsense)
        assert "Je n'ai pas lu deux dates" in sophie.sees
    for _ in range(2):
        await election_is_near(sophie)
    acts = [line.act for line in await audit.latest(town.colibris.services.db, 9)]
    assert acts.count("service") == 1

    await sophie.says("/stats")
    assert "Période électorale jusqu'au 30/06/2026" in sophie.sees  # a banner, at each command
    await sophie.says("/statut")
    await sophie.presses("Dates de la période électorale")
    await sophie.presses("Pas de période électorale")
    await sophie.says("/stats")
    assert "Période électorale" not in sophie.sees


async def test_the_part_of_the_departement_waits_with_a_kind_sentence(
    camille: Person, sophie: Person
) -> None:
    await camille.says("c'est quoi l'objectif 3 ?")
    await camille.presses("La part du Département")
    theirs = camille.sees.split("La part du Département")[1]
    assert HELD not in camille.sees.lower()
    await election_is_near(sophie)
    for start in ("c'est quoi l'objectif 3 ?", "what is objective 3 about?"):
        await camille.says(start)
        assert "3" in camille.sees
        await camille.presses_data("td:objectif-3")
        assert theirs not in camille.sees
        assert "30/06/2026" in camille.sees
    assert "An election is near" in camille.sees


async def test_results_wait_and_ones_own_path_goes_on(
    town: Town, camille: Person, sophie: Person
) -> None:
    await many_take_part(town, 6, "63113")
    await camille.says("/profil")
    await camille.presses("Commune")
    await camille.says("Clermont-Ferrand")
    await take(camille, "douche-plus-courte", "Chaque soir")
    await town.goes_to("2026-05-12", "18:31")
    await camille.presses("C'est fait")
    await camille.says("/progression")
    assert "Effet estimé" in camille.sees
    assert "Le chemin de tous" in camille.buttons
    assert "Clermont-Ferrand" in camille.sees

    await election_is_near(sophie)
    await camille.says("/progression")
    assert "1 caillou blanc" in camille.sees
    assert HELD in camille.sees.lower()
    for hidden in ("Effet estimé", "Clermont-Ferrand", "personnes", "pris part"):
        assert hidden not in camille.sees, hidden
    assert "Le chemin de tous" not in camille.buttons
    await camille.presses_data("g:all")  # an old button
    assert "Mon chemin" in camille.sees
    await camille.presses_data("gi")
    assert HELD in camille.sees.lower()
    assert "litres" not in camille.sees

    await camille.says("/engagements")
    assert "douche" in camille.sees.lower()
    await town.goes_to("2026-05-13", "18:31")
    assert "Est-ce fait" in camille.sees


async def test_the_word_of_the_week_waits_and_comes_again(
    town: Town, camille: Person, sophie: Person
) -> None:
    await many_take_part(town, 6)
    await election_is_near(sophie)
    await word_wanted(camille)
    assert HELD in camille.sees.lower()
    await town.goes_to("2026-05-13", "12:05")
    assert words(camille) == 0
    await town.goes_to("2026-07-01", "12:05")  # a Wednesday
    assert words(camille) == 1


async def test_safety_and_questions_go_on(camille: Person, sophie: Person) -> None:
    await election_is_near(sophie)
    await camille.says("mon voisin frappe sa femme")
    assert "17" in camille.sees
    await camille.says("quel est le prix du pain à Tokyo ?")
    await camille.presses("Je la transmets")
    await sophie.says("/questions")
    assert "Tokyo" in sophie.sees


async def test_nobody_but_staff_sets_the_dates(town: Town, camille: Person, ines: Person) -> None:
    for person in (camille, ines):
        await person.says("bonjour")
        for data in ("sv:reserve", "sv:no_reserve"):
            await person.presses_data(data)
            await person.says(DATES)
    found = await town.colibris.services.db.all("SELECT * FROM meta WHERE key = 'service'")
    assert found == []
