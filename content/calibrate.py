"""Fits when to answer, ask back or say no, on the phrasings alone: `python -m content.calibrate`.

Each group of voices is asked of a searcher that has never seen them, as strangers will ask, by
words alone and with the second tier. What the rankings look like when they are right, wrong or out
of scope gives the two chances of `content.confidence` and their thresholds; examples of danger
held back from both ears give the alarm (`content.calibrate_alarm`). No test set is read here.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from content import calibrate_alarm, meaning
from content.confidence import Calibration, Logistic, fit, signs
from content.danger import Dangers
from content.danger_training import EXAMPLES, read_examples, read_writers
from content.lexical import OUT, Ranking, learn, typed_phrasings
from content.load import ROOT, read
from content.tables import CALIBRATION, read_words
from content.train import embed, parts_by, train_topics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from content.confidence import Alarm
    from content.normalise import Words
    from content.train import Embed, Example, Parts, Phrasings

    Minds = Callable[[Phrasings], Callable[[str], Mapping[str, float]]]

GROUPS: Final = 5
"""Voices are held back in so many groups, each as a whole."""

HELD: Final = 0.90
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
    """What became of the phrasings of every voice when it was unknown, as shares."""

    right: float
    wrong: float
    asked_back: float
    helped: float
    out_answered: float
    out_unknown: float


def ask_unknown(
    voices: Mapping[str, Phrasings], words: Words, minds: Minds | None = None
) -> tuple[list[Asked], list[Asked]]:
    """Rank the phrasings of each voice by what the voices of other groups teach.

    `voices` holds phrasings by topic for each voice; `minds` trains a second tier on phrasings
    and returns what gives the logarithm of each topic's share for a text.
    Returns (topic, ranking) of each phrasing, by words alone and with the second tier.
    """
    lite: list[Asked] = []
    full: list[Asked] = []
    for held in dealt(voices):
        others = together(part for name, part in voices.items() if name not in held)
        lexical = learn(typed_phrasings(others, words), words)
        mind = minds(others) if minds is not None else None
        for topic, texts in together(voices[name] for name in held).items():
            reads = ((text, lexical.read(text)) for text in texts)
            asked = [(topic, lexical.rank(text, read)) for text, read in reads if read]
            lite += asked
            if mind is not None:
                full += [(topic, r.joined(mind(r.piece))) for topic, r in asked]
        sys.stderr.write(f"{', '.join(held)}: asked of the others\n")
    return lite, full


def dealt(voices: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the groups in which voices are held back."""
    names = sorted(voices)
    return [tuple(names[start::GROUPS]) for start in range(min(GROUPS, len(names)))]


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


def to_yaml(
    tiers: Mapping[str, tuple[Calibration, Outcomes]],
    certain: float,
    alarm: Alarm,
    voices: Iterable[str],
) -> str:
    """Return the text of `search.yaml`."""
    lines = [
        "# Quand répondre, demander ou dire non. Calculé à partir des formulations seules par :",
        "#   python -m content.calibrate",
        "# Ne se modifie pas à la main ; docs/answers.md explique les mots.",
    ]
    for name, (calibration, found) in tiers.items():
        lines += [f"{name}:", *(f"  {line}" for line in _tier(calibration, found))]
    lines += [
        f"certain: {certain:.2f}",
        *_alarm(alarm),
        f"voices: [{', '.join(voices)}]",
    ]
    return "\n".join(lines) + "\n"


def _alarm(alarm: Alarm) -> list[str]:
    return [
        "alarm:",
        f"  chance: {_shown(alarm.chance)}",
        f"  enough: {alarm.enough:.3f}",
        f"  firm: {alarm.firm:.3f}",
        f"  hardly: {alarm.hardly:.3f}",
        f"  calm: {alarm.calm:.2f}",
    ]


def _tier(calibration: Calibration, found: Outcomes) -> list[str]:
    measured = ", ".join(
        f"{name}: {getattr(found, name):.3f}" for name in Outcomes.__dataclass_fields__
    )
    return [
        f"in_scope: {_shown(calibration.in_scope)}",
        f"right: {_shown(calibration.right)}",
        f"ours: {calibration.ours:.3f}",
        f"sure: {calibration.sure:.2f}",
        f"measured: {{{measured}}}",
    ]


def _shown(model: Logistic) -> str:
    rows = ", ".join(
        f"{name}: [{', '.join(f'{number:.4f}' for number in getattr(model, name))}]"
        for name in ("weights", "middle", "spread")
    )
    return f"{{bias: {model.bias:.4f}, {rows}}}"


def main(only: Sequence[str] = ()) -> int:
    """Calibrate on the content beside this module and write its `search.yaml`.

    With `alarm`, that part alone: for a change of nothing but the examples of danger.
    """
    voices = read_voices(ROOT)
    lacking = meaning.why_not(ROOT)
    if len(voices) < 2 or lacking is not None:  # noqa: PLR2004 - one to learn from, one to ask
        sys.stderr.write(f"calibrate: {lacking or 'content/phrasings needs two voices'}\n")
        return 2
    file = ROOT / CALIBRATION
    taught = _Taught.of(voices)
    alarm = taught.alarm(voices)
    if "alarm" in only:
        block = "\n".join(_alarm(alarm))
        text = _ALARM.sub(lambda _: block, file.read_text(encoding="utf-8"))
    else:
        text = taught.calibrated(voices, alarm)
    file.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


@dataclass(frozen=True, slots=True)
class _Taught:
    """What the second tier learns from: all phrasings and examples, cut and embedded."""

    phrasings: Phrasings
    examples: Sequence[Example]
    parts: Parts
    embedded: Embed

    @classmethod
    def of(cls, voices: Mapping[str, Phrasings]) -> _Taught:
        phrasings = together(voices.values())
        examples = list(read_examples(ROOT / EXAMPLES))
        parts = parts_by(Dangers.read(ROOT))
        return cls(phrasings, examples, parts, embed(ROOT, phrasings, examples, parts))

    def calibrated(self, voices: Mapping[str, Phrasings], alarm: Alarm) -> str:
        """Calibrate both tiers and return the text of `search.yaml`."""

        def minds(others: Phrasings) -> Callable[[str], Mapping[str, float]]:
            network = train_topics(others, self.examples, self.parts, self.embedded)
            return lambda text: network.log_shares(self.embedded(text))

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
