"""Every topic and every danger has a simple version, and it is one."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import pytest

from content.render import to_html, to_plain
from content.simple_rules import offenders
from tests import known
from tests.every import every

if TYPE_CHECKING:
    from content.model import DangerKind

CONTENT = known.content()
DANGERS = known.dangers().kinds
TEXTS = {
    **{topic.id: (topic.short, topic.simple) for topic in CONTENT.topics.values()},
    **{f"danger {kind.id}": (kind.text, kind.simple) for kind in DANGERS.values()},
}
every_text = every({name: name for name in TEXTS})


@every_text
def test_there_is_a_simple_version_different_from_the_long_one(name: str) -> None:
    long, simple = map(to_plain, TEXTS[name])

    assert simple
    assert simple != long
    if len(long) > 100:
        alike = SequenceMatcher(None, long, simple, autojunk=False).ratio()
        assert alike < 0.9, f"{name}: {alike:.2f}"


@every_text
def test_it_is_easy_to_read(name: str) -> None:
    assert offenders(TEXTS[name][1]) == []


@every_text
def test_each_sentence_has_a_line_of_its_own(name: str) -> None:
    for line in to_html(TEXTS[name][1]).split("\n"):
        assert line.count(". ") <= 0, line


@every(DANGERS)
def test_a_simple_danger_text_gives_the_first_number_and_says_who_reads(kind: DangerKind) -> None:
    for said in (kind.simple, kind.english):
        assert kind.numbers[0] in said
    assert "Je suis un programme, personne ne lit en direct." in kind.simple
    assert "I am a program, nobody is reading live." in kind.english


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Il y a dix objectifs.", "chiffres"),
        ("Ceci est une phrase " + "très " * 12 + "longue.", "15 au plus"),
        ("Le plan donne le cap.", "image"),
        ("On avance ; on apprend.", "une seule idée"),
    ],
)
def test_offenders_are_found(text: str, why: str) -> None:
    (found,) = offenders(text)
    assert why in found.why


def test_no_new_figure_stands_in_a_simple_text() -> None:
    for topic in CONTENT.topics.values():
        whole = to_plain(f"{topic.short} {topic.more} {topic.department} {topic.title}")
        for number in (n for n in to_plain(topic.simple).split() if n.isdigit() and len(n) > 2):
            assert number in whole.replace("\u00a0", ""), (topic.id, number)
