"""Fits when to answer, ask back or say no, on the phrasings alone: `python -m content.calibrate`.

Each group of strangers (`content.tuning.strangers`) asks a searcher that has never seen them, and
an encoder that has not either, by words alone and with the second tier. What the rankings look
like when they are right, wrong or out of scope gives the two chances of `content.confidence` and
their thresholds. `… alarm` fits the alarm on their examples of danger (`content.calibrate_alarm`).
No test set is read here.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from content import calibrate_alarm, meaning
from content.calibration_text import alarm_lines, to_yaml
from content.confidence import Calibration, fit, signs
from content.danger import Dangers
from content.danger_training import EXAMPLES, read_examples, read_writers
from content.lexical import Ranking, learn, typed_phrasings
from content.load import ROOT, read
from content.model import OUT
from content.tables import CALIBRATION, read_calibration, read_words
from content.train import KEPT, embed, parts_by, texts_of, train_topics
from content.tuning.strangers import groups_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from content.confidence import Alarm
    from content.normalise import Words
    from content.train import Example, Parts, Phrasings
    from content.vectors import Embed

    Minds = Callable[[Phrasings], Callable[[str], Mapping[str, float]]]

HELD: Final = 0.95
"""The share of questions that are not ours which get an honest no, at least."""

ANSWERED_OUT: Final = 0.04
"""The share of questions that are not ours which may be answered, at most."""

LEAST_SURE: Final = 0.60
"""The chance of being right from which an answer is given: a wrong one costs more than asking."""

CERTAIN_ERRORS: Final = 0.03
"""The share of wrong answers among those that the words alone are certain of, at most."""

_ALARM: Final = re.compile(r"^alarm:(\n  .*)*", re.MULTILINE)
_MIDDLE: Final = 0.5
_STEPS: Final = 100

Asked = tuple[str, Ranking]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of the phrasings of strangers, as shares."""

    right: float
    wrong: float
    asked_back: float
    helped: float
    out_answered: float
    out_unknown: float


def ask_unknown(
    voices: Mapping[str, Phrasings], words: Words, minds: Minds | None = None
) -> tuple[list[Asked], list[Asked]]:
    """Rank the phrasings of each group of strangers by what all other voices teach.

    `voices` holds phrasings by topic for each voice; `minds` trains the second tier on phrasings
    and returns what gives the logarithm of each topic's share for a text.
    Returns (topic, ranking) of each phrasing, by words alone and with the second tier.
    """
    lite: list[Asked] = []
    full: list[Asked] = []
    for held in groups_of(voices):
        others = together(part for name, part in voices.items() if name not in held)
        lexical = learn(typed_phrasings(others, words), words)
        mind = minds(others) if minds is not None else None
        for topic, texts in together(voices[name] for name in held).items():
            reads = ((text, lexical.read(text)) for text in texts)
            asked = [(topic, lexical.rank(text, read)) for text, read in reads if read]
            lite += asked
            if mind is not None:
                full += [(topic, r.joined(mind(r.piece))) for topic, r in asked]
        sys.stderr.write(f"{', '.join(sorted(held))}: asked of the others\n")
    return lite, full


def calibrate(asked: Sequence[Asked]) -> Calibration:
    """Return the chances and thresholds that fit what `ask_unknown` found."""
    told = [signs(ranking) for _, ranking in asked]
    ours = [
        (row, r.best[0] == topic)
        for row, (topic, r) in zip(told, asked, strict=True)
        if topic != OUT
    ]
    in_scope = fit(told, [topic != OUT for topic, _ in asked])
    right = fit(*zip(*ours, strict=True))
    out = sorted(
        in_scope.chance(row) for row, (topic, _) in zip(told, asked, strict=True) if topic == OUT
    )
    limit = out[min(len(out) - 1, int(HELD * len(out)))] if out else _MIDDLE
    tried = (
        Calibration(in_scope, right, limit, step / _STEPS)
        for step in range(round(LEAST_SURE * _STEPS), _STEPS + 1)
    )
    return next(c for c in tried if outcomes(asked, c).out_answered <= ANSWERED_OUT)


def certain_from(asked: Sequence[Asked], calibration: Calibration) -> float:
    """Return the chance by words alone from which hardly an answer is wrong."""
    judged = [
        (calibration.chances(ranking)[1], topic == ranking.best[0]) for topic, ranking in asked
    ]
    for step in range(round(LEAST_SURE * _STEPS), _STEPS):
        passed = [right for chance, right in judged if chance >= step / _STEPS]
        if sum(not right for right in passed) <= CERTAIN_ERRORS * len(passed):
            return step / _STEPS
    return 1.0


