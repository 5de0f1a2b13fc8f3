"""In which order tests are begun: long ones first, so that in the end nobody waits for one.

pytest-xdist gives the first half of the list to one worker and the second half to the other; who
is done takes from the end of what the other still has. So both halves begin with what takes long,
and end with what is quick: the first with everything in Chromium, which then starts once, the
second with everything on PostgreSQL, which then starts once as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

# What took more than two seconds when it was last measured, the longest first. A test that is
# missing here is no fault: it only begins later.
LONG = (
    "tests/browser/test_desk.py",
    "tests/browser/test_site.py",
    "tests/browser/test_stand.py",
    "tests/browser/test_whole_loop.py",
    "tests/faults/",
    "tests/load/",
    "tests/content/test_danger.py::test_the_ear_hears_dangers_that_it_was_never_told",
    "tests/bench/test_year.py",
    "tests/conversations/test_typed.py::test_every_screen_is_reached_by_typing_only",
    "tests/hostile/test_buttons.py",
    "tests/content/test_prepared.py::test_no_phrasing_of_a_topic_is_taken_for_one",
    "tests/commands/test_suggest.py::test_some_hundred_profiles",
    "tests/commands/test_one_clear_line.py",
    "tests/content/test_listening.py",
    "tests/content/test_danger.py",
    "tests/content/test_suggest.py",
    "tests/conversations/test_afternoon.py",
    "tests/hostile/",
)


def in_two_halves(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Put the items in the order in which they are best begun."""
    chromium: list[pytest.Item] = []
    heavy: list[pytest.Item] = []
    quick: list[pytest.Item] = []
    for item in sorted(items, key=_place):
        if item.get_closest_marker("browser"):
            chromium.append(item)
        elif _place(item) < len(LONG) or _needs_postgres(item):
            heavy.append(item)
        else:
            quick.append(item)
    room = max((len(quick) + len(heavy) - len(chromium)) // 2, 0)
    return [*chromium, *quick[:room], *heavy, *quick[room:]]


def _needs_postgres(item: pytest.Item) -> bool:
    asked = getattr(item, "fixturenames", ())
    return bool(item.get_closest_marker("postgres")) or "postgres_server" in asked


def _place(item: pytest.Item) -> int:
    name = item.nodeid
    return next((at for at, long in enumerate(LONG) if name.startswith(long)), len(LONG))
