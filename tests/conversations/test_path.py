"""The path as a picture in the chat, with the same facts under it (row 45)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from storage import people, pledges, profiles
from tests.conversations.conftest import take

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


def newest_picture(town: Town, person: Person) -> Image.Image:
    message = next(iter(town.world.chats[person.chat_id].newest(from_bot=True)))
    size = message.media["photo"][-1]
    file = town.world.files.get(size["file_id"])
    assert file is not None
    return Image.open(io.BytesIO(file.content))


async def many_take_part(town: Town, count: int, commune: str | None = None) -> None:
    db = town.colibris.services.db
    for person_id in range(5001, 5001 + count):
        await people.arrive(db, person_id, language="fr", now=town.now)
        if commune is not None:
            await profiles.learn(db, person_id, "commune", commune, now=town.now)
        await pledges.take(
            db,
            person_id,
            "eau-du-robinet",
            objective=3,
            rhythm={},
            people_count=1,
            update_id=1,
            now=town.now,
        )


async def test_my_path_is_a_picture_that_says_what_its_words_say(
    town: Town, camille: Person
) -> None:
    await camille.says("/progression")
    assert camille.screen.kind == "photo"
    assert newest_picture(town, camille).size == (1080, 1350)
    assert "Le chemin commence au premier caillou" in camille.sees

    await take(camille, "eau-du-robinet", "Chaque soir")
    await town.goes_to("2026-05-12", "18:31")
    await camille.presses("C'est fait")
    await camille.presses("Voir le chemin")

    assert camille.screen.kind == "photo"
    assert "1 caillou blanc" in camille.sees
    assert "Vers l'étoile 1 (Le local et le durable) : 1 caillou" in camille.sees
    assert "Nous sommes encore peu nombreux" in camille.sees
    assert "Le chemin de tous" not in camille.buttons


async def test_the_path_of_all_is_shown_from_five_people_on(town: Town, camille: Person) -> None:
    await many_take_part(town, 12)
    await camille.says("/progression")
    assert "Au moins 10 personnes ont pris leur part" in camille.sees

    await camille.says("le chemin de tous")

    assert camille.screen.kind == "photo"
    assert "Notre chemin, tous ensemble" in camille.sees
    assert "Au moins 10 engagements" in camille.sees
    assert "Vers l'étoile 3 (L'eau, bien commun) : 10 engagements" in camille.sees
    assert newest_picture(town, camille).size == (1080, 1350)
    await camille.presses("Mon chemin")
    assert "Le chemin commence" in camille.sees


async def test_a_button_for_all_that_came_too_early_shows_mine(camille: Person) -> None:
    await camille.says("/progression")

    for data in ("g:all", "g:", "g:zzz"):
        await camille.presses_data(data)
        assert "Mon chemin de cailloux blancs" in camille.sees


async def test_a_commune_shows_what_its_people_did(town: Town, camille: Person) -> None:
    await many_take_part(town, 12, "63113")
    db = town.colibris.services.db
    await camille.says("bonjour")
    await profiles.learn(db, camille.id, "commune", "63113", now=town.now)

    await camille.says("/progression")

    assert "Clermont-Ferrand : au moins 10 personnes, avec au moins 10 engagements" in camille.sees


async def test_a_small_commune_shows_its_community(town: Town, camille: Person) -> None:
    await many_take_part(town, 12, "63003")
    db = town.colibris.services.db
    await camille.says("bonjour")
    await profiles.learn(db, camille.id, "commune", "63002", now=town.now)

    await camille.says("/progression")

    assert "un chiffre à part viendra plus tard" in camille.sees
    assert "Communauté de communes Ambert Livradois Forez : au moins 10 personnes" in camille.sees
