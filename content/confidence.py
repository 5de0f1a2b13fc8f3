"""How sure a ranking is, as two chances: that the question is ours, that its best topic is right.

Both come from logistic regressions over the signs that a ranking gives and their products. They
are fitted by `content.calibrate` on phrasings of voices that the ranking did not know, never on a
test set.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement, starmap
from operator import mul
from typing import TYPE_CHECKING, Final

import numpy as np

from content.model import OUT, URGENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from content.danger import Heard
    from content.lexical import Ranking
    from content.meaning import Sense

_STEPS: Final = 25
_RIDGE: Final = 3.0
_FURTHEST: Final = 15.0
_FAR: Final = 4.0
_CALM: Final = (-_FURTHEST, -_FURTHEST, 0.0, 0.0)
_SHORT: Final = 8  # words

BY_WORDS: Final = 7
BY_MEANING: Final = 16
OF_DANGER: Final = 11
"""How many signs there are: of a ranking by words, by meaning as well, of a danger."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """A chance from signs: 1 / (1 + exp(-(bias + weights · terms))).

    The terms are the signs, each less its `middle` over its `spread` and at most four off, then,
    where there are weights for them, the product of each with itself and with those after it.
    """

    bias: float
    weights: tuple[float, ...]
    middle: tuple[float, ...]
    spread: tuple[float, ...]

    def chance(self, signs: Sequence[float]) -> float:
        """Return the chance, 0 to 1, that `signs` stand for."""
        scales = zip(signs, self.middle, self.spread, strict=True)
        near = [(sign - middle) / spread for sign, middle, spread in scales]
        terms = [_FAR if term > _FAR else max(term, -_FAR) for term in near]
        if len(self.weights) > len(terms):
            terms += starmap(mul, combinations_with_replacement(terms, 2))
        total = self.bias + sum(map(mul, self.weights, terms))
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
    def of(cls, data: Mapping[str, object], count: int) -> Calibration:
        """Read one tier of `search.yaml`, which weighs `count` signs.

        Raises ValueError, in French, on what is wrong.
        """
        ours, sure = _number(data, "ours"), _number(data, "sure")
        in_scope, right = (_logistic(data, key, count) for key in ("in_scope", "right"))
        return cls(in_scope, right, ours, sure)

    def chances(self, ranking: Ranking) -> tuple[float, float]:
        """Return the chance that a question is ours, and that its best topic is what it asks."""
        told = signs(ranking)
        ours = self.in_scope.chance(told)
        return ours, ours * self.right.chance(told)


@dataclass(frozen=True, slots=True)
class Alarm:
    """When rules, ear and meaning together raise an alarm: a chance, and how much is enough.

    `enough` where the words are not certain of an answer; `content.listening` has the other case.
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
            lite=Calibration.of(_part(data, "lite"), BY_WORDS),
            full=Calibration.of(_part(data, "full"), BY_MEANING),
            certain=_number(data, "certain"),
            alarm=Alarm(
                _logistic(alarm, "chance", OF_DANGER),
                *(_number(alarm, key) for key in ("enough", "hardly", "calm")),
            ),
        )


def signs(ranking: Ranking) -> tuple[float, ...]:
    """Return what tells our questions from others and a right best topic from a wrong one.

    The leads of the best topic, the likenesses, the length; and where the meaning was asked, what
    it makes of that topic and of `hors-sujet`, and whether words and meaning agree.
    """
    scores, likeness = ranking.scores, ranking.likeness
    best, *others = ranking.best
    top = scores[best]
    # All others of ours together, as the logarithm of a sum of powers; then with the best.
    rest = _log_sum([scores[topic] for topic in others]) if others else -math.inf
    like = likeness.get(best, 0.0)
    told = (
        max(top, rest) + math.log1p(math.exp(-abs(top - rest))) - scores.get(OUT, 0.0),
        like,
        likeness.get(OUT, 0.0),
        _within(top - rest),
        _within(top - scores[others[0]]) if others else _FURTHEST,
        math.log1p(ranking.words),
        like - max([v for topic, v in likeness.items() if topic != best], default=0.0),
    )
    if ranking.shares is None:
        return told
    words, shares = ranking.by_words, ranking.shares
    share = shares.get(best, -_FURTHEST)
    return (
        *told,
        _within(share),
        _within(shares.get(OUT, -_FURTHEST)),
        _within(share - max(v for topic, v in shares.items() if topic != best)),
        float(max(words, key=lambda topic: (topic != OUT, words[topic])) == best),
        float(max(shares, key=lambda topic: (topic != OUT, shares[topic])) == best),
        _lead(words, best),
        _within(words[best] - words.get(OUT, 0.0)),
        _within(words.get(URGENCE, -_FURTHEST) - words[best]),
        _within(shares.get(URGENCE, -_FURTHEST)),
    )


