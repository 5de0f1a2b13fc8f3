from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.presses import MAX_BYTES, Press, Verb, pack, unpack
from handlers.presses import PRESSES
from tests import known

PARTS = st.from_regex(r"[A-Za-z0-9_.-]{1,12}", fullmatch=True)


@given(st.sampled_from(list(Verb)), st.lists(PARTS, max_size=3))
def test_what_is_packed_comes_back(verb: Verb, parts: list[str]) -> None:
    assert unpack(pack(verb, *parts)) == Press(verb, tuple(parts))


@given(st.text())
def test_forged_data_is_nothing_or_a_known_verb(data: str) -> None:
    press = unpack(data)

    assert press is None or press.verb in Verb


@pytest.mark.parametrize("part", ["a:b", "é", "x y", "a" * 65, "<b>", ""])
def test_what_would_not_come_back_is_refused_or_kept(part: str) -> None:
    try:
        data = pack(Verb.TOPIC, part)
    except ValueError:
        return
    assert unpack(data) == Press(Verb.TOPIC, (part,))


@pytest.mark.parametrize("text", ["", "-1", "x", "9" * 19, "٣", "1e3"])
def test_a_number_that_is_none_finds_no_row(text: str) -> None:
    assert Press(Verb.DONE, (text,)).number(0) == -1


def test_every_verb_does_something() -> None:
    assert set(PRESSES) == set(Verb)


def test_the_longest_button_of_every_action_fits() -> None:
    longest = 2**63 - 1
    for action in known.content().actions.values():
        for data in (
            pack(Verb.WHEN, action.id, "wednesday"),
            pack(Verb.WHEN_WORDS, action.id, longest),
            pack(Verb.NOT_ME_WHY, action.id, "chezmoi"),
        ):
            assert len(data.encode()) <= MAX_BYTES
    assert len(pack(Verb.LATER_AT, longest, "2026-11-24", "morning").encode()) <= MAX_BYTES
