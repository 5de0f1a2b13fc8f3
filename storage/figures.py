"""Figures: what a person did, and what all did together, without anybody showing through.

No figure about fewer than five people leaves this module, and those that do are rounded down to
steps of five: two figures, or the same one a minute later, tell nothing about one person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.disclosure import SMALLEST_GROUP, hide, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.runner import Runner

__all__ = ["SMALLEST_GROUP", "Figures", "Mine", "Place", "mine", "ours", "places", "shown"]

_MINE = """
    SELECT p.objective, count(*) AS done
    FROM check_ins c JOIN pledges p ON p.id = c.pledge_id
    WHERE p.person_id = $1 AND c.outcome = 'done' GROUP BY p.objective ORDER BY p.objective
"""
_MINE_BY_STATE = (
    "SELECT state, count(*) AS pledges FROM pledges WHERE person_id = $1 GROUP BY state"
)
_PEOPLE = """
    SELECT count(*) AS accounts, COALESCE(sum(people_count), 0) AS figure
    FROM (
        SELECT person_id, max(people_count) AS people_count
        FROM pledges WHERE state <> 'stopped' GROUP BY person_id
    ) each_person
"""
_PLEDGES = """
    SELECT count(DISTINCT person_id) AS accounts, count(*) AS figure
    FROM pledges WHERE state <> 'stopped'
"""
_KEPT = """
    SELECT count(DISTINCT person_id) AS accounts, count(*) AS figure
    FROM pledges WHERE state = 'kept'
"""
_BY_OBJECTIVE = """
    SELECT objective, count(DISTINCT person_id) AS accounts, count(*) AS figure
    FROM pledges WHERE state <> 'stopped' GROUP BY objective ORDER BY objective
"""
# What people without Telegram decided at a stand. Who took their card over has a pledge since,
# and is counted there; what was taken back, or was a rehearsal, counts nowhere.
_AT_STANDS = """
    SELECT n.objective, count(*) AS entries, sum(n.people_count) AS people
    FROM entries n JOIN events e ON e.id = n.event_id
    WHERE n.removed_at IS NULL AND n.claimed_at IS NULL AND e.rehearsal = 0
    GROUP BY n.objective
"""
_BY_COMMUNE = """
    SELECT r.commune, count(*) AS accounts, sum(e.people_count) AS people,
        sum(e.pledges) AS pledges
    FROM (
        SELECT person_id, max(people_count) AS people_count, count(*) AS pledges
        FROM pledges WHERE state <> 'stopped' GROUP BY person_id
    ) e LEFT JOIN profiles r ON r.person_id = e.person_id
    GROUP BY r.commune
"""


@dataclass(frozen=True, slots=True)
class Mine:
    """What one person did, for that person. `by_objective`: how often something was done."""

    running: int
    kept: int
    done: int
    by_objective: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """What all did together, in steps of five; None, or an objective left out: too few people.

    `people` stand behind pledges that run or were kept (a household counts as it said), `pledges`
    are those pledges, `kept` the ones that ended well, `by_objective` splits `pledges`. A pledge
    that was noted at a stand, and that nobody took over, is one of them.
    """

    people: int | None
    pledges: int | None
    kept: int | None
    by_objective: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """What the people of one place did together, in steps of five. Never about fewer than five."""

    people: int
    pledges: int


async def mine(db: Runner, person_id: int) -> Mine:
    """Return what a person did."""
    done = {row["objective"]: row["done"] for row in await db.all(_MINE, person_id)}
    states = {row["state"]: row["pledges"] for row in await db.all(_MINE_BY_STATE, person_id)}
    return Mine(
        running=states.get("active", 0) + states.get("paused", 0),
        kept=states.get("kept", 0),
        done=sum(done.values()),
        by_objective=done,
    )


async def ours(db: Runner) -> Figures:
    """Return what all did together.

    A group is counted in accounts: a class of 30 that one adult entered is not shown alone. An
    entry of a stand stands for one of those.
    """
    counted: dict[int, tuple[int, int]] = {}
    noted = people = 0
    for row in await db.all(_AT_STANDS):
        counted[row["objective"]] = row["entries"], row["entries"]
        noted += int(row["entries"])
        people += int(row["people"])
    for row in await db.all(_BY_OBJECTIVE):
        accounts, figure = counted.get(row["objective"], (0, 0))
        counted[row["objective"]] = accounts + row["accounts"], figure + row["figure"]
    objectives = {objective: shown(*both) for objective, both in sorted(counted.items())}
    return Figures(
        people=await _total(db, _PEOPLE, noted, people),
        pledges=await _total(db, _PLEDGES, noted, noted),
        kept=await _total(db, _KEPT),
        by_objective={one: figure for one, figure in objectives.items() if figure is not None},
    )


async def places(db: Runner, epci_of: Mapping[str, str]) -> dict[str, Place]:
    """Return what may be shown of each commune and each EPCI, by INSEE or EPCI code.

    `epci_of`: the EPCI of every commune. Who told no commune counts in the whole alone; that
    remainder is hidden like any other group (see `storage.disclosure`).
    """
    counted: dict[str, _Count] = {}
    within: dict[str, dict[str, int]] = {}
    for row in await db.all(_BY_COMMUNE):
        epci = epci_of.get(row["commune"] or "", "")
        place = row["commune"] if epci else ""
        count = _Count(row["accounts"], int(row["people"]), int(row["pledges"]))
        for group in {place, epci}:
            counted[group] = counted.get(group, _NOBODY).plus(count)
        inside = within.setdefault(epci, {})
        inside[place] = inside.get(place, 0) + row["accounts"]
    hidden = {"", *hide({e: counted[e].accounts for e in within}, never=("",))}
    for epci, communes in within.items():
        hidden |= set(communes) if epci in hidden else hide(communes)
    return {
        place: Place(rounded(count.people), rounded(count.pledges))
        for place, count in counted.items()
        if place not in hidden
    }


@dataclass(frozen=True, slots=True)
class _Count:
    accounts: int
    people: int
    pledges: int

    def plus(self, other: _Count) -> _Count:
        return _Count(
            self.accounts + other.accounts,
            self.people + other.people,
            self.pledges + other.pledges,
        )


_NOBODY = _Count(0, 0, 0)


async def _total(db: Runner, sql: str, accounts: int = 0, figure: int = 0) -> int | None:
    """Count, on top of what was noted at stands."""
    (row,) = await db.all(sql)
    return shown(int(row["accounts"]) + accounts, int(row["figure"]) + figure)


def shown(accounts: int, figure: int) -> int | None:
    """Hide a figure about too few people, round any other down."""
    if accounts < SMALLEST_GROUP:
        return None
    return rounded(figure)
