"""By typing too: what comes by itself, needs a file, or changes the whole service (row 74)."""

from __future__ import annotations

import ast
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.rules.presses import Press, Verb
from storage import people
from tests.conversations.coming import ALONE, ON_ITS_WAY, announcement_on_its_way, types
from tests.conversations.conftest import take
from tests.conversations.walking import done

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.demo.person import Person
    from tests.conversations.conftest import Town

__all__ = ["done"]  # a fixture
ROOT = Path(__file__).parent.parent.parent
RETIRED = frozenset({Verb.HOME, Verb.SUBJECTS})  # only on messages of long ago
OFFERED = frozenset(f"Verb.{verb.name}" for verb in RETIRED)


@pytest.mark.parametrize("verb", ALONE, ids=lambda verb: ALONE[verb].__name__)
async def test_it_is_done_by_typing(town: Town, done: list[Press], verb: Verb) -> None:
    await ALONE[verb](town)

    assert verb in {said.verb for said in done}


async def test_every_state_of_the_service_is_typed(town: Town, done: list[Press]) -> None:
    await ALONE[Verb.SERVICE](town)

    modes = [":".join(said.parts) for said in done if said.verb == Verb.SERVICE]
    assert modes == [
        *(
            "standby",
            "holiday:7",
            "holiday:14",
            "end",
            "",
            "end",
            "end:30",
            "reserve",
            "no_reserve",
            "open",
        ),
    ]


async def test_an_announcement_is_led_to_its_end_by_typing(town: Town, done: list[Press]) -> None:
    await announcement_on_its_way(town)

    typed = {said.text(1) for said in done if said.verb == Verb.ANNOUNCE}
    assert typed >= ON_ITS_WAY


async def test_stopping_is_typed_and_never_needs_a_button(town: Town, camille: Person) -> None:
    await take(camille, "eau-du-robinet", "Chaque soir")
    await types(town, "citoyenne", "/rappels", "arrêter tous les rappels")

    person = await people.find(town.colibris.services.db, camille.id)
    assert person is not None
    assert person.stopped_at is not None


def test_what_is_retired_is_on_no_button() -> None:
    """Its name stands in the table of presses, and where an unknown press leads home."""
    for source in chain.from_iterable((ROOT / part).rglob("*.py") for part in ("bot", "handlers")):
        tree = ast.parse(source.read_text("utf-8"))
        passed = set(chain.from_iterable(map(_passed_by, ast.walk(tree))))
        for node in ast.walk(tree):
            if node not in passed and _names_retired(node):
                pytest.fail(f"{source.name}:{getattr(node, 'lineno', 0)} offers what is retired")


def _names_retired(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) in OFFERED


def _passed_by(node: ast.AST) -> Iterator[ast.AST]:
    """Give the names that make no button: keys of a table, and what was pressed."""
    if isinstance(node, ast.Dict):
        yield from filter(None, node.keys)
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Press":
        yield from node.args
