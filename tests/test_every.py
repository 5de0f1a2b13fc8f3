"""A check over many things fails for each of them by its name."""

from __future__ import annotations

import pytest

from tests.every import every


@every({"one": 1, "two": 2})
def test_all_is_well(thing: int) -> None:
    assert thing < 3


def test_every_offender_is_named_and_the_rest_is_looked_at_too() -> None:
    seen: list[str] = []

    @every({"one": "1", "two": "2", "words": "three", "four": "4"})
    def is_even(thing: str) -> None:
        seen.append(thing)
        assert not int(thing) % 2

    with pytest.raises(AssertionError) as found:
        is_even()

    lines = [line.partition(":")[0] for line in str(found.value).split("\n")]
    assert seen == ["1", "2", "three", "4"]
    assert [name for name in lines if name in {"one", "two", "words", "four"}] == ["one", "words"]


def test_nothing_to_look_at_is_a_fault() -> None:
    nothing: dict[str, int] = {}
    with pytest.raises(AssertionError, match="nothing to look at"):
        every(nothing)(lambda _: None)()
