"""Between what is found with politeness and without: which of the two is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from content.model import Found
from content.verdict import surer
from tests import known

if TYPE_CHECKING:
    from collections.abc import Callable

    from content.ask import Answerer

THANKS = Found("answer", "merci", ("merci",), 0.8)
BACK = Found("clarify", None, ("plan", "agir"), 0.4)
UNKNOWN = Found("unknown", None, (), 0.9)


def plan(confidence: float) -> Found:
    return Found("answer", "plan", ("plan",), confidence)


@pytest.mark.parametrize(
    ("found", "bare", "much", "told"),
    [
        (THANKS, plan(0.9), False, plan(0.9)),
        (THANKS, plan(0.7), False, THANKS),
        (THANKS, plan(0.7), True, plan(0.7)),
        (THANKS, UNKNOWN, False, THANKS),
        (THANKS, UNKNOWN, True, UNKNOWN),
        (THANKS, BACK, False, THANKS),
        (THANKS, BACK, True, BACK),
        (BACK, plan(0.7), False, plan(0.7)),
        (BACK, UNKNOWN, False, UNKNOWN),
        (BACK, THANKS, False, BACK),
    ],
)
def test_the_surer_is_told_and_small_talk_is_never_left_over(
    *, found: Found, bare: Found, much: bool, told: Found
) -> None:
    assert surer(found, bare, much=much) == told


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("bonjour madame monsieur comment participer au budget participatif", "agir-8"),
        ("que vise l'objectif sur la mobilité merci", "objectif-6"),
        ("merci", "merci"),
        ("bonjour à vous", "bonjour"),
    ],
)
@pytest.mark.parametrize("thorough", known.THOROUGH)
def test_who_asks_and_thanks_has_asked(
    text: str, topic: str, thorough: Callable[[], Answerer]
) -> None:
    assert thorough().answer(text).topic == topic
