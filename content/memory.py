"""Whether a refusal still holds: for a year, unless the season or the person's life changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from content.model import Action

YEAR: Final = timedelta(days=365)

# What each reason rests on, beside what the action itself asks for.
_RESTS_ON: Final[Mapping[str, frozenset[str]]] = {
    "cher": frozenset({"budget"}),
    "chezmoi": frozenset({"dwelling", "owner", "garden", "commune"}),
    "temps": frozenset({"time_budget"}),
    "ici": frozenset({"commune", "dwelling"}),
}


def still_refused(
    action: Action,
    refused_on: date,
    today: date,
    *,
    reason: str | None = None,
    changed: Mapping[str, date] | None = None,
) -> bool:
    """Tell whether an action that was refused on a day is to stay away.

    It comes back after a year; when its season begins anew; when something of the person's life
    that it rests on has changed since (`changed`: the day for each field of the profile).
    """
    if today - refused_on > YEAR or _season_came_round(action.months, refused_on, today):
        return False
    rests_on = {*action.needs, *_RESTS_ON.get(reason or "", ())}
    return not any(changed[f] > refused_on for f in rests_on & set(changed or {}) if changed)


def _season_came_round(months: frozenset[int], refused_on: date, today: date) -> bool:
    """Tell whether a month without this action lies between the two days."""
    if not months or today.month not in months:
        return False
    first = refused_on.year * 12 + refused_on.month - 1
    last = today.year * 12 + today.month - 1
    return any(month % 12 + 1 not in months for month in range(first + 1, last))
