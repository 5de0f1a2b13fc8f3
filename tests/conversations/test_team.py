"""The team: invited by link, listed, dismissed at once, leaving in one tap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.first_admin import first_link
from bot.menu import SHOWN, names_for
from storage import audit, desk, meta, questions, roles

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


def link_of(person: Person) -> str:
    found = re.search(r"\?start=(r_[\w-]+)", person.sees)
    assert found, person.sees
    return f"/start {found[1]}"


async def invites(helene: Person, role: str) -> str:
    await helene.says("/equipe")
    await helene.presses(f"Inviter un {role}")
    return link_of(helene)


def menu_of(town: Town, person: Person) -> list[str]:
    rows = town.world.profile.commands_for(person.id, person.id, "fr")
    return [row["command"] for row in rows]


async def test_a_link_makes_one_person_a_volunteer(
    town: Town, helene: Person, camille: Person, bruno: Person
) -> None:
    opening = await invites(helene, "bénévole")

    await camille.says(opening)
    assert "Vous êtes désormais bénévole" in camille.sees
    await bruno.says(opening)
    assert "n'ouvre plus rien" in bruno.sees

    await town.goes_to("2026-05-12", "10:05")
    await helene.gets("Camille a ouvert votre invitation")
    texts = town.colibris.services.texts
    theirs = [name for name in names_for({"volunteer"}) if f"menu.{name}" in texts]
    assert menu_of(town, camille) == theirs
    assert "equipe" not in theirs


async def test_whoever_has_the_role_does_not_use_the_link_up(
    helene: Person, camille: Person
) -> None:
    opening = await invites(helene, "agent")

    await helene.says(opening)
    assert "transmettez-le" in helene.sees
    await camille.says(opening)
    assert "Vous êtes désormais agent" in camille.sees


async def test_a_link_ends_after_a_week_or_when_it_is_withdrawn(
    town: Town, helene: Person, camille: Person
) -> None:
    opening = await invites(helene, "bénévole")
    await helene.says("/equipe")
    assert "1 invitation en attente" in helene.sees
    await helene.presses("Retirer l'invitation : bénévole, 12 mai 2026")
    await camille.says(opening)
    assert "n'ouvre plus rien" in camille.sees

    opening = await invites(helene, "bénévole")
    await town.goes_to("2026-05-19", "10:01")
    await camille.says(opening)
    assert "n'ouvre plus rien" in camille.sees


@pytest.mark.parametrize(
    "payload", ["r_x", "r_" + "A" * 62, "r_'; DROP TABLE roles", "r_é", "r_" + "A" * 400]
)
async def test_an_invented_link_opens_nothing(town: Town, camille: Person, payload: str) -> None:
    await camille.says(f"/start {payload}")

    assert camille.sees
    assert await roles.of(town.colibris.services.db, camille.id) == frozenset()


async def test_a_dismissed_volunteer_is_out_at_once(
    town: Town, helene: Person, ines: Person
) -> None:
    await ines.says("/demission")
    old_screen = ines.screen
    assert "demission" in menu_of(town, ines)
    await helene.says("/equipe")
    assert "Inès (bénévole)" in helene.sees
    await helene.presses("Inès")
    await helene.presses("Retirer le rôle : bénévole")
    assert "Inès n'est plus bénévole" in helene.sees

    await ines.presses_data("eqz:0", message_id=old_screen.id)
    assert "Ce bouton date un peu" in ines.sees
    await ines.says("/demission")
    assert "Je ne connais pas cette commande" in ines.sees
    assert menu_of(town, ines) == list(SHOWN)
    await town.goes_to("2026-05-12", "10:05")
    assert any("a pris fin. Merci" in message.text for message in ines.messages)


async def test_the_team_and_its_buttons_are_closed_to_everybody_else(
    town: Town, sophie: Person, helene: Person
) -> None:
    await helene.says("/equipe")
    await sophie.says("/equipe")
    assert "Je ne connais pas cette commande" in sophie.sees
    for data in ("eq", "eql", "eqi:administrator", f"eqm:{helene.id}", "eqr:1005:administrator"):
        await sophie.presses_data(data)
        assert "Ce bouton date un peu" in sophie.screen.text

    assert await roles.holders(town.colibris.services.db, "administrator") == [helene.id]


async def test_leaving_takes_one_tap_and_hands_the_work_over(
    town: Town, sophie: Person, helene: Person, camille: Person
) -> None:
    db = town.colibris.services.db
    await helene.says("bonjour")
    await sophie.says("bonjour")
    await camille.says("bonjour")
    number = await questions.hand_over(db, camille.id, "Où trier ?", None, now=town.now)
    await desk.take(db, [number], by=sophie.id, until=town.now + 3600, now=town.now)

    await sophie.says("/demission")
    assert "En main : 1 question" in sophie.sees
    await sophie.presses("Quitter, et confier mon travail à Hélène")

    assert "Ce qui était en main passe à Hélène : 1 question" in sophie.sees
    assert await roles.of(db, sophie.id) == frozenset()
    found = await questions.find(db, number)
    assert found is not None
    assert found.taken_by == helene.id
    await town.goes_to("2026-05-12", "10:05")
    await helene.gets("Sophie a quitté l'équipe et vous confie : 1 question")


async def test_the_last_administrator_cannot_vanish_unnoticed(
    town: Town, helene: Person, sophie: Person
) -> None:
    await sophie.says("bonjour")
    await helene.says("/equipe")
    assert "Vous êtes seul à administrer" in helene.sees
    await helene.presses("Hélène, c'est vous")
    await helene.presses("Retirer le rôle : administrateur")
    assert "Invitez d'abord quelqu'un" in helene.sees

    await helene.says("/demission")
    assert "dernière personne à administrer" in helene.sees
    await helene.presses("Quitter l'équipe")

    await town.goes_to("2026-05-12", "10:05")
    await sophie.gets("Plus personne n'administre ce service")
    lines = await audit.latest(town.colibris.services.db, 5)
    assert [line.act for line in lines[:2]] == ["alone", "resign"]


@pytest.mark.parametrize("way", ["erases", "blocks"])
async def test_nor_by_erasing_everything_nor_by_blocking(
    town: Town, helene: Person, sophie: Person, way: str
) -> None:
    await sophie.says("bonjour")
    await helene.says("bonjour")
    if way == "erases":
        await helene.says("/donnees")
        await helene.presses("Supprimer mes données")
        await helene.presses("Oui, tout supprimer")
    else:
        await helene.blocks()

    await town.goes_to("2026-05-12", "10:05")
    await sophie.gets("Plus personne n'administre ce service")


async def test_the_journal_tells_who_did_what(helene: Person, camille: Person) -> None:
    opening = await invites(helene, "bénévole")
    await camille.says(opening)
    await helene.says("/equipe")
    await helene.presses("Journal")

    assert "Hélène a donné à Camille le rôle : bénévole" in helene.sees
    assert "Hélène a fait une invitation : bénévole" in helene.sees
    assert "le service a donné à Hélène le rôle : administrateur" in helene.sees


async def test_the_first_start_prints_a_link_that_makes_its_opener_administrator(
    town: Town, camille: Person, bruno: Person
) -> None:
    services = town.colibris.services
    assert await first_link(services, "colibris63_bot") is None  # Hélène is to come
    for person_id, role in services.appointed.items():
        await meta.put(services.db, f"appointed:{role}:{person_id}", "1")

    link = await first_link(services, "colibris63_bot")
    assert link is not None
    payload = link.partition("?start=")[2]
    await camille.says(f"/start {payload}")
    await bruno.says(f"/start {payload}")

    assert "Vous êtes désormais administrateur" in camille.sees
    assert "n'ouvre plus rien" in bruno.sees
    assert await first_link(services, "colibris63_bot") is None
