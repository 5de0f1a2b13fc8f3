from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from content.memory import still_refused
from tests import known

ACTIONS = known.content().actions
TAP = ACTIONS["eau-du-robinet"]
BIKE = ACTIONS["velo-trajet-court"]
WINTER = replace(TAP, months=frozenset({11, 12, 1, 2}))
REFUSED = date(2026, 1, 10)


@pytest.mark.parametrize(
    ("today", "kept"),
    [(date(2026, 1, 10), True), (date(2027, 1, 10), True), (date(2027, 1, 11), False)],
)
def test_a_refusal_holds_for_a_year(today: date, *, kept: bool) -> None:
    assert still_refused(TAP, REFUSED, today) is kept


@pytest.mark.parametrize(
    ("today", "kept"),
    [(date(2026, 2, 20), True), (date(2026, 6, 1), True), (date(2026, 11, 2), False)],
)
def test_or_until_its_season_begins_anew(today: date, *, kept: bool) -> None:
    assert still_refused(WINTER, REFUSED, today) is kept


def test_or_until_the_life_it_rests_on_has_changed() -> None:
    later = date(2026, 3, 1)
    assert not still_refused(BIKE, REFUSED, later, changed={"bike": date(2026, 2, 1)})
    assert still_refused(BIKE, REFUSED, later, changed={"garden": date(2026, 2, 1)})
    assert still_refused(BIKE, REFUSED, later, changed={"bike": date(2026, 1, 1)})
    assert not still_refused(
        TAP, REFUSED, later, reason="cher", changed={"budget": date(2026, 2, 1)}
    )
