from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.absence import Absence, find_absence, read_absence

TODAY = date(2026, 7, 1)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "first", "back"),
    [
        ("je pars jusqu'au 3 août", None, date(2026, 8, 4)),
        ("Pas avant lundi", None, date(2026, 7, 6)),
        ("je reviens lundi", None, date(2026, 7, 6)),
        ("je suis en vacances 2 semaines", None, date(2026, 7, 16)),
        ("pause d'une semaine stp", None, date(2026, 7, 9)),
        ("on part en vacances jusqua la fin du mois", None, date(2026, 8, 1)),
        ("du 28 juillet au 3 août je suis pas là", date(2026, 7, 28), date(2026, 8, 4)),
        ("je m'absente du 5 au 12", date(2026, 7, 5), date(2026, 7, 13)),
        ("pas de rappel jusqu'au 3 aout stp", None, date(2026, 8, 4)),
        ("je suis à l'hôpital jusqu'à vendredi", None, date(2026, 7, 4)),
        ("je rentre dans 3 jours", None, date(2026, 7, 4)),
    ],
)
def test_an_absence_is_understood(text: str, first: date | None, back: date) -> None:
    assert find_absence(text, TODAY) == Absence(first, back)


@pytest.mark.parametrize(
    "text",
    [
        "quand est-ce que je peux partir en vacances jusqu'au 3 août ?",
        "je pars",
        "je pars en vélo le lundi",
        "la piscine est ouverte jusqu'au 3 août",
        "comment moins chauffer pendant les vacances de 2 semaines",
        "je reviens hier",
        "",
        "🙂",
    ],
)
def test_anything_else_is_no_absence(text: str) -> None:
    assert find_absence(text, TODAY) is None


def test_when_asked_a_bare_date_is_enough() -> None:
    assert read_absence("3 août", TODAY) == Absence(None, date(2026, 8, 4))
    assert read_absence("demain", TODAY) == Absence(None, date(2026, 7, 3))
    assert read_absence("bof", TODAY) is None


@given(st.text(max_size=80))
def test_whatever_is_typed_nothing_breaks(text: str) -> None:
    found = read_absence(text, TODAY)
    assert found is None or found.back > TODAY
