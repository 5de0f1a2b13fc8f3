"""A message is cut into the same words whatever was cut before it."""

from __future__ import annotations

from content.spoken import Cutter

MESSAGES = ("jvx partir. S U I C I D E", "", "l'eau monte", "l'eau monte", "l'eau", "")


def test_words_are_the_same_for_a_cutter_that_has_cut_others() -> None:
    cutter = Cutter({"jvx": "je veux"}, {})

    for text in MESSAGES:
        assert cutter.words(text) == Cutter({"jvx": "je veux"}, {}).words(text)
    assert [word.plain for word in cutter.words(MESSAGES[0])] == [
        "je",
        "veux",
        "partir",
        "suicide",
    ]
