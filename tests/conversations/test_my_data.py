from __future__ import annotations

import io
import json
import logging
import re
from typing import TYPE_CHECKING

import pytest

from bot import logs
from bot.demo.people import Human
from bot.demo.person import Person
from storage import outbox, personal, questions, roles
from tests.conversations.conftest import take

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.database import Database
    from tests.conversations.conftest import Town

NADIA = 7_412_583_906
WORDS = "Pourquoi la haie du chemin des Mimosas a disparu ?"


@pytest.fixture
def nadia(town: Town) -> Person:
    town.world.add_person(Human(NADIA, "nadia", "Nadia"))
    return Person(town.world, NADIA)


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("debug", (), stream, new_key=lambda: b"k" * 32)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


async def live(town: Town, nadia: Person) -> None:
    """Leave a trace in as many tables as a person can."""
    db, now = town.colibris.services.db, town.now
    await take(nadia, "eau-du-robinet", "Chaque soir")
    await nadia.says("/start a_stop-pub")
    await nadia.presses("Pas pour moi")
    await nadia.says("/profil")
    await nadia.presses("Jardin")
    await nadia.presses("Oui")
    await town.goes_to("2026-05-12", "18:31")
    await nadia.presses("C'est fait")
    await questions.hand_over(db, NADIA, WORDS, "objectif-4", now=now)
    await outbox.put(
        db,
        key=f"notice:late:{NADIA}",
        lane=0,
        person_id=NADIA,
        kind="notice",
        payload={"screen": {"html": WORDS}},
        due_at=now + 10**6,
    )
    await roles.grant(db, NADIA, "volunteer", by=None, now=now)
    await nadia.says(WORDS)


async def scan(db: Database, *marks: str) -> set[str]:
    """Name every column of every table in which one of the marks stands."""
    found = set()
    for column in await personal.columns(db):
        sql = f"SELECT DISTINCT {column.name} AS value FROM {column.place}"  # noqa: S608
        for row in await db.all(sql):
            text = "" if row["value"] is None else str(row["value"])
            if any(re.search(rf"(?<!\d){re.escape(mark)}(?!\d)", text) for mark in marks):
                found.add(str(column))
    return found


async def test_after_deletion_no_trace_is_left(
    town: Town, nadia: Person, out: io.StringIO
) -> None:
    await live(town, nadia)
    db, register = town.colibris.services.db, town.colibris.services.content.privacy
    before = await scan(db, str(NADIA), WORDS)
    assert {"people.id", "outbox.payload", "questions.text", "roles.person_id"} <= before

    await nadia.says("/donnees")
    await nadia.presses("Supprimer mes données")
    await nadia.presses("Oui, tout supprimer")

    assert "tout ce que je gardais de vous est effacé" in nadia.sees
    left = await scan(db, str(NADIA), WORDS)
    # She was in the team: the journal says so, for twelve months. Nothing else.
    assert left <= {"audit.person_id", "audit.made_by"}
    assert left <= register.remains.keys()
    assert not await personal.of(db, NADIA)
    assert str(NADIA) not in out.getvalue()
    assert "Mimosas" not in out.getvalue()


async def test_a_citizen_leaves_nothing_at_all(town: Town, nadia: Person) -> None:
    await take(nadia, "eau-du-robinet", "Chaque soir")
    await nadia.says("/donnees")
    await nadia.presses("Supprimer mes données")
    await nadia.presses("Oui, tout supprimer")

    assert await scan(town.colibris.services.db, str(NADIA)) == set()


async def test_see_says_it_in_plain_words(town: Town, nadia: Person) -> None:
    await live(town, nadia)
    await nadia.says("/donnees")
    await nadia.presses("Voir ce que vous gardez")

    sees = nadia.sees
    assert "Ce que je garde de vous" in sees
    assert "un jardin : oui" in sees
    assert "l'action : Boire l'eau du robinet" in sees
    assert WORDS in sees
    assert "chaque jour à" in sees
    assert len(nadia.screen.text) <= 4096

    await nadia.presses("Pourquoi, et combien de temps")
    assert "Durée : douze mois après la réponse" in nadia.sees
    assert len(nadia.screen.text) <= 4096


async def test_a_copy_to_read_then_one_for_programs(town: Town, nadia: Person) -> None:
    await live(town, nadia)
    await nadia.says("/donnees")
    await nadia.presses("Recevoir une copie")

    text, data = [m for m in nadia.messages if m.kind == "document"][-2:]
    assert "à lire" in text.text
    assert "JSON" in data.text
    files = [town.world.files.get(f["id"]) for f in town.world.files.to_json()]
    readable, machine = [file.content for file in files if file is not None][-2:]
    words = readable.decode("utf-8-sig")
    assert "VOS ENGAGEMENTS ET LEUR SUIVI" in words
    assert "Base légale" in words
    assert WORDS in words
    tables = json.loads(machine)["tables"]
    assert tables["people"][0]["id"] == NADIA
    assert tables["questions"][0]["text"] == WORDS
    assert {"pledges", "check_ins", "reminders", "profiles", "roles", "outbox"} <= tables.keys()


async def test_a_copy_names_nobody_else(town: Town, sophie: Person, helene: Person) -> None:
    db = town.colibris.services.db
    await helene.says("bonjour")
    await sophie.says("bonjour")
    await roles.grant(db, sophie.id, "volunteer", by=helene.id, now=town.now)
    await sophie.says("/donnees")
    await sophie.presses("Recevoir une copie")

    files = [town.world.files.get(f["id"]) for f in town.world.files.to_json()]
    for file in files[-2:]:
        assert file is not None
        assert not re.search(rf"(?<!\d){helene.id}(?!\d)", file.content.decode("utf-8-sig"))


async def test_what_was_sent_is_not_kept(town: Town, nadia: Person) -> None:
    await take(nadia, "eau-du-robinet", "Chaque soir")
    await town.goes_to("2026-05-12", "18:31")
    assert "Est-ce fait ?" in nadia.sees

    rows = await town.colibris.services.db.all("SELECT payload FROM outbox WHERE status = 'sent'")
    assert {row["payload"] for row in rows} == {"{}"}
