"""Fits when the ears together raise an alarm, on examples that were held back from both.

The examples of danger and the phrasings are cut into folds; each fold is heard by an ear and a
network that learnt from the others. Used by `content.calibrate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zlib import crc32

from content.confidence import Alarm, alarm_signs, fit
from content.danger import Dangers
from content.danger_ear import Ear
from content.danger_training import learn
from content.meaning import danger_of
from content.search import URGENCE
from content.train import train_danger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from content.network import Array, Network

FOLDS: Final = 4
MISSED: Final = 0.05
"""The share of dangers that may be missed by ears that did not learn from them."""

HARDLY_MISSED: Final = 0.005
"""The share of them that is let go even where the phrasings of danger are like it."""

CALM_MISSES: Final = 0.02
"""The share of dangers whose words may be so calm that the meaning is not asked."""

Example = tuple[str, str | None]
Signs = tuple[float, ...]
"""What rules, ear and meaning make of a text (`confidence.alarm_signs`)."""


@dataclass(frozen=True, slots=True)
class Ears:
    """Both ears, as some of the examples taught them."""

    words: Dangers
    meaning: Network
    vectors: Mapping[str, Array]

    def signs(self, text: str) -> Signs:
        """Return what both make of `text`."""
        return alarm_signs(self.words.hear(text), danger_of(self.meaning, self.vectors[text]))


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
    chances = sorted(map(chance.chance, told))
    enough, hardly = (_at(share, chances, 1.0) for share in (MISSED, HARDLY_MISSED))
    loud = sorted(loudness for _, loudness, _ in told)
    return Alarm(chance, enough, hardly, _at(CALM_MISSES, loud, 0.0))


def _at(share: float, ordered: Sequence[float], otherwise: float) -> float:
    """Return the value that a share of `ordered` lies below."""
    return ordered[int(share * len(ordered))] if ordered else otherwise


def _fold(text: str) -> int:
    return crc32(text.encode()) % FOLDS
