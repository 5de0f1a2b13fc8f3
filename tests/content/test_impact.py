"""Row 22: only like units, no double counts, nothing guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.impact import Deed, Sums, add_up, rounded
from tests import known

CONTENT = known.content()
ACTIONS, GROUPS = CONTENT.actions, CONTENT.exclusions
TODAY = date(2026, 5, 12)


def did(*deeds: tuple[str, int, float | None]) -> Sums:
    """Each: an action, how many times (a day each, up to today), how much each time."""
    return add_up(
        [
            Deed(ACTIONS[name], TODAY - timedelta(days=n), amount)
            for name, times, amount in deeds
            for n in range(times)
        ],
        GROUPS,
        TODAY,
    )


def total(sums: Sums, unit: str) -> float | None:
    return next((t.value for t in sums.totals if t.unit == unit), None)


def test_a_figure_for_a_year_is_shared_out_over_its_times() -> None:
    assert total(did(("fruits-legumes-de-saison", 1, None)), "kg CO2e") == 1.0
    assert total(did(("teletravail-un-jour", 4, None)), "kg CO2e") == pytest.approx(21)


def test_what_is_done_once_works_from_its_day_on_and_for_a_year_at_most() -> None:
    new = add_up([Deed(ACTIONS["ampoules-led"], TODAY)], GROUPS, TODAY)
    old = add_up([Deed(ACTIONS["ampoules-led"], date(2020, 1, 1))], GROUPS, TODAY)

    assert new.totals == ()
    assert total(old, "kg CO2e") == 20


def test_kilometres_count_only_where_they_were_said() -> None:
    assert did(("velo-trajet-court", 3, None)).totals == ()
    assert total(did(("velo-trajet-court", 3, 10.0)), "kg CO2e") == pytest.approx(4.2)
    assert total(did(("autoroute-110", 1, 100.0)), "kg CO2e") == pytest.approx(3.3)


def test_units_are_never_mixed_and_percentages_never_added() -> None:
    sums = did(
        ("douche-plus-courte", 2, None),
        ("eteindre-veilles-nuit", 2, None),
        ("laver-a-30", 5, None),
        ("mousseurs-robinets", 1, None),
    )

    assert {t.unit: t.value for t in sums.totals} == {"litres": 72, "kWh": 0.72}
    assert {p.action.id for p in sums.uncounted} == {"laver-a-30", "mousseurs-robinets"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("douche-plus-courte", 3, None), ("douche-au-lieu-bain", 3, None)),
        (("velo-trajet-court", 3, 5.0), ("train-ter", 3, 5.0)),
        (("fruits-legumes-de-saison", 9, None), ("produits-locaux-vente-directe", 9, None)),
        (("composter-au-jardin", 9, None), ("composteur-partage", 9, None)),
    ],
)
def test_the_same_thing_is_not_counted_twice(
    first: tuple[str, int, float | None], second: tuple[str, int, float | None]
) -> None:
    alone = max((did(first).totals, did(second).totals), key=lambda totals: totals[0].value)
    both = did(first, second)

    assert both.totals == alone
    assert len(both.doubled) == 1


def test_a_leak_that_may_not_exist_is_no_saving() -> None:
    assert did(("chasse-fuites-compteur", 3, None)).totals == ()


deeds = st.lists(
    st.builds(
        Deed,
        st.sampled_from(list(ACTIONS.values())),
        st.dates(date(2025, 1, 1), TODAY),
        st.none() | st.floats(0.1, 1000),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(deeds)
def test_whatever_is_done_the_sums_stay_honest(done: list[Deed]) -> None:
    sums = add_up(done, GROUPS, TODAY)

    for each in sums.totals:
        parts = [p for p in sums.counted if p.action.impact and p.action.impact.unit == each.unit]
        assert each.value == rounded(sum(p.value or 0 for p in parts))
        assert not each.unit.startswith("%")
    for unit in {t.unit for t in sums.totals}:
        ids = {
            p.action.id for p in sums.counted if p.action.impact and p.action.impact.unit == unit
        }
        assert all(len(group.actions & ids) <= 1 for group in GROUPS)
    seen = [p.action.id for p in (*sums.counted, *sums.doubled, *sums.uncounted)]
    assert sorted(seen) == sorted({deed.action.id for deed in done})
    assert all(p.action.impact is not None for p in sums.counted)
    # More deeds never make it less.
    assert len(add_up([*done, *done[:1]], GROUPS, TODAY).totals) >= len(sums.totals)


def test_two_digits_count() -> None:
    assert [rounded(v) for v in (0, 0.0357, 1.25, 99.4, 1234)] == [0, 0.036, 1.2, 99, 1200]
