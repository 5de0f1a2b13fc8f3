"""The JSON of `colibris suggest`: a wish as it comes in, a suggestion as it goes out.

Shapes: spec/contract.md, `suggest`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from content.model import OBJECTIVES
from content.suggest import Life, Suggestion, Wish, why

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

_FLAGS: Final = ("owner", "garden", "car", "bike", "children", "worker")
_MONTHS: Final = range(1, 13)
_COUNT: Final = 3


def parse_wish(given: object, today: date | None = None) -> Wish:
    """Return the wish that a JSON object describes; `today` is for one that names no day.

    A key that is absent or null is unknown; unknown keys are ignored. Raises ValueError with
    one line that names the field, for a value that cannot be used.
    """
    fields = _mapping(given, "la demande")
    day = today if fields.get("today") is None else _day(fields["today"], "today")
    if day is None:
        raise ValueError("« today » manque : une date écrite 2026-11-23")
    month = _integer(fields, "month", day.month)
    if month not in _MONTHS:
        raise ValueError(f"« month » vaut {month} : il y faut un mois de 1 à 12")
    count = _integer(fields, "count", _COUNT)
    if count < 0:
        raise ValueError(f"« count » vaut {count} : il y faut zéro ou plus")
    return Wish(
        today=day,
        month=month,
        seed=_integer(fields, "seed", 0),
        life=_life(_mapping(fields.get("profile"), "profile")),
        objectives=_objectives(fields),
        done=_memories(fields, "done"),
        refused=_memories(fields, "refused"),
        count=count,
        shown=frozenset(_text(name, "shown") for name in _list(fields, "shown")),
    )


def to_json(suggestion: Suggestion, say: Callable[..., str]) -> dict[str, Any]:
    """Return a suggestion for JSON; `say` gives the plain sentence of a key (`Texts.plain`)."""
    action = suggestion.action
    impact = action.impact
    return {
        "id": action.id,
        "objective": action.objective,
        "title": action.title,
        "why": why(suggestion, say),
        "because": [{"field": b.field, "value": b.value} for b in suggestion.because],
        "cost": action.cost,
        "effort": action.effort,
        "impact": impact
        and {
            "value": impact.value,
            "unit": impact.unit,
            "per": impact.per,
            "basis": impact.basis,
            "source": impact.source,
        },
    }


def _life(profile: Mapping[str, object]) -> Life:
    return Life(
        dwelling=_choice(profile, "dwelling", ("flat", "house")),
        time=_choice(profile, "time", ("5min", "1h", "weekend")),
        budget=_choice(profile, "budget", ("free", "any")),
        commune=_choice(profile, "commune", None),
        **{name: _flag(profile, name) for name in _FLAGS},
    )


def _objectives(fields: Mapping[str, object]) -> frozenset[int]:
    named = _list(fields, "objectives")
    for objective in named:
        if type(objective) is not int or objective not in OBJECTIVES:
            raise ValueError("« objectives » est une liste de nombres de 1 à 10")
    return frozenset(int(str(objective)) for objective in named)


def _memories(fields: Mapping[str, object], key: str) -> tuple[tuple[str, date], ...]:
    items = (_mapping(item, key) for item in _list(fields, key))
    return tuple(
        (_text(item.get("id"), f"{key}.id"), _day(item.get("on"), f"{key}.on")) for item in items
    )


def _mapping(value: object, key: str) -> Mapping[str, object]:
    match value:
        case None:
            return {}
        case dict():
            return value
    raise ValueError(f"« {key} » doit être un objet {{…}}")


def _list(fields: Mapping[str, object], key: str) -> list[object]:
    match fields.get(key):
        case None:
            return []
        case list() as value:
            return value
    raise ValueError(f"« {key} » doit être une liste […]")


def _text(value: object, key: str) -> str:
    match value:
        case str():
            return value
    raise ValueError(f"« {key} » doit être un texte")


def _day(value: object, key: str) -> date:
    try:
        return date.fromisoformat(_text(value, key))
    except ValueError:
        raise ValueError(f"« {key} » doit être une date écrite 2026-11-23") from None


def _integer(fields: Mapping[str, object], key: str, default: int) -> int:
    match fields.get(key):
        case None:
            return default
        case int() as value if type(value) is int:  # true and false are numbers to Python
            return value
    raise ValueError(f"« {key} » doit être un nombre entier")


def _flag(profile: Mapping[str, object], key: str) -> bool | None:
    match profile.get(key):
        case bool() | None as value:
            return value
    raise ValueError(f"« profile.{key} » doit être true, false ou null")


def _choice(
    profile: Mapping[str, object], key: str, options: Collection[str] | None
) -> str | None:
    """Return a text, one of `options` where they are given, or None for unknown."""
    match profile.get(key):
        case None:
            return None
        case str() as value if options is None or value in options:
            return value
    wanted = ", ".join(options) if options else "un texte"
    raise ValueError(f"« profile.{key} » : il y faut {wanted}, ou null")
