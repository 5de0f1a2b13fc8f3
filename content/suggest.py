"""Proposes actions that fit a person's life, and says why.

Hard conditions first, in `_fits`: what a person has (unknown excludes), season, money, what was
done or refused within a year, what waits for approval. Then an order, in `_score`; then the
picking, in `content.selection`: no two of one exclusion group, as many objectives as possible.
Same wish, same suggestions: chance comes from the seed alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from content.model import OBJECTIVES, Action
from content.selection import Candidate, select
from content.vocabulary import EFFORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from content.model import Content, Exclusion

MEMORY: Final = timedelta(days=365)
"""How long an action stays away once it is done or refused; the last day still counts."""

FREE: Final = frozenset({"gratuit", "economise"})
"""The costs that suit a person who wants to spend nothing."""

_RANK: Final = {effort: rank for rank, effort in enumerate(EFFORTS)}
_HOUR: Final = _RANK["1 h"]
# The longest effort that fits a person's time. Longer ones come only when nothing else is left:
# a short evening should not end in « I have nothing for you ».
_LIMITS: Final = {"5min": _RANK["5 min"], "1h": _HOUR, "weekend": len(EFFORTS)}
# Facts have no column for the dwelling (facts/actions.md): these two suppose a house.
_HOUSE: Final = frozenset({"isoler-combles", "eteindre-exterieur-nuit"})
# Of use in one intercommunality only: the tram runs in Clermont Auvergne Métropole.
_AREAS: Final = {"tram-ville": "246300701"}
# The exclusion group whose actions stand for kilometres by car: little use to who has none.
_CAR_TRIPS: Final = "trajet"

# Weights of the order, in points. A step of effort (5 min, 15 min, 30 min…) costs EFFORT.
_EFFORT: Final = -0.35
_COSTS: Final = {"gratuit": 0.0, "economise": 0.2, "€": -0.6, "€€": -2.0}
_NEED: Final = 1.5  # for each thing that the person has and the action asks for
_SEASON: Final = 1.0
_NEARBY: Final = 0.6
_IN_AREA: Final = 1.0
_OUT_OF_AREA: Final = -3.0
_NO_CAR: Final = -2.0
_AGAIN: Final = -6.0  # done or refused more than a year ago: new ideas first
_MOOD: Final = 1.5  # chance, at most, for an objective as a whole: they take turns
_LUCK: Final = 1.5  # chance, at most, for an action
_EXPLORED: Final = 0.1  # the share of actions that are lifted to the front, whatever they are
_LIFT: Final = 3.0


@dataclass(frozen=True, slots=True)
class Life:
    """What a person told of their life; None is unknown, and unknown excludes what needs it.

    `dwelling` "flat" or "house"; `time` "5min", "1h" or "weekend"; `commune` an INSEE code;
    `budget` "free" or "any".
    """

    dwelling: str | None = None
    owner: bool | None = None
    garden: bool | None = None
    car: bool | None = None
    bike: bool | None = None
    children: bool | None = None
    worker: bool | None = None
    time: str | None = None
    commune: str | None = None
    budget: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What suggestions are made from.

    `objectives` filters, empty = all ten; `done` and `refused` hold action ids with their day;
    `shown` are ids to leave out this time (« Autre »); `kept_nearby` are ids that at least five
    people of the same place keep, which the caller makes sure of.
    """

    today: date
    month: int
    seed: int
    life: Life = Life()
    objectives: frozenset[int] = frozenset()
    done: tuple[tuple[str, date], ...] = ()
    refused: tuple[tuple[str, date], ...] = ()
    count: int = 3
    shown: frozenset[str] = frozenset()
    kept_nearby: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Because:
    """One true reason: a field of `Life`, or "month" or "objectives", and its value."""

    field: str
    value: str | int | bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An action for this person; `because` starts with what is closest to their life."""

    action: Action
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class _Card:
    """An action with what never changes about its place in the order."""

    action: Action
    effort: int
    clash: str
    replaces_car: bool
    base: float


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The actions that may be offered; made once, by `Catalogue.of`."""

    cards: tuple[_Card, ...]
    area_of: Mapping[str, str]

    @classmethod
    def of(cls, content: Content) -> Catalogue:
        """Prepare the actions of `content`, without those that are held back."""
        clashes = _clashes(content.exclusions)
        trips = {a for e in content.exclusions if e.group == _CAR_TRIPS for a in e.actions}
        cards = tuple(
            _Card(
                action=action,
                effort=_RANK[action.effort],
                clash=clashes.get(action.id, action.id),
                replaces_car=action.id in trips,
                base=_EFFORT * _RANK[action.effort] + _COSTS[action.cost],
            )
            for action in content.actions.values()
            if action.id not in content.held_back
        )
        return cls(cards, {c.insee: c.epci_code for c in content.communes.values()})


