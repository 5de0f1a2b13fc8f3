"""What staff see of the whole, and nobody else."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from PIL import Image

from bot import tallying
from storage import action_answers, people, pledges

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


async def fill(town: Town, count: int = 12) -> None:
    """A dozen people have pledged to drink water of the tap, and refuse a bicycle as too dear."""
    db, now = town.colibris.services.db, town.now
    rhythm: dict[str, object] = {}
    for person_id in range(5001, 5001 + count):
        await people.arrive(db, person_id, language="fr", now=now)
        await pledges.take(
            db, person_id, "eau-du-robinet", objective=3, rhythm=rhythm, update_id=1, now=now
        )
        await action_answers.record(
            db, person_id, "velo-travail", "refused", reason="cher", now=now
        )


async def test_the_picture_its_words_and_the_table(town: Town, sophie: Person) -> None:
    await fill(town)
    await sophie.says("/stats")

    assert sophie.screen.kind == "photo"
    assert "Engagements en cours : 10" in sophie.screen.text
    assert "trop cher (10)" in sophie.screen.text
    media = next(iter(town.world.chats[sophie.id].newest(from_bot=True))).media
    drawn = town.world.files.get(media["photo"][-1]["file_id"])
    assert drawn is not None
    assert Image.open(io.BytesIO(drawn.content)).width == 1080

    await sophie.presses("Tableau (CSV)")
    media = next(iter(town.world.chats[sophie.id].newest(from_bot=True))).media
    sheet = town.world.files.get(media["document"]["file_id"])
    assert sheet is not None
    assert sheet.content.startswith(b"\xef\xbb\xbf")
    text = sheet.content.decode("utf-8-sig")
    assert "connues du bot;10\r\n" in text
    assert re.search(r"3\. [^;]+;10;0;0;0\r\n", text)
    assert not re.search(r"(^|;)[1-4](;|\r)", text.split("Annonces")[0], re.MULTILINE)


async def test_where_few_are_no_figure_is_told(town: Town, sophie: Person) -> None:
    await fill(town, count=3)
    await sophie.says("/stats")

    assert "Personnes connues : moins de 5" in sophie.screen.text
    assert "trop cher" not in sophie.screen.text


async def test_questions_are_counted_without_a_name(town: Town, camille: Person) -> None:
    for _ in range(6):
        await camille.says("c koi l objectif 3")
    await camille.says("zxq wvutrs plok")
    await tallying.keep(town.colibris.services)
    await tallying.keep(town.colibris.services)

    rows = await town.colibris.services.db.all("SELECT day, what, entries FROM tallies")
    assert [(r["day"], r["what"], r["entries"]) for r in rows] == [
        ("2026-05-12", "asked", 7),
        ("2026-05-12", "missed", 1),
    ]


async def test_the_week_comes_once_in_ten_lines(
    town: Town, camille: Person, sophie: Person
) -> None:
    await sophie.says("/start")
    await camille.says("/start")
    await fill(town)
    await town.goes_to("2026-05-12", "11:00")
    assert "dix lignes" not in sophie.screen.text
    await town.goes_to("2026-05-18", "08:30")
    assert "dix lignes" not in sophie.screen.text
    await town.goes_to("2026-05-18", "09:05")
    await town.goes_to("2026-05-18", "14:00")

    notes = [m for m in sophie.messages if "dix lignes" in m.text]
    assert len(notes) == 1
    lines = notes[0].text.splitlines()[1:]
    assert [line.split(".")[0] for line in lines] == [str(n) for n in range(1, 11)]
    assert "Engagements en cours : 10" in notes[0].text
    assert not any("dix lignes" in m.text for m in camille.messages)
    await sophie.presses("Voir les chiffres")
    assert sophie.screen.kind == "photo"


async def test_only_staff_see_figures(camille: Person, ines: Person) -> None:
    for person in (camille, ines):
        await person.says("/stats")
        assert person.screen.kind == "text"
        await person.presses_data("st:csv")
        assert person.screen.kind == "text"
