"""How sure a ranking is, as two chances: that the question is ours, that its best topic is right.

Both come from logistic regressions over a few signs that a ranking gives. They are fitted by
`content.calibrate` on phrasings of voices that the ranking did not know, never on a test set.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from content.lexical import OUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from content.danger import Heard
    from content.lexical import Ranking

_STEPS: Final = 400
_RATE: Final = 1.0
_DECAY: Final = 1e-4
_FURTHEST: Final = 15.0


@dataclass(frozen=True, slots=True)
class Logistic:
    """A chance from signs: 1 / (1 + exp(-(bias + weights · signs)))."""

    bias: float
    weights: tuple[float, ...]

    def chance(self, signs: Sequence[float]) -> float:
        """Return the chance, 0 to 1, that `signs` stand for."""
        total = self.bias + sum(w * s for w, s in zip(self.weights, signs, strict=True))
        return 1 / (1 + math.exp(-total)) if total > -700 else 0.0  # noqa: PLR2004 - exp's range


@dataclass(frozen=True, slots=True)
class Calibration:
    """When one tier answers.

    `ours` is the chance below which a question is not ours, `sure` the chance from which it is
    answered; in between we ask back.
    """

    in_scope: Logistic
    right: Logistic
    ours: float
    sure: float

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Calibration:
        """Read one tier of `search.yaml`. Raises ValueError, in French, on what is wrong."""
        ours, sure = _number(data, "ours"), _number(data, "sure")
        return cls(_logistic(data, "in_scope"), _logistic(data, "right"), ours, sure)

    def chances(self, ranking: Ranking) -> tuple[float, float]:
        """Return the chance that a question is ours, and that its best topic is what it asks."""
        ours = self.in_scope.chance(scope_signs(ranking))
        return ours, ours * self.right.chance(right_signs(ranking))


@dataclass(frozen=True, slots=True)
class Alarm:
    """When rules, ear and meaning together raise an alarm: a chance, and how much is enough.

    Below `hardly`, not even the phrasings of danger are believed. Below `calm`, what the ear heard
    is no reason to ask for the meaning (log-odds).
    """

    chance: Logistic
    enough: float
    hardly: float
    calm: float


@dataclass(frozen=True, slots=True)
class Calibrations:
    """The content of `search.yaml`: by words alone (`lite`), with the second tier (`full`).

    `certain`: the chance, by words alone, from which the second tier is not asked.
    """

    lite: Calibration
    full: Calibration
    certain: float
    alarm: Alarm

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Calibrations:
        """Read the content of `search.yaml`. Raises ValueError, in French, on what is wrong."""
        alarm = _part(data, "alarm")
        return cls(
            lite=Calibration.of(_part(data, "lite")),
            full=Calibration.of(_part(data, "full")),
            certain=_number(data, "certain"),
            alarm=Alarm(
                _logistic(alarm, "chance"),
                *(_number(alarm, key) for key in ("enough", "hardly", "calm")),
            ),
        )


def scope_signs(ranking: Ranking) -> tuple[float, ...]:
    """Return what tells our questions from others: the lead over `hors-sujet`, the likenesses."""
    best = ranking.best[0]
    ours = _log_sum([score for topic, score in ranking.scores.items() if topic != OUT])
    return (
        ours - ranking.scores.get(OUT, 0.0),
        ranking.likeness.get(best, 0.0),
        ranking.likeness.get(OUT, 0.0),
    )


def right_signs(ranking: Ranking) -> tuple[float, ...]:
    """Return what tells a right best topic from a wrong one: its leads, its likeness, length."""
    best, *others = (ranking.scores[topic] for topic in ranking.best)
    if not others:
        others = [best - 10.0]
    return (
        best - _log_sum(others),
        best - others[0],
        ranking.likeness.get(ranking.best[0], 0.0),
        math.log1p(ranking.words),
    )


def alarm_signs(heard: Heard, feared: Iterable[float]) -> tuple[float, ...]:
    """Return what tells a danger from others: whether a rule does, the ear, the meaning.

    `feared`: what the meaning makes of each part that was heard; the most alarming one counts.
    Log-odds beyond fifteen are taken as fifteen: no sign alone outweighs all the others.
    """
    worst = max(feared, default=-_FURTHEST)
    return float(heard.told is not None), _within(heard.loudness), _within(worst)


def fit(rows: Sequence[Sequence[float]], labels: Sequence[bool]) -> Logistic:
    """Return the logistic regression of `labels` over `rows`, by gradient descent."""
    signs, wanted = np.array(rows, float), np.array(labels, float)
    means, spreads = signs.mean(axis=0), signs.std(axis=0)
    spreads[spreads == 0] = 1.0
    scaled = (signs - means) / spreads
    bias, weights = 0.0, np.zeros(scaled.shape[1])
    for _ in range(_STEPS):
        errors = wanted - 1 / (1 + np.exp(-(bias + scaled @ weights)))
        bias += _RATE * float(errors.mean())
        weights = weights * (1 - _DECAY) + _RATE * (errors @ scaled) / len(wanted)
    weights = weights / spreads
    return Logistic(bias - float(weights @ means), tuple(weights.tolist()))


def _within(odds: float) -> float:
    return max(-_FURTHEST, min(_FURTHEST, odds))


def _log_sum(scores: Sequence[float]) -> float:
    """Return log(sum(exp(score))) without overflow."""
    top = max(scores)
    return top + math.log(sum(math.exp(score - top) for score in scores))


def _part(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    part = data.get(key)
    if isinstance(part, Mapping):
        return part
    raise ValueError(f"{key} : des lignes « nom: valeur » sont attendues")


def _number(data: Mapping[str, object], key: str) -> float:
    value = data.get(key)
    if isinstance(value, int | float):
        return float(value)
    raise ValueError(f"{key} : un nombre est attendu")


def _logistic(data: Mapping[str, object], key: str) -> Logistic:
    part = data.get(key)
    if isinstance(part, Mapping):
        bias, weights = part.get("bias"), part.get("weights")
        if isinstance(bias, int | float) and isinstance(weights, list):
            return Logistic(float(bias), tuple(float(weight) for weight in weights))
    raise ValueError(f"{key} : bias et weights sont attendus")
