"""What stands on a button is never taken for a danger; where words are certain, care is enough."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.rules.codes import make_code, show_code
from content.confidence import Alarm, Logistic
from content.courtesy import NO_COURTESY, Courtesy
from content.danger import Heard
from content.danger_training import EXAMPLES, read_examples
from content.listening import Listener, labels
from content.load import ROOT
from content.meaning import Sense
from content.model import URGENCE
from tests import known

if TYPE_CHECKING:
    from collections.abc import Callable

    from content.ask import Answerer
    from content.model import DangerKind


@pytest.mark.parametrize("tier", ["words", "meaning"])
def test_no_label_of_a_button_raises_an_alarm(tier: str) -> None:
    answerer = known.thorough_answerer() if tier == "meaning" else known.answerer()
    usual = labels(known.content().sentences)
    assert len(usual) > 100
    assert [label for label in usual if answerer.danger(label) is not None] == []
    assert answerer.danger("pas pour moi !") is None


@pytest.mark.parametrize("text", known.dangers().replies)
def test_what_people_reply_is_no_danger_by_itself(text: str) -> None:
    for answerer in (known.answerer(), known.thorough_answerer()):
        assert answerer.answer(f"{text.capitalize()} !").topic != URGENCE


def test_no_code_from_a_card_raises_an_alarm() -> None:
    answerer, signs = known.thorough_answerer(), Random(63)
    codes = [show_code(make_code(signs.randrange)) for _ in range(150)]
    assert [code for code in codes if answerer.answer(code).topic == URGENCE] == []
    assert [code for code in codes if answerer.answer(code.lower()).topic == URGENCE] == []


@pytest.mark.parametrize(
    "text",
    ["beaucoup", "toujours", "moi", "pain", "pas fait", "pas encore", "chez moi", "et après"],
)
def test_a_word_or_two_in_answer_raise_no_alarm(text: str) -> None:
    assert known.thorough_answerer().danger(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "suicide",
        "au secours",
        "il coule",
        "vite svp",
        "sans abri",
        "accident",
        "helpme",
        "ilmefrappe",
    ],
)
@pytest.mark.parametrize("thorough", known.THOROUGH)
def test_a_danger_in_a_word_or_two_does(text: str, thorough: Callable[[], Answerer]) -> None:
    assert thorough().danger(text) is not None


@pytest.mark.parametrize("tier", [known.answerer, *known.THOROUGH])
@pytest.mark.parametrize(
    "manner", ["{} !", "{} ?", "bonsoir {}", "bonjour, {}", "{} svp", "bonjour madame {} merci"]
)
def test_politeness_or_a_mark_hides_no_short_danger(
    tier: Callable[[], Answerer], manner: str
) -> None:
    """Of the dangers in three words that are heard bare, nearly all are heard in every manner."""
    short = short_dangers(tier)
    lost = [text for text in short if tier().danger(manner.format(text)) is None]
    assert len(short) > 100
    assert len(lost) <= 0.05 * len(short), lost


@cache
def short_dangers(tier: Callable[[], Answerer]) -> list[str]:
    """The dangers in three words at most that a tier hears as they stand."""
    return [
        text
        for text, kind in read_examples(ROOT / EXAMPLES)
        if kind is not None and len(text.split()) <= 3 and tier().danger(text) is not None
    ]


@dataclass(frozen=True, slots=True)
class Words:
    """Rules and an ear that hear the same in every text."""

    told: DangerKind | None = None
    courtesy: Courtesy = NO_COURTESY

    def hear(self, text: str) -> Heard:
        return Heard(self.told, 0.0, (text,), self.told)

    def guess(self, _: str) -> DangerKind:
        return KIND


@dataclass(frozen=True, slots=True)
class Questions:
    """A searcher whose words are certain of an answer, or are not."""

    certain: bool

    def unclear(self, text: str) -> str | None:
        return None if self.certain else text


KIND = known.dangers().kinds["unclear"]
CHANCE = Logistic(0.0, (0.0, 0.0, 1.0, *(0.0,) * 8), (0.0,) * 11, (1.0,) * 11)
ALARM = Alarm(CHANCE, enough=0.3, hardly=0.01, calm=-4.0)


def listener(*, certain: bool, sounds: float, told: DangerKind | None = None) -> Listener:
    meaning: Any = SimpleNamespace(of=lambda _: Sense({}, sounds, 0.0, 0.0))
    words: Any = Words(told)
    questions: Any = Questions(certain)
    return Listener(words, questions, ALARM, meaning)


@pytest.mark.parametrize(
    ("certain", "sounds", "told", "alarmed", "wary"),
    [
        (True, -0.5, None, False, True),  # less than half a chance, and an answer to give
        (True, 2.0, None, True, False),
        (True, -2.0, None, False, False),
        (True, -0.5, KIND, True, False),  # a rule tells of it
        (False, -0.5, None, True, False),  # no answer to give
        (False, -0.5, KIND, True, False),
        (False, -2.0, None, False, False),
    ],
)
def test_where_words_are_certain_an_alarm_is_surer(
    *, certain: bool, sounds: float, told: DangerKind | None, alarmed: bool, wary: bool
) -> None:
    ears = listener(certain=certain, sounds=sounds, told=told)
    assert (ears.danger("une question assez longue") is not None) is alarmed
    assert ears.wary("une question assez longue") is wary


def test_an_answer_to_what_may_hide_a_danger_says_whom_to_call() -> None:
    answerer = known.answerer()
    ears: Any = SimpleNamespace(
        danger=lambda _: None, wary=lambda _: True, lets_go=lambda _: False
    )
    careful = replace(answerer, listener=ears)
    for text in ("c'est quoi le master plan", "what is the master plan"):
        plain, told = answerer.answer(text), careful.answer(text)
        assert (told.outcome, told.topic) == (plain.outcome, plain.topic)
        assert told.text.startswith(plain.text)
        assert all("112" in shown and "114" in shown for shown in (told.text, told.html))


@pytest.mark.parametrize("thorough", known.THOROUGH)
def test_what_a_stranger_to_all_that_is_learnt_tells_of_danger_is_mostly_heard(
    thorough: Callable[[], Answerer],
) -> None:
    """500 lines, many of them look-alikes; nothing learns from them."""
    path = Path(__file__).with_name("danger-strangers.jsonl")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    ears = thorough()
    told = [line["x"] for line in lines if line["kind"] is not None]
    calm = [line["x"] for line in lines if line["kind"] is None]
    missed = [text for text in told if ears.danger(text) is None]
    alarmed = [text for text in calm if ears.danger(text) is not None]

    assert (len(told), len(calm)) == (170, 330)
    assert len(missed) <= 0.05 * len(told), missed
    assert len(alarmed) <= 0.07 * len(calm), alarmed
