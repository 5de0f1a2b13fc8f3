"""Erased means erased: words written everywhere one can write, then every byte that is kept."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot import archive
from tests.conversations.fair import opens_fair
from tests.conversations.test_desk import answers, hands_over
from tests.conversations.test_my_data import NADIA, nadia, out, scan
from tests.conversations.test_own_pledges import write_own

if TYPE_CHECKING:
    from pathlib import Path

    from bot.demo.person import Person
    from tests.conversations.conftest import Town

__all__ = ["nadia", "out"]  # fixtures
# Words that stand nowhere else: of a pledge, of a question, of a second one, of an answer.
PLEDGE = "Je taille mes mirabelliers zinzolins"
QUESTION = "les zorglubs du tram sont ils gratuits le lundi"
AGAIN = "et les zigouigouis du tram le mardi"
ANSWER = "Oui, le lundi matin, chère zélatrice."
WORDS = ("mirabelliers", "zorglubs", "zigouigouis", "zélatrice")
SUBJECT = "Événements près de chez moi"


async def write_everywhere(town: Town, nadia: Person, sophie: Person) -> None:
    """Leave words and a number wherever a citizen can."""
    await write_own(nadia, 9, PLEDGE)
    await nadia.presses("Chaque soir")
    await nadia.says("/profil")
    await nadia.presses("Commune")
    await nadia.says("Ambert")
    await nadia.says("/annonces")
    await nadia.presses(f"⬜ {SUBJECT}")
    event = await opens_fair(town, sophie)
    await nadia.says(f"/start e_{event.code}")
    await nadia.says("/progression")
    await nadia.presses("Un défi à plusieurs")
    await nadia.presses("Entre proches")
    await hands_over(nadia, QUESTION)
    await answers(sophie, ANSWER)
    await town.goes_to("2026-05-12", "18:31")
    assert "zélatrice" in nadia.sees
    await nadia.presses("C'est fait 1" if "C'est fait 1" in nadia.buttons else "C'est fait")
    await hands_over(nadia, AGAIN)
    await sophie.says("/questions")
    await sophie.says("1")
    await sophie.presses("Répondre")
    await sophie.says(ANSWER)  # looked at, not yet sent
    await nadia.says("/donnees")
    await nadia.presses("Recevoir une copie")


async def erase(nadia: Person) -> None:
    await nadia.says("/donnees")
    await nadia.presses("Supprimer mes données")
    await nadia.presses("Oui, tout supprimer")
    assert "tout ce que je gardais de vous est effacé" in nadia.sees


def traces(folder: Path) -> set[str]:
    """Look for her words and her number, as text and as a database writes it, in every byte."""
    marks = [word.encode() for word in WORDS]
    marks += [str(NADIA).encode(), NADIA.to_bytes(6, "big"), _varint(NADIA)]
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    return {
        f"{file.name}: {mark!r}" for file in files for mark in marks if mark in file.read_bytes()
    }


def _varint(number: int) -> bytes:
    """Write a number as SQLite writes the number of a row."""
    parts = [number & 0x7F]
    while number := number >> 7:
        parts.append(number & 0x7F | 0x80)
    return bytes(reversed(parts))


async def make_archive(folder: Path, database: Path) -> None:
    url = f"sqlite:///{database}"
    await asyncio.to_thread(
        archive.write, url, folder, ZoneInfo("Europe/Paris"), out=io.StringIO()
    )


async def test_after_deletion_no_byte_of_her_is_left(
    town: Town, nadia: Person, sophie: Person, out: io.StringIO, tmp_path: Path
) -> None:
    await write_everywhere(town, nadia, sophie)
    db = town.colibris.services.db
    before = await scan(db, str(NADIA), PLEDGE, QUESTION, AGAIN, ANSWER)
    assert {"pledges.own_words", "questions.text", "questions.answer", "questions.draft"} <= before
    assert {"event_guests.person_id", "consents.person_id"} <= before
    assert {f"colibris.db-wal: {WORDS[0].encode()!r}"} <= traces(tmp_path)
    await make_archive(tmp_path / "before", tmp_path / "colibris.db")

    await erase(nadia)
    await make_archive(tmp_path / "after", tmp_path / "colibris.db")

    assert await scan(db, str(NADIA), *WORDS) == set()
    # The archive keeps what the Département answered, in its own words; of hers, nothing.
    assert {one for one in traces(tmp_path) if not one.startswith("reponses.csv")} == set()
    table = (tmp_path / "before" / "reponses.csv").read_text("utf-8")
    assert ANSWER in table
    assert not any(mark in table for mark in (*WORDS[:3], str(NADIA)))
    assert not any(word in out.getvalue() for word in (*WORDS, str(NADIA)))
    await sophie.says("/questions")
    await sophie.presses_data("do:2")
    assert not any(word in sophie.screen.text for word in WORDS)


async def test_the_words_of_others_stay(
    town: Town, nadia: Person, camille: Person, tmp_path: Path
) -> None:
    await write_own(camille, 9, PLEDGE)
    await camille.presses("Chaque soir")
    await hands_over(nadia, QUESTION)
    await erase(nadia)

    assert await scan(town.colibris.services.db, PLEDGE) == {"pledges.own_words"}
    assert {trace for trace in traces(tmp_path) if "zorglubs" in trace} == set()


@pytest.mark.parametrize("times", [1, 2])
async def test_erasing_twice_is_erasing_once(town: Town, nadia: Person, times: int) -> None:
    await nadia.says("bonjour")
    for _ in range(times):
        await nadia.presses_data("mx:1")
    assert await scan(town.colibris.services.db, str(NADIA)) == set()
