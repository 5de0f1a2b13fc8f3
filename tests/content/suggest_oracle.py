"""What may be offered to whom: the rules of the contract, written apart from the program.

Reads the YAML plainly, asks each rule one after the other, and is easy to trust.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any, TypeAlias

import yaml

CONTENT_FOLDER = Path(__file__).parents[2] / "content"
TODAY = date(2026, 11, 23)
EFFORTS = [
    *("5 min", "15 min", "30 min", "1 h", "2 h", "3 h", "demi-journée", "week-end"),
    *("1 semaine", "1 mois", "plusieurs mois"),
]
LONGEST = {"5min": "5 min", "1h": "1 h", "weekend": "plusieurs mois"}
HOUSE = {"isoler-combles", "eteindre-exterieur-nuit"}

Given = dict[str, Any]
Kind: TypeAlias = tuple[int, frozenset[int]]  # an objective, and the groups that exclude


def from_yaml(name: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = yaml.safe_load((CONTENT_FOLDER / name).read_text("utf-8"))
    return items


ACTIONS: dict[str, dict[str, Any]] = {
    item["id"]: {**item, "objective": number}
    for number in range(1, 11)
    for item in from_yaml(f"actions/objectif-{number}.yaml")
}
GROUPS = [frozenset(item["actions"]) for item in from_yaml("exclusions.yaml")]
HELD_BACK = {item["id"] for item in from_yaml("held-back.yaml")}
# Actions are alike where they have the same objective and the same groups.
KINDS: dict[str, Kind] = {
    name: (action["objective"], frozenset(i for i, g in enumerate(GROUPS) if name in g))
    for name, action in ACTIONS.items()
}


def eligible(asked: Given) -> list[str]:
    """Every action that may be offered, by the rules of the contract."""
    profile = asked["profile"]
    away = {
        memory["id"]
        for memory in asked["done"] + asked["refused"]
        if date.fromisoformat(memory["on"]) >= TODAY - timedelta(days=365)
    }
    return [
        name
        for name, action in ACTIONS.items()
        if name not in HELD_BACK | away
        and (action["objective"] in asked["objectives"] or asked["objectives"] == [])
        and asked["month"] in (action["months"] or range(1, 13))
        and (profile.get("budget") != "free" or action["cost"] in ("gratuit", "economise"))
        and (name not in HOUSE or profile.get("dwelling") == "house")
        and [need for need in action["needs"] if profile.get(need) is not True] == []
    ]


def reach(names: list[str], count: int) -> tuple[int, int]:
    """How many of these can be offered together, and from how many objectives at most.

    Asks for the best that could be and for a little less each time; what can be shown by one
    choice needs no other. `reach_by_trying_all` says the same, and takes its time.
    """
    kinds = Counter(KINDS[name] for name in names)
    # Two that share a group never go together, so one of each such kind is all there is.
    pool = [k for k, n in sorted(kinds.items(), key=str) for _ in range(1 if k[1] else n)]
    objectives = len({objective for objective, _ in pool})
    for size in range(min(count, len(pool)), 0, -1):
        for spread in range(min(size, objectives), 0, -1):
            if can_choose(pool, size, spread):
                return size, spread
    return 0, 0


def can_choose(
    pool: list[Kind],
    size: int,
    spread: int,
    *,
    groups: frozenset[int] = frozenset(),
    objectives: frozenset[int] = frozenset(),
) -> bool:
    """Tell whether `size` of the pool go together and bring `spread` objectives in all."""
    if size == 0:
        return len(objectives) >= spread
    if len(objectives) + size < spread:
        return False
    return any(
        can_choose(
            pool[place + 1 :],
            size - 1,
            spread,
            groups=groups | kind[1],
            objectives=objectives | {kind[0]},
        )
        for place, kind in enumerate(pool)
        if not kind[1] & groups and kind not in pool[:place]
    )


def reach_by_trying_all(names: list[str], count: int) -> tuple[int, int]:
    """The same as `reach`, from every combination there is."""
    kinds = Counter(KINDS[name] for name in names)
    for size in range(min(count, len(names)), 0, -1):
        spreads = [
            len({objective for objective, _ in combination})
            for combination in combinations_with_replacement(kinds, size)
            if all(number <= kinds[kind] for kind, number in Counter(combination).items())
            and max(Counter(g for _, groups in combination for g in groups).values(), default=1)
            == 1
        ]
        if spreads:
            return size, max(spreads)
    return 0, 0


def is_true(field: str, value: object, asked: Given) -> bool:
    """Tell whether a reason says what was said."""
    if field == "month":
        return bool(value == asked["month"])
    if field == "objectives":
        return value in asked["objectives"]
    return bool(asked["profile"][field] == value)


def in_time(names: list[str], asked: Given) -> list[str]:
    """Return those that are no longer than the person's time."""
    longest = LONGEST.get(asked["profile"].get("time"), "plusieurs mois")
    limit = EFFORTS.index(longest)
    return [name for name in names if EFFORTS.index(ACTIONS[name]["effort"]) <= limit]


def wish(**given_: Any) -> Given:
    """Return a wish that says nothing but what is given."""
    return {
        "today": "2026-11-23",
        "profile": {},
        "objectives": [],
        "done": [],
        "refused": [],
        **given_,
    }
