"""A challenge of three weeks by link (row 49)."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import zxingcpp
from PIL import Image

from storage import challenges, people
from tests.conversations.conftest import take

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


def code_in(person: Person) -> str:
    found = re.search(r"start=d_(\w{6})", person.sees)
    assert found
    return found[1]


async def start_one(camille: Person, kind: str = "Entre proches") -> str:
    await camille.says("/progression")
    await camille.presses("Un défi à plusieurs")
    await camille.presses(kind)
    return code_in(camille)


async def test_from_the_link_to_the_end(town: Town, camille: Person, bruno: Person) -> None:
    code = await start_one(camille)
    message = next(iter(town.world.chats[camille.chat_id].newest(from_bot=True)))
    file = town.world.files.get(message.media["photo"][-1]["file_id"])
    assert file is not None
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(file.content)))
    assert read.text.endswith(f"?start=d_{code}")

    await bruno.says(f"/start d_{code}")
    assert "On vous propose" in bruno.sees
    await bruno.presses("Je participe")
    assert "vos prochains cailloux comptent" in bruno.sees
    await bruno.presses("Le chemin du défi")
    assert "à partir de cinq comptes" in bruno.sees

    db = town.colibris.services.db
    for person_id in range(5001, 5005):
        await people.arrive(db, person_id, language="fr", now=town.now)
        assert await challenges.join(db, code, person_id, 1, now=town.now)
    await take(bruno, "eau-du-robinet", "Chaque soir")
    await town.goes_to("2026-05-12", "18:31")
    await bruno.presses("C'est fait")
    await bruno.says(f"/start d_{code}")
    assert bruno.screen.kind == "photo"
    assert "5 personnes prennent part" in bruno.sees

    await town.goes_to("2026-06-02", "18:05")
    assert any("est arrivé à son terme" in m.text for m in camille.messages)
    count = sum("est arrivé à son terme" in m.text for m in bruno.messages)
    await town.goes_to("2026-06-02", "18:10")
    assert count == sum("est arrivé à son terme" in m.text for m in bruno.messages) == 1
    await camille.presses("Le chemin du défi")
    assert camille.screen.kind == "photo"
    assert "s'est terminé" in camille.sees
    await bruno.says(f"/start d_{code}")
    assert "Ce défi est terminé" in bruno.sees


async def test_a_class_takes_part_by_one_account(camille: Person) -> None:
    await start_one(camille, "Avec ma classe")
    assert "Les élèves n'ont besoin d'aucun compte" in camille.sees
    await camille.presses("Nous sommes plusieurs")
    await camille.presses("25")
    await camille.presses("Le chemin du défi")
    assert "25 personnes prennent part" in camille.sees
    await camille.presses("Quitter le défi")
    assert "Vous ne participez plus" in camille.sees


async def test_two_taps_make_one_challenge(town: Town, camille: Person) -> None:
    await camille.says("/progression")
    await camille.presses("Un défi à plusieurs")
    data = "gd:make:K7P3RX:friends"
    await camille.presses_data(data, wait=False)
    await camille.presses_data(data)
    assert len(await challenges.of(town.colibris.services.db, camille.id)) == 1


async def test_hostile_links_and_buttons_lead_somewhere(camille: Person) -> None:
    for payload in ("d_", "d_222222", "d_" + "x" * 60, "d_K7P3RX", "d_123456"):
        await camille.says(f"/start {payload}")
        assert camille.sees
    for data in ("gd", "gd:", "gd:zzz:K7P3RX", "gd:make:K7P3RX:zzz", "gd:join:K7P3RX:-1"):
        await camille.presses_data(data)
        assert "trois semaines" in camille.sees
