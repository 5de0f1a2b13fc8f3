"""Fits when the ears together raise an alarm, on examples that were held back from both.

The examples of danger and the phrasings are cut into folds; each fold is heard by an ear and a
network that learnt from the others. Used by `content.calibrate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zlib import crc32

from content.confidence import Alarm, Logistic, fit
from content.danger import Dangers
from content.danger_ear import Ear
from content.danger_training import learn
from content.meaning import danger_of
from content.search import URGENCE
from content.train import train_danger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from content.network import Array, Network

FOLDS: Final = 4
FALSE_ALARMS: Final = 0.003
"""The share of ordinary questions that may raise an alarm; it costs them one polite line."""

LOOK_ALIKES: Final = 0.04
"""The share of idioms and the like that may."""

CALM_MISSES: Final = 0.02
"""The share of dangers whose words may be so calm that the meaning is not asked."""

_STEPS: Final = 100

Example = tuple[str, str | None]
Signs = tuple[float, float]
"""What the second ear and the meaning make of a text, as log-odds of a danger."""


@dataclass(frozen=True, slots=True)
class Ears:
    """Both ears, as some of the examples taught them."""

    words: Dangers
    meaning: Network
    vectors: Mapping[str, Array]

    def signs(self, text: str) -> Signs:
        """Return what both make of `text`."""
        return self.words.hear(text).loudness, danger_of(self.meaning, self.vectors[text])


def fit_alarm(
    phrasings: Mapping[str, Sequence[str]],
    examples: Sequence[Example],
    vectors: Mapping[str, Array],
) -> Alarm:
    """Return the alarm for `phrasings` by topic and `examples` (text, kind or None)."""
    urgent: list[Example] = [(text, "unclear") for text in phrasings.get(URGENCE, ())]
    ordinary = [text for topic, texts in phrasings.items() if topic != URGENCE for text in texts]
    told, alike, calm = list[Signs](), list[Signs](), list[Signs]()
    for fold in range(FOLDS):
        known = [pair for pair in [*examples, *urgent] if _fold(pair[0]) != fold]
        usual = [text for text in ordinary if _fold(text) != fold]
        ears = teach(known, usual, vectors)
        for text, kind in [*examples, *urgent]:
            if _fold(text) == fold:
                (alike if kind is None else told).append(ears.signs(text))
        calm += [ears.signs(text) for text in ordinary if _fold(text) == fold]
    return _alarm(told, alike, calm)


def teach(
    examples: Sequence[Example], ordinary: Sequence[str], vectors: Mapping[str, Array]
) -> Ears:
    """Return both ears, taught by `examples` and by `ordinary` questions."""
    rules = Dangers.read(ear=False)
    words = rules.with_ear(Ear.of(learn(examples, ordinary, rules)))
    return Ears(words, train_danger(examples, ordinary, vectors), vectors)


def _alarm(told: Sequence[Signs], alike: Sequence[Signs], calm: Sequence[Signs]) -> Alarm:
    labels = [True] * len(told) + [False] * (len(alike) + len(calm))
    chance = fit([*told, *alike, *calm], labels)
    enough = next(
        (
            step / _STEPS
            for step in range(1, _STEPS)
            if _share(chance, calm, step / _STEPS) <= FALSE_ALARMS
            and _share(chance, alike, step / _STEPS) <= LOOK_ALIKES
        ),
        1.0,
    )
    loud = sorted(loudness for loudness, _ in told)
    return Alarm(chance, enough, loud[int(CALM_MISSES * len(loud))] if loud else 0.0)


def _share(chance: Logistic, heard: Iterable[Signs], enough: float) -> float:
    """Return the share of what was heard that would raise an alarm."""
    alarms = [chance.chance(signs) >= enough for signs in heard]
    return sum(alarms) / len(alarms) if alarms else 0.0


def _fold(text: str) -> int:
    return crc32(text.encode()) % FOLDS
