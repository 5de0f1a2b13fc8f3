from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from bot import ask
from tests import known

if TYPE_CHECKING:
    from content.ask import Answerer

FIELDS = ["q", "outcome", "topic", "choices", "confidence", "text", "kind", "numbers", "us"]


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return known.answerer()


class Flushed(io.BytesIO):
    """Remembers how much had been written each time it was flushed."""

    def __init__(self) -> None:
        super().__init__()
        self.flushes: list[int] = []

    def flush(self) -> None:
        super().flush()
        self.flushes.append(self.getvalue().count(b"\n"))


def asked(answerer: Answerer, *question: str, stdin: bytes = b"") -> tuple[Flushed, list[Any]]:
    out = Flushed()
    clock = iter(range(0, 10**12, 840_000))
    code = ask.run(
        question,
        as_json=True,
        stdin=io.BytesIO(stdin),
        stdout=out,
        answerer=answerer,
        clock_ns=lambda: next(clock),
    )
    assert code == 0
    return out, [json.loads(line) for line in out.getvalue().splitlines()]


def test_arguments_are_one_question(answerer: Answerer) -> None:
    _, [answer] = asked(answerer, "c", "koi", "l", "objectif", "3")
    assert list(answer) == FIELDS
    assert answer["q"] == "c koi l objectif 3"
    assert (answer["outcome"], answer["topic"]) == ("answer", "objectif-3")
    assert answer["choices"][0] == "objectif-3"
    assert answer["us"] == 840
    assert answer["numbers"] == []


def test_danger_gives_its_kind_and_numbers(answerer: Answerer) -> None:
    _, [answer] = asked(answerer, "mon voisin frappe sa femme")
    assert (answer["topic"], answer["confidence"]) == ("urgence", 1.0)
    assert answer["kind"]
    assert answer["numbers"]


def test_each_line_gets_one_line_at_once_whatever_it_holds(answerer: Answerer) -> None:
    lines = [
        b"objectif 3",
        b"",
        b"   ",
        b"\xff\xfe pas de l'UTF-8",
        b"un \x00 ici",
        '\u202e{"q": "eau"} é'.encode(),
        b"<b>3</b>\r",
        b"sans fin de ligne",
    ]
    out, answers = asked(answerer, stdin=b"\n".join(lines))
    assert len(answers) == len(lines)
    assert out.flushes == list(range(1, len(lines) + 1))
    assert [("error" in answer) for answer in answers] == [
        False,
        True,
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    for answer in answers:
        assert list(answer) == (["q", "error"] if "error" in answer else FIELDS)


def test_without_json_people_read_the_text(answerer: Answerer) -> None:
    out = io.BytesIO()
    ask.run(
        ["objectif", "3"],
        as_json=False,
        stdin=io.BytesIO(),
        stdout=out,
        answerer=answerer,
        clock_ns=lambda: 0,
    )
    assert out.getvalue().decode() == answerer.answer("objectif 3").text + "\n\n"
