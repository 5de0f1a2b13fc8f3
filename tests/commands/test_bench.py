"""`colibris bench`: one list of what can be measured, and a page that keeps the other sections."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from bench import page
from bench.registry import BENCHES
from bot.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path


def test_help_names_everything_that_can_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["bench", "--help"])

    assert end.value.code == 0
    told = capsys.readouterr().out
    assert all(name in told for name in BENCHES)


def test_what_nobody_knows_how_to_measure_is_wrong_usage() -> None:
    with pytest.raises(SystemExit) as end:
        main(["bench", "luck"])

    assert end.value.code == 2


def test_a_section_is_replaced_and_its_neighbours_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "PAGE", tmp_path / "performance.md")

    page.write_section("One", "colibris bench one", ["an apple"])
    page.write_section("Two", "colibris bench two", ["a pear"])
    page.write_section("One", "colibris bench one", ["a plum"])

    text = page.PAGE.read_text("utf-8")
    assert "apple" not in text
    assert text.index("plum") < text.index("pear")


def test_pictures_are_pictures_whatever_the_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "DOCS", tmp_path)
    (tmp_path / "images").mkdir()

    page.write_bars("bars", "a < b & 'c'", [page.Bar("<x>", 2.0), page.Bar("y", 0.0, ours=True)])
    page.write_lines("lines", "curves", {"cost": [("1", 2.0), ("2", 3.0)], "one": [("1", 1.0)]})

    for name in ("bars", "lines"):
        ET.parse(tmp_path / "images" / f"{name}.svg")  # noqa: S314 – written just now
