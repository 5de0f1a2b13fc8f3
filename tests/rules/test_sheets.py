"""CSV for a spreadsheet: it comes back as it was, and nothing in it runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.sheets import BOM, to_csv

FORMULAS = (
    "=1+1",
    "+33 4",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "\u00a0=1",
    "|calc",
    "%0A=1",
)


def read_back(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8")
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=";"))


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    ((cell,),) = read_back(to_csv([[text]]))
    assert cell == f"'{text}"


def test_our_numbers_stay_numbers() -> None:
    assert to_csv([[-3, 2.5, None, "é"]]) == f"{BOM}-3;2,5;;é\r\n".encode()


@given(st.lists(st.lists(st.text(), min_size=2, max_size=4), min_size=1, max_size=4))
def test_no_text_leaves_its_cell(rows: list[list[str]]) -> None:
    back = read_back(to_csv(rows))
    assert [len(row) for row in back] == [len(row) for row in rows]
    for row in back:
        for cell in row:
            assert not cell.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r"))
