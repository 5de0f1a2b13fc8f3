"""The phrasings are many, all different, clean, and none is taken from a question set."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from content.vocabulary import TOPIC_IDS

PHRASINGS = Path(__file__).parents[2] / "content" / "phrasings"
# Beside the checkout, where there is one; a list that is empty elsewhere collects no test.
QUESTIONS = [
    file
    for file in [Path(__file__).parents[3] / "shared" / "spec" / "questions-dev.jsonl"]
    if file.exists()
]
SMALL_TALK = {"bonjour", "merci", "au-revoir"}
RUN = 4


def lines() -> list[tuple[str, str]]:
    return [
        (file.parent.name, line.strip())
        for file in sorted(PHRASINGS.glob("*/*.txt"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]


def fold(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return "".join(kept).split()


def runs(text: str) -> set[tuple[str, ...]]:
    words = fold(text)
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


@pytest.mark.parametrize("topic", sorted(TOPIC_IDS))
def test_each_topic_is_asked_for_in_many_ways(topic: str) -> None:
    count = sum(name == topic for name, _ in lines())
    assert count >= (30 if topic in SMALL_TALK else 40)


def test_each_topic_is_asked_for_in_several_voices() -> None:
    voices = Counter(file.parent.name for file in PHRASINGS.glob("*/*.txt"))
    assert min(voices[topic] for topic in TOPIC_IDS) >= 3


def test_no_phrasing_stands_twice() -> None:
    first: dict[str, str] = {}
    twice = []
    for topic, text in lines():
        key = " ".join(fold(text)) or text
        if key in first:
            twice.append((text, topic, first[key]))
        first.setdefault(key, topic)
    assert twice == []


def test_phrasings_are_clean_text() -> None:
    strange = [
        text
        for _, text in lines()
        if any(unicodedata.category(c) in {"Cc", "Co", "Cn"} for c in text) or len(text) > 900
    ]
    assert strange == []


@pytest.mark.parametrize("questions", QUESTIONS, ids=lambda file: file.stem)
def test_no_phrasing_borrows_from_a_question_set(questions: Path) -> None:
    known: set[tuple[str, ...]] = set()
    for line in questions.read_text(encoding="utf-8").splitlines():
        known |= runs(json.loads(line)["q"])
    assert [text for _, text in lines() if runs(text) & known] == []


def test_the_readme_says_who_speaks_in_every_voice() -> None:
    table = (PHRASINGS / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)\.txt` \|", table, re.MULTILINE)

    assert told == sorted({path.stem for path in PHRASINGS.glob("*/*.txt")})
