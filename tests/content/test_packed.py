"""Packed texts are the texts."""

from __future__ import annotations

import pytest

from content.packed import Packed

TEXTS = {"eau": ("l'été", "", "« œ » 🌍"), "empty": ("",), "none": ()}


def test_packed_texts_are_the_texts_in_their_order() -> None:
    packed = Packed(TEXTS)

    assert packed == TEXTS
    assert packed != {**TEXTS, "eau": ("l'été",)}
    assert list(packed) == list(TEXTS)
    assert len(packed) == 3


def test_there_is_nothing_for_a_stranger_and_no_room_for_line_ends() -> None:
    with pytest.raises(KeyError):
        Packed(TEXTS)["air"]
    with pytest.raises(ValueError, match="line end"):
        Packed({"eau": ("a\nb",)})
