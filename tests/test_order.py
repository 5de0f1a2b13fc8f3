"""The order in which tests begin."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from tests.order import LONG, in_two_halves

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[1]


def item(name: str, mark: str = "") -> pytest.Item:
    def marker(wanted: str) -> str | None:
        return mark if mark == wanted else None

    return cast("pytest.Item", SimpleNamespace(nodeid=name, get_closest_marker=marker))


def test_each_half_begins_with_what_takes_long_and_none_is_lost() -> None:
    quick = [item(f"tests/a.py::test_{n}") for n in range(8)]
    page = item("tests/browser/test_page.py::test_a", "browser")
    desk = item("tests/browser/test_desk.py::test_a", "browser")
    stored = item("tests/storage/test_a.py::test_a[postgres]", "postgres")
    killed = item("tests/faults/test_kill.py::test_a")

    ordered = in_two_halves([*quick[:4], page, desk, stored, *quick[4:], killed])

    assert ordered[:6] == [desk, page, *quick[:4]]
    assert ordered[6:] == [killed, stored, *quick[4:]]


def test_fewer_than_a_half_is_no_trouble() -> None:
    pages = [item(f"tests/browser/test_page.py::test_{n}", "browser") for n in range(3)]
    assert in_two_halves(pages) == pages
    assert in_two_halves([]) == []


def test_what_is_known_as_long_is_there() -> None:
    for name in LONG:
        file, _, test = name.partition("::")
        path = ROOT / file
        assert path.exists(), name
        assert not test or f"def {test}(" in path.read_text("utf-8"), name
