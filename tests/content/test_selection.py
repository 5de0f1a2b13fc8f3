"""The picking, against every subset of small sets of candidates."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from content.selection import Candidate, select


def of(*described: tuple[str, int, str, int, float]) -> list[Candidate]:
    return [Candidate(*one) for one in described]


candidates = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from(["free", "free", "a", "b", "c"]),
        st.integers(0, 2),
        st.floats(-5, 5),
    ),
    max_size=8,
).map(
    lambda drawn: of(
        *(
            (str(number), kind, f"free {number}" if clash == "free" else clash, tier, score)
            for number, (kind, clash, tier, score) in enumerate(drawn)
        )
    )
)


def reach(pool: list[Candidate], count: int) -> tuple[int, int]:
    """How many can stand together, at most `count`, and of how many kinds, by trying all."""
    together = [
        subset
        for size in range(count + 1)
        for subset in combinations(pool, size)
        if len({c.clash for c in subset}) == size
    ]
    most = max(map(len, together))
    return most, max(len({c.kind for c in s}) for s in together if len(s) == most)


@given(candidates, st.integers(0, 5))
def test_as_many_as_possible_of_as_many_kinds_as_possible(
    pool: list[Candidate], count: int
) -> None:
    chosen = select(pool, count)

    assert len({c.clash for c in chosen}) == len(chosen)
    assert (len(chosen), len({c.kind for c in chosen})) == reach(pool, count)


@given(candidates, st.integers(1, 4))
def test_a_higher_tier_is_opened_only_where_the_lower_one_falls_short(
    pool: list[Candidate], count: int
) -> None:
    lowest = [c for c in pool if c.tier == 0]

    if reach(lowest, count) == reach(pool, count):
        assert all(c.tier == 0 for c in select(pool, count))


@given(candidates, st.integers(0, 5))
def test_the_order_in_which_candidates_come_changes_nothing(
    pool: list[Candidate], count: int
) -> None:
    assert select(pool[::-1], count) == select(pool, count)


def test_the_best_gives_up_its_place_where_another_kind_has_no_other() -> None:
    pool = of(
        ("best", 1, "shared", 0, 9.0), ("second", 1, "own", 0, 5.0), ("only", 2, "shared", 0, 1.0)
    )

    assert [c.id for c in select(pool, 2)] == ["second", "only"]


def test_with_one_kind_the_best_are_picked_in_order() -> None:
    pool = of(("c", 1, "c", 0, 1.0), ("a", 1, "a", 0, 3.0), ("b", 1, "b", 0, 2.0))

    assert [c.id for c in select(pool, 2)] == ["a", "b"]


def test_more_are_asked_for_than_there_are() -> None:
    assert [c.id for c in select(of(("a", 1, "a", 0, 1.0)), 10**12)] == ["a"]
    assert select([], 3) == []