def _lead(scores: Mapping[str, float], best: str) -> float:
    """Return how far a topic leads all others of ours together."""
    others = [score for topic, score in scores.items() if topic not in {best, OUT}]
    return _within(scores[best] - _log_sum(others)) if others else _FURTHEST


def alarm_signs(heard: Heard, sense: Callable[[str], Sense]) -> tuple[float, ...]:
    """Return what tells a danger from others: whether a rule does, the ear, and the meaning.

    `sense` says what a text means. Of the parts that were heard count how alarming the worst is,
    how far one leans to the topic `urgence`, how near one comes to a known danger and to a known
    look-alike; then the same of the first with all that stands around it, since a clause of a
    story says little alone; and how many words there are: a few are as good as `_SHORT`, or a
    single one would be further from what is usual than any story. Log-odds beyond fifteen are
    taken as fifteen: no sign alone outweighs all others.
    """
    told, loudness = float(heard.told is not None), _within(heard.loudness)
    length = math.log(max(_SHORT, heard.words))
    meant = [_alarm(sense(part)) for part in heard.parts]
    if not meant:
        return told, loudness, *_CALM, *_CALM, length
    around = _alarm(sense(heard.around)) if heard.around else meant[0]
    return told, loudness, *map(max, zip(*meant, strict=True)), *around, length


def _alarm(sense: Sense) -> tuple[float, float, float, float]:
    """Return the signs of danger in what a text means."""
    lean = _within(sense.topics.get(URGENCE, -_FURTHEST))
    return _within(sense.danger), lean, sense.like_danger, sense.like_calm


def fit(rows: Sequence[Sequence[float]], labels: Sequence[bool]) -> Logistic:
    """Return the logistic regression of `labels` over `rows` and their products.

    With a ridge, by Newton's method.
    """
    table, wanted = np.array(rows, float), np.array(labels, float)
    middle, spread = table.mean(axis=0), table.std(axis=0)
    spread[spread == 0] = 1.0
    near = np.clip((table - middle) / spread, -_FAR, _FAR)
    first, second = np.triu_indices(near.shape[1])
    pairs = near[:, first] * near[:, second]
    terms = np.hstack([np.ones((len(near), 1)), near, pairs])
    ridge = _RIDGE * np.eye(terms.shape[1])
    ridge[0, 0] = 1e-6
    weights = np.zeros(terms.shape[1])
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-np.clip(terms @ weights, -30, 30)))
        slopes = terms.T @ (wanted - chances) - ridge @ weights
        bends = (terms * (chances * (1 - chances))[:, None]).T @ terms + ridge
        weights += np.linalg.solve(bends, slopes)
    bias, *others = weights.tolist()
    return Logistic(bias, tuple(others), tuple(middle.tolist()), tuple(spread.tolist()))


def _within(odds: float) -> float:
    return max(-_FURTHEST, min(_FURTHEST, odds))


def _log_sum(scores: Sequence[float]) -> float:
    """Return log(sum(exp(score))) without overflow."""
    top, exp = max(scores), math.exp
    return top + math.log(sum([exp(score - top) for score in scores]))


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


def _logistic(data: Mapping[str, object], key: str, count: int) -> Logistic:
    part = data.get(key)
    if isinstance(part, Mapping):
        bias = part.get("bias")
        rows = [_row(part.get(name)) for name in ("weights", "middle", "spread")]
        if isinstance(bias, int | float):
            model = Logistic(float(bias), *rows)
            if _fits(model, count):
                return model
    raise ValueError(f"{key} : bias, weights, middle et spread sont attendus, à la bonne longueur")


def _row(found: object) -> tuple[float, ...]:
    """Return a row of numbers; an empty one, which fits nothing, for anything else."""
    if not isinstance(found, list) or not all(isinstance(each, int | float) for each in found):
        return ()
    return tuple(map(float, found))


def _fits(model: Logistic, count: int) -> bool:
    """Say whether there is a scale for each of `count` signs, and a weight for each term."""
    pairs = count * (count + 1) // 2
    return (
        len(model.middle) == len(model.spread) == count
        and all(model.spread)
        and len(model.weights) in {count, count + pairs}
    )
