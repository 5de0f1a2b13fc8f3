from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.paper.sheets import Fault, Line, read_lines
from bot.rules.codes import read_loosely

HEAD = ["N°", "Code de la carte", "Action (n°)", "Combien de fois", "Combien de personnes"]
ACTIONS = {"1": "eau-du-robinet", "2": "stop-pub", "boire l eau du robinet": "eau-du-robinet"}
USUAL = {"eau-du-robinet": "daily", "stop-pub": "once"}


def read(*rows: list[str], head: list[str] = HEAD) -> tuple[list[Line], list[Fault]]:
    table = [(number, row) for number, row in enumerate([head, *rows], 1)]
    return read_lines(table, ACTIONS, USUAL, read_loosely)


def test_a_filled_list_becomes_lines() -> None:
    lines, faults = read(
        ["1", "K7P 3RX", "1", "", ""],
        ["2", "k7p-3rw", "Boire l'eau du robinet", "par semaine", "4"],
        ["3", "K7P3RV", "2", "une fois", "1"],
        ["4", "K7P3RT", "", "", ""],
    )

    assert faults == []
    assert lines == [
        Line(2, "K7P3RX", "eau-du-robinet", "daily", 1),
        Line(3, "K7P3RW", "eau-du-robinet", "weekly", 4),
        Line(4, "K7P3RV", "stop-pub", "once", 1),
    ]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (["1", "K7P", "1", "", ""], "code"),
        (["1", "", "1", "", ""], "code"),
        (["1", "K7P3RX", "9", "", ""], "action"),
        (["1", "K7P3RX", "", "", "3"], "action"),
        (["1", "K7P3RX", "1", "souvent", ""], "rhythm"),
        (["1", "K7P3RX", "1", "", "0"], "people"),
        (["1", "K7P3RX", "1", "", "-3"], "people"),
        (["1", "K7P3RX", "1", "", "³"], "people"),
        (["1", "K7P3RX", "1", "", "=HYPERLINK(1)"], "people"),
        (["1", "K7P3RX", "1", "", "999"], "people"),
    ],
)
def test_each_faulty_line_is_named(row: list[str], kind: str) -> None:
    lines, faults = read(row)

    assert lines == []
    assert [(fault.row, fault.kind) for fault in faults] == [(2, kind)]


def test_one_card_twice_and_a_list_without_its_head() -> None:
    row = ["1", "K7P3RX", "1", "", ""]
    assert [fault.kind for fault in read(row, row)[1]] == ["twice"]
    assert [fault.kind for fault in read(row, head=["a", "b", "c"])[1]] == ["head"]


@given(st.lists(st.lists(st.text(max_size=12), max_size=7), max_size=6))
def test_nothing_breaks_it(rows: list[list[str]]) -> None:
    lines, faults = read(*rows)
    assert len(lines) + len(faults) <= len(rows)
