"""Fits when to answer, ask back or say no, on the phrasings alone: `python -m content.calibrate`.

Each voice in turn is asked of a searcher that has never seen it, as strangers will ask. What the
rankings look like when they are right, wrong or out of scope gives the two chances of
`content.confidence` and their thresholds. No question of a test set is ever read here.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from content.confidence import Calibration, fit, right_signs, scope_signs
from content.lexical import OUT, Ranking, learn
from content.load import ROOT, read
from content.tables import CALIBRATION, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from content.normalise import Words

HELD: Final = 0.90
"""The share of questions that are not ours which get an honest no, at least."""

ANSWERED_OUT: Final = 0.05
"""The share of questions that are not ours which may be answered, at most."""

LEAST_SURE: Final = 0.60
"""The chance of being right from which an answer is given: a wrong one costs more than asking."""

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


def ask_unknown(voices: Mapping[str, Mapping[str, Sequence[str]]], words: Words) -> list[Asked]:
    """Rank the phrasings of each voice by what all the other voices teach.

    `voices` holds phrasings by topic for each voice. Returns (topic, ranking) of each phrasing.
    """
    asked: list[Asked] = []
    for voice, phrasings in voices.items():
        others = together(part for name, part in voices.items() if name != voice)
        lexical = learn(others, words)
        for topic, texts in phrasings.items():
            reads = ((text, lexical.read(text)) for text in texts)
            asked += [(topic, lexical.rank(text, read)) for text, read in reads if read]
    return asked


def calibrate(asked: Sequence[Asked]) -> Calibration:
    """Return the chances and thresholds that fit what `ask_unknown` found."""
    ours = [(topic, ranking) for topic, ranking in asked if topic != OUT]
    in_scope = fit([scope_signs(r) for _, r in asked], [topic != OUT for topic, _ in asked])
    right = fit([right_signs(r) for _, r in ours], [r.best[0] == topic for topic, r in ours])
    out = sorted(in_scope.chance(scope_signs(r)) for topic, r in asked if topic == OUT)
    limit = out[min(len(out) - 1, int(HELD * len(out)))] if out else _MIDDLE
    tried = (
        Calibration(in_scope, right, limit, step / _STEPS)
        for step in range(round(LEAST_SURE * _STEPS), _STEPS + 1)
    )
    return next(c for c in tried if outcomes(asked, c).out_answered <= ANSWERED_OUT)


def outcomes(asked: Sequence[Asked], calibration: Calibration) -> Outcomes:
    """Count what a calibration makes of ranked phrasings."""
    counts = dict.fromkeys(("right", "wrong", "back", "helped", "out_answered", "out_unknown"), 0)
    for topic, ranking in asked:
        ours = calibration.in_scope.chance(scope_signs(ranking))
        sure = ours * calibration.right.chance(right_signs(ranking))
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


def to_yaml(calibration: Calibration, found: Outcomes, voices: Iterable[str]) -> str:
    """Return the text of `search.yaml`."""
    logistics = (("in_scope", calibration.in_scope), ("right", calibration.right))
    lines = [
        "# Quand répondre, demander ou dire non. Calculé à partir des formulations seules par :",
        "#   python -m content.calibrate",
        "# Ne se modifie pas à la main ; docs/answers.md explique les mots.",
        *(
            f"{name}: {{bias: {model.bias:.4f}, "
            f"weights: [{', '.join(f'{weight:.4f}' for weight in model.weights)}]}}"
            for name, model in logistics
        ),
        f"ours: {calibration.ours:.3f}",
        f"sure: {calibration.sure:.2f}",
        f"voices: [{', '.join(voices)}]",
        "measured:",
        f"  right: {found.right:.3f}",
        f"  wrong: {found.wrong:.3f}",
        f"  asked_back: {found.asked_back:.3f}",
        f"  helped: {found.helped:.3f}",
        f"  out_answered: {found.out_answered:.3f}",
        f"  out_unknown: {found.out_unknown:.3f}",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Calibrate on the content beside this module and write its `search.yaml`."""
    voices = read_voices(ROOT)
    if len(voices) < 2:  # noqa: PLR2004 - one to learn from, one to ask
        sys.stderr.write("calibrate: at least two voices are needed in content/phrasings\n")
        return 2
    asked = ask_unknown(voices, read_words(ROOT))
    calibration = calibrate(asked)
    text = to_yaml(calibration, outcomes(asked, calibration), voices)
    (ROOT / CALIBRATION).write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


def together(parts: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, list[str]]:
    """Return the phrasings of several voices as one, by topic."""
    merged: dict[str, list[str]] = {}
    for part in parts:
        for topic, texts in part.items():
            merged.setdefault(topic, []).extend(texts)
    return merged


if __name__ == "__main__":
    sys.exit(main())
