"""What is tried on a message is little, and all that occurs in it is among it."""

from __future__ import annotations

import random

import pytest

from content.spoken import Cutter
from content.wording import Vocabulary, by_need

WORDS = ("mal", "peur", "partir", "maison", "couteau", "frapper", "nuit", "seul", "sang", "fils")
FAMILIES = {"fear": ["peur", "mal_nuit"], "home": ["maison", "seul_maison"]}


def _source(chance: random.Random) -> str:
    """Write some wording as people write them."""

    def place() -> str:
        choices = chance.choices((*WORDS, "@fear", "@home", "mal_nuit", "=sang"), k=2)
        return "|".join(choices[: chance.randint(1, 2)])

    parts = (
        chance.choice(" -").join(place() for _ in range(chance.randint(1, 3)))
        for _ in range(chance.randint(1, 2))
    )
    return " + ".join(parts)


@pytest.mark.parametrize("seed", range(30))
def test_all_wordings_that_occur_are_likely(seed: int) -> None:
    chance = random.Random(seed)
    vocabulary = Vocabulary(FAMILIES)
    wordings = [vocabulary.compile(_source(chance)) for _ in range(60)]
    index, cutter = by_need(enumerate(wordings)), Cutter({}, {})

    occurring = 0
    for _ in range(40):
        text = " ".join(chance.choices(WORDS, k=chance.randint(1, 9)))
        hearing = vocabulary.hear(cutter.words(text))
        likely = {at for at, _ in hearing.likely(index)}
        found = {at for at, wording in enumerate(wordings) if hearing.spans(wording)}
        assert found <= likely
        occurring += len(found)
    assert occurring


def test_a_wording_of_which_only_the_middle_is_there_is_not_tried() -> None:
    vocabulary = Vocabulary({})
    wording = vocabulary.compile("mal|peur couteau sang|nuit_seul")
    index, cutter = by_need([(0, wording)]), Cutter({}, {})

    def is_likely(text: str) -> bool:
        return bool(list(vocabulary.hear(cutter.words(text)).likely(index)))

    assert is_likely("peur du couteau, du sang")
    assert is_likely("peur du couteau une nuit seul")
    assert not is_likely("le couteau et du sang")
    assert not is_likely("peur du couteau")
