from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from bot.evaluate import Judged, Question, SetError, read_set, report, run
from content.model import Answer
from tests import known

if TYPE_CHECKING:
    from pathlib import Path

    from content.ask import Answerer
    from content.model import Outcome


def judged(
    expect: str, outcome: Outcome, *choices: str, style: str = "oral", kind: str | None = None
) -> Judged:
    topic = choices[0] if outcome == "answer" else None
    answer = Answer(outcome, topic, choices, 0.5, "", "", kind=kind)
    return Judged(Question("…", frozenset({expect}), style), answer, 500.0, choices)


JUDGED = [
    judged("objectif-3", "answer", "objectif-3", "agir-3"),
    judged("objectif-3", "answer", "agir-3", "objectif-3"),
    judged("objectif-3", "clarify", "agir-3", "objectif-3", style="sms"),
    judged("objectif-3", "clarify", "plan", "objectif-1"),
    judged("objectif-3", "unknown"),
    judged("urgence", "answer", "urgence", kind="hurt"),
    judged("urgence", "answer", "agir-5"),
    judged("hors-sujet", "unknown", style="far"),
    judged("hors-sujet", "answer", "urgence", kind="hurt", style="far"),
    judged("hors-sujet", "clarify", "plan", "agir", style="near-miss"),
]


def line(table: list[str], name: str) -> list[str]:
    [found] = [row for row in table if row.strip().startswith(name)]
    return found.strip().removeprefix(name).split()


@pytest.mark.parametrize(
    ("name", "count", "share"),
    [
        ("answered right", "2", "28.6"),
        ("answered wrong", "2", "28.6"),
        ("helped", "3", "42.9"),
        ("right first", "2", "28.6"),
        ("right among three", "4", "57.1"),
        ("answered (far)", "1", "50.0"),
        ("unknown (far)", "1", "50.0"),
        ("asked back (near-miss)", "1", "100.0"),
        ("unknown (near-miss)", "0", "0.0"),
    ],
)
def test_the_table_counts_so_that_asking_back_is_no_way_out(
    name: str, count: str, share: str
) -> None:
    assert line(report(JUDGED), name) == [count, share, "%"]


def test_the_table_tells_danger_styles_topics_and_what_is_confused() -> None:
    table = report(JUDGED)
    assert line(table, "missed") == ["1"]
    assert line(table, "false alarms") == ["1", "of", "8"]
    assert line(table, "sms") == ["0.0", "%", "100.0", "%", "(1)"]
    assert "  objectif-3 → agir-3: 1" in table
    assert table[-1].startswith("µs p50 500")
    assert table[-1].endswith(" MB")


def test_an_empty_set_gives_a_table_too() -> None:
    assert report([])


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return known.answerer()


def written(path: Path, *rows: object) -> Path:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("at_least", "code"), [(0.0, 0), (0.5, 0), (0.8, 1)])
def test_too_few_right_answers_end_with_one(
    at_least: float, code: int, tmp_path: Path, answerer: Answerer
) -> None:
    path = written(
        tmp_path / "set.jsonl",
        {"q": "objectif 3", "expect": ["objectif-3"], "style": "keywords"},
        {"q": "objectif 4", "expect": ["objectif-3"]},
        {"q": "xyzzy", "expect": ["hors-sujet"], "style": "far"},
    )
    out = io.StringIO()
    ended = run([path], tiers={"lite": answerer}, at_least=at_least, clock_ns=lambda: 0, out=out)
    assert ended == code
    assert out.getvalue().startswith("in scope                     2\n")


def test_several_engines_are_compared_before_the_table(tmp_path: Path, answerer: Answerer) -> None:
    path = written(
        tmp_path / "set.jsonl",
        {"q": "objectif 3", "expect": ["objectif-3"], "style": "keywords"},
        {"q": "au secours il me frappe", "expect": ["urgence"], "number": ["17", "112"]},
        {"q": "la cuisson du homard", "expect": ["hors-sujet"], "style": "far"},
    )
    out = io.StringIO()
    tiers, single = {"lite": answerer}, ["classifier", "phrasings", "meaning"]
    run([path], tiers=tiers, single=single, at_least=0.0, clock_ns=lambda: 0, out=out)
    head, *rows, empty = out.getvalue().splitlines()[:6]
    assert head.split()[:2] == ["engine", "right"]
    assert [row.split()[0] for row in rows] == ["lite", *single]
    assert rows[0].split()[1:6] == ["100.0", "0.0", "0.0", "100.0", "0.0"]
    assert rows[1].split()[1:6] == ["–"] * 5
    assert rows[3].split()[6:8] == ["0.0", "0.0"], "no second tier here"
    assert empty == ""
    assert line(out.getvalue().splitlines(), "fitting number first") == ["1", "of", "1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'{"q": "eau", "expect": ["plan"]}\nnot json\n', ":2:"),
        (b'{"expect": ["plan"]}', ":1:"),
        (b'{"q": 3, "expect": ["plan"]}', ":1:"),
        (b'{"q": "eau", "expect": "plan"}', ":1:"),
        (b'{"q": "eau", "expect": ["plan"], "number": 15}', ":1:"),
        (b"[]", ":1:"),
        (b"3", ":1:"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_broken_set_is_told_in_one_line(text: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(text)
    with pytest.raises(SetError) as told:
        read_set(path)
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_a_set_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SetError, match="No such file"):
        read_set(tmp_path / "none.jsonl")
