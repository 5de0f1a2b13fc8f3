"""What somebody's deeds amount to, honestly: like units alone, nothing twice, no guess.

The rules are those of facts/actions.md: a figure for a year is shared out over the times that
make a year; kilometres and litres count only where they were said; percentages, and what holds on
a condition, are never added; of actions that would count the same thing, one counts. Nothing is
multiplied by the people of a household.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING, Final

from content.quantities import unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from content.model import Action, Exclusion

_A_YEAR: Final = {"daily": 365, "weekly": 52, "monthly": 12}
_DAYS: Final = 365
_MONTH: Final = 30
_AMOUNTS: Final = {"km": 1.0, "100 km": 0.01, "litre": 1.0, "kg": 1.0, "minute": 1.0, "heure": 1.0}


@dataclass(frozen=True, slots=True)
class Deed:
    """An action that was done on a day, with its amount where it was said."""

    action: Action
    day: date
    amount: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one action amounts to, in its unit; `value` None where nothing may be added."""

    action: Action
    times: int
    value: float | None


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of like things; `at_most` asks for « jusqu'à » instead of « environ »."""

    unit: str
    value: float
    at_most: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """The totals, the parts they are made of, what would count twice, and what has no figure."""

    totals: tuple[Total, ...]
    counted: tuple[Part, ...]
    doubled: tuple[Part, ...]
    uncounted: tuple[Part, ...]


def add_up(deeds: Iterable[Deed], exclusions: Sequence[Exclusion], today: date) -> Sums:
    """Return what these deeds amount to, seen from today."""
    by_action: dict[str, list[Deed]] = {}
    for deed in deeds:
        by_action.setdefault(deed.action.id, []).append(deed)
    parts = [
        Part(theirs[0].action, len(theirs), _value(theirs, today)) for theirs in by_action.values()
    ]
    with_value = [part for part in parts if part.value]
    counted, doubled = _once(with_value, exclusions)
    return Sums(
        totals=tuple(_totals(counted)),
        counted=tuple(counted),
        doubled=tuple(doubled),
        uncounted=tuple(part for part in parts if not part.value),
    )


def rounded(value: float) -> float:
    """Return a value with two digits that count: nobody knows more."""
    if value <= 0:
        return 0.0
    return round(value, 1 - floor(log10(value)))


def _value(deeds: list[Deed], today: date) -> float | None:
    action = deeds[0].action
    impact = action.impact
    if impact is None or impact.unit.startswith("%"):
        return None
    if impact.per == "an":
        return impact.value * _years(action, deeds, today)
    if impact.per in _AMOUNTS:
        said = sum(deed.amount for deed in deeds if deed.amount is not None)
        return impact.value * said * _AMOUNTS[impact.per] or None
    if impact.per in ("occurrence", "semaine", "mois"):
        meals = unit_of(action) is not None
        times = sum(deed.amount or 1 if meals else 1 for deed in deeds)
        monthly = impact.per == "mois" and action.frequency == "daily"
        return impact.value * times / (_MONTH if monthly else 1)
    return None  # for each day of a leak, for a season: nobody knows whether and how long


def _years(action: Action, deeds: list[Deed], today: date) -> float:
    """Return how much of a year: what is done once works since then, for a year at most."""
    if action.frequency in _A_YEAR:
        return len(deeds) / _A_YEAR[action.frequency]
    since = min(deed.day for deed in deeds)
    return min(max((today - since).days, 0), _DAYS) / _DAYS


def _once(parts: list[Part], exclusions: Sequence[Exclusion]) -> tuple[list[Part], list[Part]]:
    """Of actions that would count the same thing, in the same unit, keep the greatest."""
    kept: dict[tuple[str, str], Part] = {}
    doubled = []
    groups = _groups(exclusions)
    for part in sorted(parts, key=lambda p: (-(p.value or 0), p.action.id)):
        unit = part.action.impact.unit if part.action.impact else ""
        key = (groups.get(part.action.id, part.action.id), unit)
        if key in kept:
            doubled.append(part)
        else:
            kept[key] = part
    return list(kept.values()), doubled


def _groups(exclusions: Sequence[Exclusion]) -> dict[str, str]:
    """Return a name of the group of each action; groups that share an action act as one."""
    groups: list[frozenset[str]] = []
    for exclusion in exclusions:
        touching = [group for group in groups if group & exclusion.actions]
        groups = [group for group in groups if group not in touching]
        groups.append(exclusion.actions.union(*touching))
    return {action: min(group) for group in groups for action in group}


def _totals(parts: list[Part]) -> Iterable[Total]:
    units: dict[str, list[Part]] = {}
    for part in parts:
        if part.action.impact is not None:
            units.setdefault(part.action.impact.unit, []).append(part)
    for unit, those in sorted(units.items()):
        value = rounded(sum(part.value or 0 for part in those))
        at_most = any(part.action.impact and part.action.impact.at_most for part in those)
        yield Total(unit, value, at_most=bool(at_most))
