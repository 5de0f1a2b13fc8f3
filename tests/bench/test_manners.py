"""Questions asked in several manners, and what is counted of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.manners import MANNERS, main, rows
from bot.evaluate import Question
from tests import known

if TYPE_CHECKING:
    import pytest

QUESTIONS = [
    Question("de quoi parle l'objectif 3", frozenset({"objectif-3"}), "terse"),
    Question("qui a gagné le match hier", frozenset({"hors-sujet"}), "terse"),
    Question("mon fils a avalé de la javel", frozenset({"urgence"}), "terse"),
    Question("bonjour", frozenset({"bonjour"}), "terse"),
]


def test_each_manner_is_counted() -> None:
    told = [line.split() for line in rows(QUESTIONS, known.answerer())]

    assert len(told) == len(MANNERS)
    assert all(
        line[-9:] == ["100.0", "0.0", "0.0", "0", "of", "1", "0", "of", "2"] for line in told
    )


def test_a_file_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "name a file" in capsys.readouterr().err
