"""Every button there is, pressed by somebody whom it does not belong to, with others' ids."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.rules.presses import MAX_BYTES, Verb
from storage import personal, wordings
from tests.conversations.conftest import take
from tests.conversations.test_desk import ODD
from tests.conversations.test_feedback import UNSURE
from tests.hostile.honest import Watch
from tests.proof import write_proof

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.demo.person import Person
    from storage.database import Database
    from tests.conversations.conftest import Town

NUMBERS = ("1", "topic:objectif-3", "2", "objectif-3", "x" * 48)
SECONDS = ("1", "2026-05-12:1", "staff", "", "0", "2026-05-12", "objectif-3")
DOING = (
    *(
        "test",
        "paper",
        "text",
        "rights",
        "drop",
        "open",
        "ask",
        "go",
        "go:0",
        "ok",
        "ok:0",
        "alone",
    ),
    *("back", "no", "pause", "resume", "stop", "stop:yes", "csv", "missed", "fix", "recall"),
    *("recall:yes", "subj:events", "seg:all", "but:1", "when:now", "val:1", "objective:1"),
)
AT_ONCE = 40
PRESSERS = {"voisin": "citizen", "benevole": "volunteer"}
HONEST = 200  # who ask after it
# What anybody may add to, and what names nobody; what the clock changes, and what counts for all.
OPEN_TO_ALL = frozenset({"challenges", "feedback_marks", "wordings"})
FOR_ALL = frozenset({"feedback", "meta", "tallies"})


def all_data(camille: Person, code: str, shapes: int) -> Iterator[str]:
    """Give the data of every verb with the ids of others, in so many shapes."""
    for verb in Verb:
        yield from (f"{verb}:{first}" for first in (camille.id, *NUMBERS)[:shapes])
        yield from (f"{verb}:1:{second}" for second in (*SECONDS, camille.id)[:shapes])
    yield from (f"{Verb.ANNOUNCE}:1:{do}" for do in DOING)
    for what in ("make", "see", "join", "leave", "share", "size"):
        yield f"{Verb.CHALLENGE}:{what}:{code}:3"


async def dump(db: Database) -> dict[str, list[str]]:
    """Give every row of every table, as text."""
    tables = dict.fromkeys(column.place for column in await personal.columns(db))
    rows: dict[str, list[str]] = {}
    for table in tables:
        found = await db.all(f"SELECT * FROM {table}")  # noqa: S608 – our own names
        rows[table] = sorted(json.dumps({**row}, default=str, sort_keys=True) for row in found)
    return rows


def others(rows: list[str], *who: int) -> set[str]:
    """Leave out the rows in which one of these people stands."""
    return {row for row in rows if not any(value in who for value in json.loads(row).values())}


async def settle(town: Town, camille: Person, sophie: Person, helene: Person) -> str:
    """Let others have something of every kind; give the code of a challenge."""
    db = town.colibris.services.db
    await take(camille, "eau-du-robinet", "Chaque soir")
    await camille.says("/profil")
    await camille.says(ODD)
    await camille.presses("Je la transmets")
    await camille.says("/progression")
    await camille.presses("Un défi à plusieurs")
    await camille.presses("Entre proches")
    await wordings.keep(db, "objectif-3", UNSURE, day=town.now)
    await sophie.says("/annoncer")
    await sophie.says("Fête du vélo samedi")
    await sophie.says("/contenu")
    await sophie.says("objectif 3")
    await sophie.presses("L'eau, bien commun (objectif 3)")
    await sophie.presses("Changer : Réponse courte")
    await sophie.says("L'eau est à tous.")
    await sophie.presses("Publier")
    await helene.says("/equipe")
    await helene.presses("Inviter un bénévole")
    code = await db.value("SELECT code FROM challenges")
    assert isinstance(code, str)
    return code


async def test_no_button_changes_what_belongs_to_somebody_else(
    town: Town, camille: Person, sophie: Person, helene: Person, ines: Person
) -> None:
    code = await settle(town, camille, sophie, helene)
    await presses_all(town, ines, [camille, sophie], all_data(camille, code, 3))
    await Watch().somebody_asks(town)


@pytest.mark.proof
@pytest.mark.parametrize("who", PRESSERS)
async def test_no_button_in_any_shape(
    town: Town, camille: Person, sophie: Person, helene: Person, who: str
) -> None:
    code = await settle(town, camille, sophie, helene)
    data = list(all_data(camille, code, 9))
    await presses_all(town, town.person(who), [camille, sophie], data)
    watch = Watch()
    for _ in range(HONEST):
        await watch.somebody_asks(town)
    said = [f"presses of {len(data)} buttons; rows of others that changed: 0", *watch.lines()]
    write_proof(f"Every button in every shape, pressed by a {PRESSERS[who]}", said)
    watch.assert_nobody_waited()


async def presses_all(
    town: Town, stranger: Person, owners: list[Person], every: Iterable[str]
) -> None:
    db = town.colibris.services.db
    await stranger.says("bonjour")
    before, sent = await dump(db), [len(owner.messages) for owner in owners]

    pressed = [data for data in every if len(data) <= MAX_BYTES]
    for number, data in enumerate(pressed, 1):
        last = number % AT_ONCE == 0 or number == len(pressed)
        await stranger.presses_data(data, wait=last)
        town.now += 60 * last  # never so fast as to be a flood

    after = await dump(db)
    for table, rows in before.items():
        if table in FOR_ALL:
            continue
        mine = others(rows, stranger.id)
        assert mine <= set(after[table]), table
        if table not in OPEN_TO_ALL:
            assert others(after[table], stranger.id) == mine, table
    assert [len(owner.messages) for owner in owners] == sent
    assert len(pressed) > 500
