"""What people tell of their life, by taps spread over time (rows 13, 14, 16, 17 and 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import action_answers, conversations, profiles

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


async def commune_of(town: Town, person: Person) -> str | None:
    return (await profiles.of(town.colibris.services.db, person.id)).commune


async def test_a_postal_code_of_many_communes_lets_the_person_choose(
    town: Town, camille: Person
) -> None:
    await camille.says("/profil")
    await camille.presses("Commune")
    assert "code postal" in camille.sees
    await camille.says("63340")
    assert "Laquelle est la vôtre" in camille.sees
    assert len(camille.buttons) == 20
    await camille.says("Villeneuve")

    assert await commune_of(town, camille) == "63458"
    assert "Villeneuve" in camille.sees


async def test_a_name_with_a_slip_or_a_former_name_is_enough(town: Town, camille: Person) -> None:
    for words, insee in (("Amber", "63003"), ("j'habite à Mezel", "63226")):
        await camille.says("/profil")
        if "Commune" not in camille.buttons:
            await camille.presses("Effacer : Vous vivez ici : Ambert")
            await camille.says("/profil")
        await camille.says("commune")
        await camille.says(words)
        assert await commune_of(town, camille) == insee


async def test_nonsense_is_asked_again_and_a_question_answered(
    town: Town, camille: Person
) -> None:
    await camille.says("/profil")
    await camille.presses("Commune")
    await camille.says("zzzzzz")
    assert "Je ne trouve pas cette commune" in camille.sees
    await camille.says("c'est quoi l'objectif 6 ?")
    assert "objectif 6" in camille.sees
    await camille.says("/profil")
    await camille.presses("Commune")
    await camille.says("annuler")
    assert await commune_of(town, camille) is None


async def test_a_location_is_forgotten_and_the_commune_is_asked_for(
    town: Town, camille: Person
) -> None:
    await camille.attaches("location")
    assert "j'oublie aussitôt votre position" in camille.sees
    assert "Clermont-Ferrand" in camille.buttons
    await camille.says("Thiers")

    assert await commune_of(town, camille) == "63430"
    kept = await conversations.get(town.colibris.services.db, camille.id, now=town.now)
    assert "45." not in str(kept)


async def test_a_location_gives_the_commune_in_one_tap(town: Town, camille: Person) -> None:
    await camille.attaches("location")
    await camille.presses("Clermont-Ferrand")
    assert "C'est noté : Clermont-Ferrand" in camille.sees
    assert await commune_of(town, camille) == "63113"


async def test_time_and_money_are_asked_in_their_turn(town: Town, camille: Person) -> None:
    await camille.says("/profil")
    await camille.presses("Temps")
    await camille.presses("Cinq minutes")
    await camille.says("/profil")
    await camille.says("budget")
    await camille.says("oui, rien à payer")
    known = await profiles.of(town.colibris.services.db, camille.id)
    assert (known.time_budget, known.budget) == ("5min", "free")

    await camille.says("/agir")
    assert "ne coûte rien" in camille.sees
    await camille.says("/profil")
    assert "Vous avez cinq minutes" in camille.sees


async def test_a_question_that_was_passed_gives_way_to_the_next(
    town: Town, camille: Person
) -> None:
    await camille.says("bonjour")
    await camille.says("/agir")
    assert "Avez-vous un jardin ?" in camille.sees
    await camille.presses("Passer")
    await town.goes_to("2026-05-13", "10:00")
    await camille.says("/agir")
    assert "Dans quelle commune" in camille.sees
    await camille.says("Issoire")

    assert await commune_of(town, camille) == "63178"


async def test_an_idea_says_why_and_is_corrected_on_the_spot(town: Town, camille: Person) -> None:
    db = town.colibris.services.db
    await camille.says("bonjour")
    await profiles.learn(db, camille.id, "bike", value=True, now=town.now)
    await camille.says("/objectifs")
    await camille.presses("6")
    await camille.presses("Que puis-je faire ?")
    for _ in range(4):  # which ideas come first is left to chance
        if "parce que vous avez un vélo" in camille.sees:
            break
        await camille.presses("Autre")
    assert "parce que vous avez un vélo" in camille.sees

    await camille.says("ce n'est plus vrai")

    assert "C'est oublié" in camille.sees
    assert (await profiles.of(db, camille.id)).bike is None


async def test_a_refusal_returns_when_the_life_it_rests_on_changes(
    town: Town, camille: Person
) -> None:
    async def offered(person: Person) -> bool:
        await person.says("/start o_6")
        await person.presses("Que puis-je faire ?")
        return "vélo" in person.sees

    db = town.colibris.services.db
    await camille.says("bonjour")
    await profiles.learn(db, camille.id, "bike", value=True, now=town.now)
    refused = [a.id for a in town.colibris.services.content.actions.values() if a.objective == 6]
    for action_id in refused:
        await action_answers.record(db, camille.id, action_id, "refused", now=town.now)
    assert not await offered(camille)

    await town.goes_to("2026-05-14", "10:00")
    await profiles.learn(db, camille.id, "bike", value=False, now=town.now)
    await profiles.learn(db, camille.id, "bike", value=True, now=town.now)
    assert await offered(camille)
