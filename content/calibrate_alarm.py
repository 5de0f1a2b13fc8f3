"""Fits when the ears together raise an alarm, on examples that were held back from both.

What a group of strangers wrote (`content.tuning.strangers`), dangers and questions, is heard by an
ear and a mind that learnt from everybody else. Used by `content.calibrate`.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from content.confidence import Alarm, alarm_signs, fit
from content.danger import Dangers
from content.danger_ear import Ear
from content.danger_training import UNTOLD, learn
from content.model import URGENCE
from content.train import parts_by, train_meaning
from content.tuning.strangers import groups_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from content.mind import Mind
    from content.train import Example, Phrasings
    from content.vectors import Embed

MISSED: Final = 0.03
"""The share of dangers that may be missed by ears that did not learn from them."""

HARDLY_MISSED: Final = 0.005
"""The share of them that is let go even where the phrasings of danger are like it."""

CALM_MISSES: Final = 0.02
"""The share of dangers whose words may be so calm that the meaning is not asked."""

Signs = tuple[float, ...]
"""What rules, ear and meaning make of a text (`confidence.alarm_signs`)."""


@dataclass(frozen=True, slots=True)
class Ears:
    """Both ears, as some of the examples taught them."""

    words: Dangers
    mind: Mind
    embedded: Embed

    def signs(self, text: str) -> Signs:
        """Return what both make of `text`."""
        return alarm_signs(
            self.words.hear(text), lambda part: self.mind.sense(self.embedded(part))
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """A text as ears heard it that did not learn it: who wrote it, whether it tells of danger."""

    writer: str
    danger: bool
    signs: Signs


def hear_unknown(
    phrasings: Phrasings,
    examples: Sequence[Example],
    writers: Mapping[str, str],
    embedded: Embed,
) -> list[Judged]:
    """Let ears hear what strangers wrote among `phrasings` and `examples` of danger.

    `writers` says who wrote a text, where that is known: what strangers wrote is heard by ears
    that know nothing else by them. `embedded` gives the vectors of the encoder, which knows none
    of it.
    """
    judged: list[Judged] = []
    for held in groups_of(writers.values()):

        def theirs(text: str, held: frozenset[str] = held) -> bool:
            return writers.get(text, "") in held

        known = [pair for pair in examples if not theirs(pair[0])]
        usual = {t: [x for x in texts if not theirs(x)] for t, texts in phrasings.items()}
        ears = teach(usual, known, embedded)
        for text, danger in _asked(phrasings, examples):
            if theirs(text):
                judged.append(Judged(writers[text], danger, ears.signs(text)))
        sys.stderr.write(f"alarm: {', '.join(sorted(held))} heard\n")
    return judged


def fit_alarm(judged: Sequence[Judged]) -> Alarm:
    """Return the alarm that fits what `hear_unknown` found."""
    chance = fit([each.signs for each in judged], [each.danger for each in judged])
    told = [each.signs for each in judged if each.danger]
    chances = sorted(map(chance.chance, told))
    enough, hardly = (_at(share, chances, 1.0) for share in (MISSED, HARDLY_MISSED))
    loud = sorted(loudness for _, loudness, *_ in told)
    return Alarm(chance, enough, hardly, _at(CALM_MISSES, loud, 0.0))


def by_writer(judged: Sequence[Judged], alarm: Alarm) -> Iterator[str]:
    """Yield a line for each writer: dangers missed, others alarmed, of how many."""
    counts = defaultdict[str, Counter[str]](Counter)
    for each in judged:
        alarmed = alarm.chance.chance(each.signs) >= alarm.enough
        counts[each.writer].update(
            dangers=each.danger,
            missed=each.danger and not alarmed,
            others=not each.danger,
            alarmed=not each.danger and alarmed,
        )
    for writer, count in sorted(counts.items()):
        yield (
            f"{writer or 'unknown':<12} dangers missed {count['missed']} of {count['dangers']},"
            f" others alarmed {count['alarmed']} of {count['others']}"
        )


def teach(phrasings: Phrasings, examples: Sequence[Example], embedded: Embed) -> Ears:
    """Return both ears, taught by `examples` and by questions."""
    rules = Dangers.read(ear=False)
    urgent: list[Example] = [(text, UNTOLD) for text in phrasings.get(URGENCE, ())]
    usual = [text for topic, texts in phrasings.items() if topic != URGENCE for text in texts]
    words = rules.with_ear(Ear.of(learn([*examples, *urgent], usual, rules)))
    return Ears(words, train_meaning(phrasings, examples, parts_by(words), embedded), embedded)


def _asked(phrasings: Phrasings, examples: Sequence[Example]) -> Iterator[tuple[str, bool]]:
    """Yield every text and whether it tells of a danger."""
    yield from ((text, kind is not None) for text, kind in examples)
    for topic, texts in phrasings.items():
        yield from ((text, topic == URGENCE) for text in texts)


def _at(share: float, ordered: Sequence[float], otherwise: float) -> float:
    """Return the value that a share of `ordered` lies below."""
    return ordered[int(share * len(ordered))] if ordered else otherwise