def suggest(catalogue: Catalogue, wish: Wish) -> list[Suggestion]:
    """Return `wish.count` suggestions, or as many as fit, the best first.

    They come from as many objectives as possible, and never two of one exclusion group.
    """
    chance = Random(wish.seed)  # noqa: S311 - variety, nothing to keep secret
    moods = {objective: chance.random() * _MOOD for objective in OBJECTIVES}
    away = wish.shown | _known(wish, recently=True)
    before = _known(wish, recently=False)
    fitting: dict[str, _Card] = {}
    candidates = []
    for card in catalogue.cards:
        # Drawn for every card, so that one answer more does not shuffle all the others.
        luck = chance.random() * _LUCK + (_LIFT if chance.random() < _EXPLORED else 0.0)
        action = card.action
        if action.id in away or not _fits(action, wish):
            continue
        score = card.base + luck + moods[action.objective]
        score += _score(card, wish, catalogue.area_of) + (_AGAIN if action.id in before else 0.0)
        tier = _overtime(card.effort, wish.life.time)
        candidates.append(Candidate(action.id, action.objective, card.clash, tier, score))
        fitting[action.id] = card
    chosen = (fitting[candidate.id] for candidate in select(candidates, wish.count))
    return [
        Suggestion(card.action, tuple(_reasons(card, wish, catalogue.area_of))) for card in chosen
    ]


def why(suggestion: Suggestion, say: Callable[..., str]) -> str:
    """Return the sentence « parce que… » of a suggestion, from at most two of its reasons.

    `say(key, **values)` gives the sentence of a key: `Texts.plain`.
    """
    effort = _RANK[suggestion.action.effort]
    spoken = [
        say(f"suggest.because.{_key(because, effort)}", value=because.value)
        for because in suggestion.because[:2]
    ]
    if not spoken:
        return say("suggest.because.small" if effort <= _RANK["15 min"] else "suggest.because.any")
    if len(spoken) == 1:
        return spoken[0]
    return say("suggest.because.both", first=spoken[0], second=spoken[1])


def _clashes(exclusions: Iterable[Exclusion]) -> dict[str, str]:
    """Return a name of the group for each action that is in one.

    Groups that share an action act as one: so each action has a single group, and picking the
    best first reaches the greatest number. Both kinds count here: actions that may not be
    added up are not offered side by side either (spec/contract.md, `suggest`).
    """
    groups: list[frozenset[str]] = []
    for exclusion in exclusions:
        touching = [group for group in groups if group & exclusion.actions]
        groups = [group for group in groups if group not in touching]
        groups.append(exclusion.actions.union(*touching))
    return {action: min(group) for group in groups for action in group}


def _known(wish: Wish, *, recently: bool) -> frozenset[str]:
    """Return the ids done or refused within a year of today (a later day included), or before."""
    return frozenset(
        action
        for action, day in (*wish.done, *wish.refused)
        if (wish.today - day <= MEMORY) == recently
    )


def _fits(action: Action, wish: Wish) -> bool:
    """Tell whether nothing that we know, or should know first, speaks against an action."""
    life = wish.life
    return (
        (not wish.objectives or action.objective in wish.objectives)
        and (not action.months or wish.month in action.months)
        and (life.budget != "free" or action.cost in FREE)
        and (action.id not in _HOUSE or life.dwelling == "house")
        and all(getattr(life, need) is True for need in action.needs)
    )


def _overtime(effort: int, time: str | None) -> int:
    """Return by how many steps of effort an action outruns a person's time; 0 fits."""
    return max(0, effort - _LIMITS[time]) if time else 0


def _score(card: _Card, wish: Wish, area_of: Mapping[str, str]) -> float:
    """Return the points of an action for this person, chance aside."""
    points = _NEED * len(card.action.needs)
    points += _SEASON if card.action.months else 0.0
    points += _NEARBY if card.action.id in wish.kept_nearby else 0.0
    points += _NO_CAR if card.replaces_car and wish.life.car is False else 0.0
    area = _AREAS.get(card.action.id)
    if area and wish.life.commune:
        points += _IN_AREA if area_of.get(wish.life.commune) == area else _OUT_OF_AREA
    return points


def _reasons(card: _Card, wish: Wish, area_of: Mapping[str, str]) -> Iterator[Because]:
    """Yield why an action fits: the person's life first, then the season, then their limits."""
    life, action = wish.life, card.action
    for need in sorted(action.needs):
        yield Because(need, value=True)
    if action.id in _HOUSE and life.dwelling:
        yield Because("dwelling", life.dwelling)
    area = _AREAS.get(action.id)
    if area and life.commune and area_of.get(life.commune) == area:
        yield Because("commune", life.commune)
    if action.months:
        yield Because("month", wish.month)
    if wish.objectives:
        yield Because("objectives", action.objective)
    if life.budget == "free":
        yield Because("budget", life.budget)
    long_enough = life.time != "weekend" or card.effort > _HOUR
    if life.time and long_enough and not _overtime(card.effort, life.time):
        yield Because("time", life.time)


def _key(because: Because, effort: int) -> str:
    """Return the last part of the key of a reason's sentence; time is told by the action's."""
    if because.field != "time":
        return because.field
    length = "minutes" if effort == 0 else "hour" if effort <= _HOUR else "long"
    return f"time.{length}"
