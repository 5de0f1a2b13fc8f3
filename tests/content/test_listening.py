"""What stands on a button may be typed and is never taken for a danger."""

from __future__ import annotations

import pytest

from content.ask import Answerer
from content.listening import labels
from content.load import load
from content.meaning import open_meaning


@pytest.mark.parametrize("tier", ["words", "meaning"])
def test_no_label_of_a_button_raises_an_alarm(tier: str) -> None:
    content = load()
    meaning = open_meaning(content.root) if tier == "meaning" else None
    answerer = Answerer.of(content, meaning=meaning)
    usual = labels(content.sentences)
    assert len(usual) > 100
    assert [label for label in usual if answerer.danger(label) is not None] == []
    assert answerer.danger("pas pour moi !") is None
