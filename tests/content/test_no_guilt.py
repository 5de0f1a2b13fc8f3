"""Row 50: nothing that people read blames them, in any file, whoever wrote it last."""

from __future__ import annotations

import re

import pytest

from content.load import read
from content.normalise import fold
from content.prose_rules import blaming_words
from tests.ranking import ranking_words

GUILT = re.compile(
    r"\bvous auriez du\b|\bvous devriez\b|\bvous devez\b|\bvous avez (?:rate|manque|echoue|oublie)"
    r"|\bvous n'avez (?:toujours |encore )?(?:pas|rien) (?:tenu|fait|repondu)"
    r"|\bc'est dommage\b|\bquel dommage\b|\bdecevant|\bdecu(?:e|s)?\b|\bhonte\b|\bcoupable"
    r"|\bculpab|\bmauvais eleve|\bvotre retard\b|\bvous etes en retard\b|\bpar votre faute\b"
    r"|\bfaites un effort\b|\bressaisissez|\bencore une fois, vous\b|\bserie (?:est )?perdue\b"
    r"|\bvous perdez\b|\bvous (?:nous )?abandonnez\b|\bla planete (?:souffre|meurt) "
)
READING = read()


def test_no_text_for_people_makes_them_feel_guilty() -> None:
    assert len(READING.sheet.prose) > 500
    found = [
        f"{prose.file}:{prose.line}: {match[0]}"
        for prose in READING.sheet.prose
        for match in GUILT.finditer(fold(prose.text).replace("\u2019", "'"))
    ]

    assert found == []


def test_no_ranking_of_people() -> None:
    found = [
        f"{prose.file}:{prose.line}: {words}"
        for prose in READING.sheet.prose
        if (words := ranking_words(prose.text))
    ]

    assert found == []


@pytest.mark.parametrize(
    "words",
    ["Vous faites mieux que vos voisins.", "Plus que 80 % des gens !", "Le classement du mois"],
)
def test_ranking_is_recognised(words: str) -> None:
    assert ranking_words(words)


@pytest.mark.parametrize("words", ["Il n'y a pas de classement.", "ni note, ni classement"])
def test_to_say_that_there_is_none_is_no_ranking(words: str) -> None:
    assert not ranking_words(words)


@pytest.mark.parametrize(
    "words", ["Vous auriez dû venir.", "vous devez agir", "Vous avez encore oublié !"]
)
def test_guilt_is_recognised(words: str) -> None:
    assert GUILT.search(fold(words)) or blaming_words(words)
