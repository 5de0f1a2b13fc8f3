"""Hostile words in every place that takes words: they stay words, for everybody who reads them."""

from __future__ import annotations

import ast
import inspect
import logging
from typing import TYPE_CHECKING

import pytest

import handlers
from handlers import words as listening
from storage import conversations, personal
from tests.conversations.conftest import take

if TYPE_CHECKING:
    from types import ModuleType

    from bot.demo.person import Person
    from storage.database import Database
    from tests.conversations.conftest import Town

SHORT = "zorglub <b>gras</b> '); DROP TABLE people; -- "
LONG = (
    f'{SHORT} " OR 1=1 $1 %s :x <a href="tg://user?id=1001">lien</a> <script>x</script> &lt; '
    "{title} {0} \u202eabc\u200b ﷽ \U0001f468\u200d\U0001f469 =HYPERLINK(1) ../../etc/passwd"
)

# Each step that waits for words, and what leads to it: typed, from a fresh start.
CITIZEN = {
    "when": ("/start a_stop-pub", "je m'engage", "un autre moment"),
    "own": ("/agir", "avec mes mots", "3"),
    "absence": ("/rappels", "reprendre les rappels", "/rappels", "pause jusqu'à une date"),
    "commune": ("/profil", "commune"),
    "measure": ("/engagements", "1", "c'est fait aujourd'hui"),
    "ask": ("/aide", "press:ak:nope"),
}
STAFF = {
    "event": ("/evenement", "nouvel événement"),
    "announce": ("/annoncer",),
    "announce_text": ("/annoncer", "n° 1", "changer le message"),
    "announce_commune": ("/annoncer", "n° 1", "destinataires", "une commune"),
    "announce_when": ("/annoncer", "n° 1", "date de départ", "un autre moment"),
    "content-find": ("/contenu",),
    "content-edit": ("/contenu", "objectif 3", "1", "changer : réponse courte"),
    "service_reserve": ("/statut", "dates de la période électorale"),
    "desk": ("/questions", "1", "répondre"),
    "desk-find": ("ajouter au contenu", "chercher une réponse"),
}
ELSEWHERE = {
    "announce_fix": "after an announcement has left: tests/conversations/test_announcing.py",
    "content-draft": "waits for a button",
    "event_open": "when an event is over: tests/conversations/test_events.py",
    "stand_many": "at a stand: tests/conversations/test_stand.py",
    "stand_pile": "at a stand: tests/conversations/test_stand.py",
    "stand_card": "at a stand: tests/conversations/test_stand.py",
}


def steps_of(module: ModuleType) -> set[str]:
    """Find every step that a module of handlers waits for."""
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "wait_for":
            name = ast.unparse(node.args[0])
            found |= {eval(name, vars(module))} if name != "step" else set()  # noqa: S307
    return found


def test_every_step_that_waits_for_words_is_among_these() -> None:
    modules = [module for module in vars(handlers).values() if inspect.ismodule(module)]
    modules += [module for module in vars(listening).values() if inspect.ismodule(module)]
    steps = set().union(*map(steps_of, modules))

    assert steps == CITIZEN.keys() | STAFF.keys() | ELSEWHERE.keys()


async def goes(town: Town, person: Person, ways: tuple[str, ...], step: str) -> None:
    """Type what leads to a step, and look that it waits now."""
    for way in ways:
        town.now += 5
        if way.startswith("press:"):
            await person.presses_data(way.removeprefix("press:"))
        else:
            await person.says(way)
    kept = await conversations.get(town.colibris.services.db, person.id, now=town.now)
    assert kept is not None
    assert kept.step == step, f"{ways} lead to {kept.step}: {person.sees}"


async def counts(db: Database) -> dict[str, object]:
    tables = dict.fromkeys(column.place for column in await personal.columns(db))
    return {table: await db.value(f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608


def looks_like_words(town: Town) -> None:
    """Look at every message of the bot: nothing that people wrote is more than words."""
    for chat in town.world.chats.values():
        for message in chat.newest(from_bot=True):
            for entity in message.formatted.entities:
                assert "tg://" not in str(entity), message.text
            if "gras" in message.text:
                assert "<b>gras</b>" in message.text


@pytest.mark.parametrize("text", [SHORT, LONG], ids=["short", "long"])
async def test_hostile_words_stay_words_at_every_step(
    town: Town, camille: Person, sophie: Person, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    await take(camille, "velo-trajet-court", "Sans rappel")
    await camille.says(text)
    await camille.says("je la transmets")
    with caplog.at_level(logging.WARNING):
        for person, steps in ((camille, CITIZEN), (sophie, STAFF)):
            for step, ways in steps.items():
                await goes(town, person, ways, step)
                await person.says(text)
                assert person.sees, step
                if step in ("content-edit", "desk"):
                    await person.presses("Publier" if step == "content-edit" else "Envoyer")
        await town.goes_to("2026-05-12", "12:00")
        await camille.says("c'est quoi l'objectif 3 ?")
        await camille.says("/donnees")
        await camille.presses("Voir ce que vous gardez")

    there = await counts(town.colibris.services.db)
    assert there["people"] == 2
    assert there["pledges"] == (2 if text == SHORT else 1)  # the long one is no pledge
    looks_like_words(town)
    assert "zorglub" not in caplog.text
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []
