"""Danger comes first: wherever words appear, in pictures, in two halves; then we stay quiet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from content.listening import Listener
from storage import conversations
from tests.conversations.conftest import open_town, take

if TYPE_CHECKING:
    from pathlib import Path

    from bot.demo.person import Person
    from content.ask import Answerer
    from content.model import Content
    from tests.conversations.conftest import Town

WEEK_S = 7 * 86_400


@pytest.mark.parametrize(
    ("first", "second", "number"),
    [
        ("je veux", "mourir", "3114"),
        ("bonjour, il me", "bat", "17"),
        ("il y a le", "feu chez la voisine", "18"),
        ("J'ai envie de", "en finir", "3114"),
    ],
)
async def test_a_danger_in_two_messages_is_heard(
    camille: Person, first: str, second: str, number: str
) -> None:
    await camille.says(first)
    await camille.says(second)
    assert number in camille.sees


async def test_of_a_first_half_only_a_beginning_is_kept_and_for_ten_minutes(
    town: Town, camille: Person
) -> None:
    await camille.says("ce soir à Thiers il me")
    kept = await conversations.get(town.colibris.services.db, camille.id, now=town.now)
    assert kept is not None
    assert kept.data["begun"].partition(" ")[2] == "il me"
    assert "Thiers" not in str(kept)

    town.now += 601
    await camille.says("bat")
    assert "17" not in camille.sees


async def test_ordinary_second_halves_raise_no_alarm(camille: Person) -> None:
    for first, second in (
        ("je veux", "des légumes du coin"),
        ("je vais", "au marché à vélo, et après ?"),
        ("mon voisin", "composte, comment il fait"),
    ):
        await camille.says(first)
        await camille.says(second)
        assert "3114" not in camille.sees
        assert " 17" not in camille.sees


@pytest.mark.parametrize("picture", ["🆘🆘🆘", "🔥🏠🔥", "🔪😭", "😭🆘"])
async def test_pictures_alone_are_heard(camille: Person, picture: str) -> None:
    await camille.says(picture)
    assert any(number in camille.sees for number in ("112", "18", "17", "15"))


async def test_an_edited_message_and_the_words_under_a_picture_are_heard(camille: Person) -> None:
    await camille.says("objectif 3")
    await camille.edits("je veux mourir")
    assert "3114" in camille.sees
    await camille.attaches("photo", caption="il me frappe encore")
    assert "17" in camille.sees


async def test_nothing_starts_by_itself_for_seven_days(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("je veux mourir")
    seen = len(camille.messages)
    db = town.colibris.services.db
    quiet = await db.one("SELECT quiet_until FROM people WHERE id = $1", camille.id)
    assert quiet is not None
    assert quiet["quiet_until"] == town.now + WEEK_S

    await town.goes_to("2026-05-14", "20:00")
    assert len(camille.messages) == seen
    assert not any("mourir" in str(row) for row in await _everything(town))


async def _everything(town: Town) -> list[object]:
    """Every row of every table: what was said is in none."""
    db = town.colibris.services.db
    names = await db.all("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [dict(row) for name in names for row in await db.all(f'SELECT * FROM "{name["name"]}"')]  # noqa: S608


class Wary(Listener):
    """Takes every question that has an answer for one that may hide a danger."""

    def wary(self, text: str) -> bool:  # noqa: ARG002 – whatever it is
        return True


@pytest.mark.parametrize(
    "asked", ["c'est quoi l'objectif 5 ?", "what is objective 5 about?", "objectifs 3 et 4"]
)
async def test_whom_to_call_stands_under_what_may_hide_a_danger(
    tmp_path: Path, content: Content, answerer: Answerer, asked: str
) -> None:
    ears = answerer.listener
    wary = Wary(ears.dangers, ears.searcher, ears.alarm, ears.meaning, ears.usual)
    async with open_town(tmp_path, content, replace(answerer, listener=wary)) as town:
        camille = town.person("citoyenne")
        await camille.says(asked)
        assert camille.buttons, "an answer, or a question back, as ever"
        assert all(number in camille.sees for number in ("112", "114"))
