"""Politeness around a message: what is taken off, and what stays."""

from __future__ import annotations

import pytest

from content.courtesy import Courtesy
from tests import known

POLITE = Courtesy.of(["bonsoir", "bonsoir à tous", "madame", "merci d'avance", "merci", "svp"])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("bonsoir il y a un feu", "il y a un feu"),
        ("Bonsoir, Madame, il y a un feu", "il y a un feu"),
        ("BONSOIR À TOUS ! il y a un feu merci", "il y a un feu"),
        ("il y a un feu, merci d’avance !", "il y a un feu,"),
        ("bonsoir il y a un feu svp merci", "il y a un feu"),
        ("il dit merci pour le feu", "il dit merci pour le feu"),
        ("bonsoir 😢 il y a un feu", "😢 il y a un feu"),
        ("il y a un feu 🔥 merci", "il y a un feu 🔥"),
        ("un feu svp", "un feu"),
        ("bonsoir au secours !", "au secours !"),
        ("vite svp", "vite"),
        ("bonsoir merci", "bonsoir merci"),
        ("merci", "merci"),
        ("", ""),
        ("bonsoir " * 1000, "bonsoir " * 1000),
        ("\u202e\u0301 ))) '''", "\u202e\u0301 ))) '''"),
    ],
)
def test_politeness_is_taken_off_both_ends(text: str, left: str) -> None:
    assert POLITE.off(text) == left


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("bonsoir au secours !", 2),
        ("vite svp", 1),
        ("merci", 0),
        ("sans abri ! ?", 2),
        ("🔥 !", 1),
    ],
)
def test_the_words_that_are_left_are_counted(text: str, count: int) -> None:
    assert POLITE.left(text) == count


def test_nothing_polite_is_known() -> None:
    assert Courtesy.of(["", "!"]).off("bonsoir il y a un feu") == "bonsoir il y a un feu"


@pytest.mark.parametrize("around", ["bonsoir, {}", "{} merci d'avance", "bonjour madame {} svp"])
def test_a_danger_sounds_as_alarming_however_politely_it_is_told(around: str) -> None:
    danger = "mon fils a bu du produit pour déboucher"
    heard = known.dangers().hear(around.format(danger))

    assert (heard.loudness, heard.parts) == (known.dangers().hear(danger).loudness, (danger,))
