"""Row 48: whether all did alike or one above all, a town that did as much looks the same."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from storage import challenges, check_ins, pledges
from tests import known
from tests.conversations.conftest import open_town
from tests.conversations.test_path import many_take_part

if TYPE_CHECKING:
    from pathlib import Path

    from bot.demo.person import Person
    from tests.conversations.conftest import Town

ALIKE = (2,) * 12  # so many stones each, all in one week
ONE_ABOVE_ALL = (7, *(2,) * 6, *(1,) * 5)
CODE = "K7P3RX"
AMBERT = "63003"
SUNDAY = date(2026, 5, 10)


async def live(town: Town, stones: tuple[int, ...]) -> None:
    """Let everybody pledge the same, and lay so many stones; all are in one challenge."""
    db, now = town.colibris.services.db, town.now
    await many_take_part(town, len(stones), AMBERT)
    await challenges.make(db, CODE, "neighbours", starts_at=now, ends_at=now + 21 * 86_400)
    for person_id, count in enumerate(stones, 5001):
        assert await challenges.join(db, CODE, person_id, 1, now=now)
        (pledge,) = await pledges.active(db, person_id)
        for number in range(count):
            day = (SUNDAY - timedelta(number)).isoformat()
            await check_ins.record(db, pledge.id, day, "done", now=now)


async def looks(person: Person, pictures: list[bytes]) -> str:
    """Give what is on the screen, and keep its picture, dot by dot."""
    if person.screen.kind == "photo":
        _, content = person.received_file("photo")
        with Image.open(io.BytesIO(content)) as picture:
            pictures.append(picture.convert("RGB").tobytes())
    return f"{person.sees}\n{person.buttons}"


async def all_that_is_shown(town: Town) -> tuple[list[str], list[bytes]]:
    """Go where figures are shown, as a neighbour, as a member of the challenge, and as staff."""
    pictures: list[bytes] = []
    shown: list[str] = []
    bruno, sophie = town.person("voisin"), town.person("agent")
    await bruno.says("/profil")
    await bruno.presses("Commune")
    await bruno.says("Ambert")
    for words in ("/progression", "le chemin de tous", f"/start d_{CODE}"):
        await bruno.says(words)
        shown.append(await looks(bruno, pictures))
    await bruno.presses("Je participe")
    await bruno.presses("Le chemin du défi")
    shown.append(await looks(bruno, pictures))
    await bruno.says("/rappels")
    await bruno.presses("Recevoir le mot de la semaine")
    await town.goes_to("2026-05-13", "12:05")
    shown.append(await looks(bruno, pictures))

    await sophie.says("/stats")
    shown.append(await looks(sophie, pictures))
    await sophie.presses(next(label for label in sophie.buttons if "CSV" in label.upper()))
    shown.append(sophie.received_file("csv")[1].decode("utf-8-sig"))
    await town.goes_to("2026-05-18", "09:30")
    shown.append(await looks(sophie, pictures))
    return shown, pictures


@pytest.mark.timeout(240)
async def test_what_is_shown_does_not_say_who_did_most(tmp_path: Path) -> None:
    seen = []
    for name, stones in (("alike", ALIKE), ("one", ONE_ABOVE_ALL)):
        folder = tmp_path / name
        folder.mkdir()
        async with open_town(folder, known.content(), known.answerer()) as town:
            await live(town, stones)
            seen.append(await all_that_is_shown(town))

    (words, pictures), (other_words, other_pictures) = seen
    assert words == other_words
    assert pictures == other_pictures
    assert len(pictures) >= 4
    assert sum("10 personnes" in said for said in words) >= 2