def outcomes(asked: Sequence[Asked], calibration: Calibration) -> Outcomes:
    """Count what a calibration makes of ranked phrasings."""
    counts = dict.fromkeys(("right", "wrong", "back", "helped", "out_answered", "out_unknown"), 0)
    for topic, ranking in asked:
        ours, sure = calibration.chances(ranking)
        unknown = ours < calibration.ours
        answered = not unknown and sure >= calibration.sure
        if topic == OUT:
            counts["out_answered"] += answered
            counts["out_unknown"] += unknown
        elif answered:
            right = ranking.best[0] == topic
            counts["right" if right else "wrong"] += 1
            counts["helped"] += right
        elif not unknown:
            counts["back"] += 1
            counts["helped"] += topic in ranking.best[:3]
    out = sum(topic == OUT for topic, _ in asked) or 1
    ours_total = sum(topic != OUT for topic, _ in asked) or 1
    shares = [
        count / (out if name.startswith("out") else ours_total) for name, count in counts.items()
    ]
    return Outcomes(*shares)


def read_voices(root: Path) -> dict[str, dict[str, list[str]]]:
    """Return the phrasings under `root` by voice (the name of their file) and topic."""
    voices: dict[str, dict[str, list[str]]] = {}
    for phrasing in read(root).phrasings:
        topics = voices.setdefault(Path(phrasing.file).stem, {})
        topics.setdefault(phrasing.topic, []).append(phrasing.text)
    return dict(sorted(voices.items()))


def main(only: Sequence[str] = ()) -> int:
    """Calibrate both tiers on the content beside this module and write its `search.yaml`.

    With `alarm`, the alarm instead, and nothing else.
    """
    voices = read_voices(ROOT)
    lacking = meaning.why_not(ROOT)
    if lacking is not None:
        sys.stderr.write(f"calibrate: {lacking}\n")
        return 2
    file = ROOT / CALIBRATION
    taught = _Taught.of(voices)
    if "alarm" in only:
        block = "\n".join(alarm_lines(taught.alarm(voices)))
        text = _ALARM.sub(lambda _: block, file.read_text(encoding="utf-8"))
    else:
        text = taught.calibrated(voices, read_calibration(ROOT).alarm)
    file.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


@dataclass(frozen=True, slots=True)
class _Taught:
    """What the second tier learns from, and vectors by an encoder that learnt from no stranger."""

    phrasings: Phrasings
    examples: Sequence[Example]
    parts: Parts
    embedded: Embed

    @classmethod
    def of(cls, voices: Mapping[str, Phrasings]) -> _Taught:
        phrasings = together(voices.values())
        examples = list(read_examples(ROOT / EXAMPLES))
        parts = parts_by(Dangers.read(ROOT))
        texts = texts_of(phrasings, examples, parts)
        embedded = embed(texts, ROOT / meaning.ENCODER, ROOT / KEPT)
        return cls(phrasings, examples, parts, embedded)

    def calibrated(self, voices: Mapping[str, Phrasings], alarm: Alarm) -> str:
        """Calibrate both tiers and return the text of `search.yaml`."""

        def minds(others: Phrasings) -> Callable[[str], Mapping[str, float]]:
            head = train_topics(others, self.examples, self.parts, self.embedded)
            return lambda text: head.log_shares(self.embedded(text))

        rankings = ask_unknown(voices, read_words(ROOT), minds)
        asked = dict(zip(("lite", "full"), rankings, strict=True))
        found = {name: calibrate(ranked) for name, ranked in asked.items()}
        shown = {name: (tier, outcomes(asked[name], tier)) for name, tier in found.items()}
        return to_yaml(shown, certain_from(asked["lite"], found["lite"]), alarm, voices)

    def alarm(self, voices: Mapping[str, Phrasings]) -> Alarm:
        """Fit the alarm on what its ears did not learn, and say how they do by writer."""
        writers = read_writers(ROOT / EXAMPLES) | {
            text: voice
            for voice, part in voices.items()
            for texts in part.values()
            for text in texts
        }
        judged = calibrate_alarm.hear_unknown(
            self.phrasings, self.examples, writers, self.embedded
        )
        alarm = calibrate_alarm.fit_alarm(judged)
        sys.stdout.write("\n".join(calibrate_alarm.by_writer(judged, alarm)) + "\n")
        return alarm


def together(parts: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, list[str]]:
    """Return the phrasings of several voices as one, by topic."""
    merged: dict[str, list[str]] = {}
    for part in parts:
        for topic, texts in part.items():
            merged.setdefault(topic, []).extend(texts)
    return merged


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
