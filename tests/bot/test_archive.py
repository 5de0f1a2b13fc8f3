"""`colibris archive`: what the service said and did, and nobody's id or words."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.archive import ArchiveError, write
from storage import announcements, desk, people, questions
from storage.archive import NAMES, read
from storage.database import open_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage.database import Database

PARIS = ZoneInfo("Europe/Paris")
NOW = 1_774_346_400
NADIA, SOPHIE = 7_412_583_906, 8_412_583_906
WORDS = "Pourquoi la haie du chemin des Mimosas a disparu ?"
COUNTS = {"sent": 812, "blocked": 4, "failed": 7}


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = await open_database(f"sqlite:///{tmp_path}/colibris.db")
    await people.arrive(database, NADIA, language="fr", now=NOW)
    await people.arrive(database, SOPHIE, language="fr", now=NOW)
    asked = await questions.hand_over(database, NADIA, WORDS, "objectif-4", now=NOW)
    await desk.take(database, [asked], by=SOPHIE, until=NOW + 9, now=NOW)
    await desk.answer(database, asked, "=Elle sera replantée.", by=SOPHIE, now=NOW)
    number = await announcements.draft(
        database, SOPHIE, kind="text", html="<b>Fête</b>", file_id="", update_id=1, now=NOW
    )
    await announcements.keep_counts(database, number, COUNTS)
    await database.run("INSERT INTO tallies VALUES ('2026-03-24', 'asked', 17)")
    await database.run("INSERT INTO tallies VALUES ('2026-03-25', 'asked', 3)")
    yield database
    await database.close()


async def test_every_part_is_there_without_an_id_or_a_word_of_people(
    db: Database,
) -> None:
    found = {name: await read(db, name) for name in NAMES}

    assert [row["answer"] for row in found["answers"]] == ["=Elle sera replantée."]
    assert len(found["announcements"]) == 1
    text = str(found)
    assert str(NADIA) not in text
    assert str(SOPHIE) not in text
    assert "Mimosas" not in text


def archived(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text("utf-8-sig") for file in folder.iterdir()}


async def test_tables_are_private_beside_the_running_bot(db: Database, tmp_path: Path) -> None:
    folder, out = tmp_path / "archives", io.StringIO()
    await asyncio.to_thread(write, f"sqlite:///{tmp_path}/colibris.db", folder, PARIS, out=out)

    files = archived(folder)
    assert "'=Elle sera replantée." in files["reponses.csv"]
    assert "2026-03-24 11:00+01:00" in files["reponses.csv"]
    assert "sent 810, failed 5" in files["annonces.csv"]
    assert "2026-03-24;asked;15" in files["comptes.csv"]
    assert "2026-03-25;asked;\n" in files["comptes.csv"]
    assert "sans un mot des habitants" in files["LISEZ-MOI.txt"]
    for file in folder.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
    assert await db.value("SELECT count(*) FROM people") == 2  # still open
    with pytest.raises(ArchiveError, match="archives"):
        await asyncio.to_thread(write, f"sqlite:///{tmp_path}/colibris.db", folder, PARIS, out=out)
