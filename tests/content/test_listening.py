"""What stands on a button may be typed and is never taken for a danger."""

from __future__ import annotations

from random import Random

import pytest

from bot.rules.codes import make_code, show_code
from content.listening import labels
from content.model import URGENCE
from tests import known


@pytest.mark.parametrize("tier", ["words", "meaning"])
def test_no_label_of_a_button_raises_an_alarm(tier: str) -> None:
    answerer = known.thorough_answerer() if tier == "meaning" else known.answerer()
    usual = labels(known.content().sentences)
    assert len(usual) > 100
    assert [label for label in usual if answerer.danger(label) is not None] == []
    assert answerer.danger("pas pour moi !") is None


def test_no_code_from_a_card_raises_an_alarm() -> None:
    answerer, signs = known.thorough_answerer(), Random(63)
    codes = [show_code(make_code(signs.randrange)) for _ in range(150)]
    assert [code for code in codes if answerer.answer(code).topic == URGENCE] == []
    assert [code for code in codes if answerer.answer(code.lower()).topic == URGENCE] == []
