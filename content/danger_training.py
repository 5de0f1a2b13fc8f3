"""Learns `danger-weights.json` from the examples: `python -m content.danger_training`.

`make learn` begins with it; the result depends on nothing but the files, so that everybody gets
the same. Ordinary questions (`phrasings/`) and what stands on buttons teach what danger does not
sound like. Takes two minutes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain
from math import exp, sqrt
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from content.compact import Votes
from content.danger import RULES, Dangers
from content.danger_ear import WINDOW, Ear, spans, traits
from content.danger_kinds import learn_kinds
from content.listening import labels
from content.load import read
from content.model import URGENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from content.spoken import Word

ROOT = Path(__file__).parent
EXAMPLES = "danger-examples.jsonl"
WEIGHTS = "danger-weights.json"
UNTOLD = "untold"
"""The kind of a danger of which nobody has said which one it is."""

_ROUNDS = 6
_PACE = 0.5
_BIAS_PACE = 0.05
_FORGET = 1e-5
_SEEN_IN = 2
_LEAST_WEIGHT = 0.02
# A missed danger is worse than a false alarm; an idiom that looks like one teaches more than an
# ordinary question.
_DANGER, _LOOK_ALIKE, _ORDINARY = 3.0, 1.5, 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One text or part of a text: what it is known by, its kind of danger, what it counts."""

    text: str
    traits: tuple[str, ...]
    kind: str | None
    matters: float

    @property
    def danger(self) -> bool:
        """Whether it is one."""
        return self.kind is not None


def learn(
    examples: Iterable[tuple[str, str | None]],
    ordinary: Iterable[str],
    dangers: Dangers,
) -> dict[str, object]:
    """Weights for `Ear.of` from pairs of text and kind of danger (None: a look-alike).

    Of a long story with a danger only one part tells of it: the one that an ear which has heard
    the short ones finds the most alarming.
    """
    pairs = list(examples)
    usual = [s for text in ordinary for s in _samples(text, dangers, _ORDINARY)]
    usual += [s for text, kind in pairs if kind is None for s in _samples(text, dangers)]
    told = [(list(dangers.words(text)), kind) for text, kind in pairs if kind is not None]
    short = [_told(words, 0, len(words), kind) for words, kind in told if len(words) <= WINDOW]
    first = Ear(*_fit([*usual, *short]), Votes.of({}))
    long = [(words, kind) for words, kind in told if len(words) > WINDOW]
    stories = [_told(words, *first.loudest(words)[1:], kind) for words, kind in long]
    bias, weights = _fit([*usual, *short, *stories])
    named = [s for s in (*short, *stories) if s.kind != UNTOLD]
    kinds = learn_kinds([(frozenset(s.traits), str(s.kind)) for s in named])
    return {"bias": round(bias, 3), "weights": weights, "kinds": kinds}


def read_examples(file: Path) -> Iterator[tuple[str, str | None]]:
    """Text and kind of every line of an examples file."""
    for line in file.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        yield entry["x"], entry["kind"]


def read_writers(file: Path) -> dict[str, str]:
    """Return who wrote the lines of an examples file, where that is known."""
    entries = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {entry["x"]: entry["by"] for entry in entries if "by" in entry}


def fingerprint(root: Path = ROOT) -> str:
    """Sum up what the weights were learnt from, to see whether they have to be learnt again."""
    digest = hashlib.sha256((root / EXAMPLES).read_bytes())
    digest.update((root / RULES).read_bytes())
    for text in (*labels(read(root).content.sentences), *_ordinary(root), *_urgent(root)):
        digest.update(f"{text}\n".encode())
    return digest.hexdigest()[:16]


def main(root: Path = ROOT) -> None:
    """Learn from the files under `root` and write the weights beside them."""
    dangers = Dangers.read(root, ear=False)
    examples = list(read_examples(root / EXAMPLES))
    examples += [(text, None) for text in labels(read(root).content.sentences)]
    examples += [(text, UNTOLD) for text in _urgent(root)]
    learnt = {"examples": fingerprint(root), **learn(examples, _ordinary(root), dangers)}
    text = json.dumps(learnt, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (root / WEIGHTS).write_text(text + "\n", encoding="utf-8")


def _urgent(root: Path) -> Iterator[str]:
    return _phrasings(root, f"{URGENCE}/*.txt")


def _ordinary(root: Path) -> Iterator[str]:
    for folder in sorted((root / "phrasings").iterdir()):
        if folder.is_dir() and folder.name != URGENCE:
            yield from _phrasings(root, f"{folder.name}/*.txt")


def _phrasings(root: Path, pattern: str) -> Iterator[str]:
    for file in sorted((root / "phrasings").glob(pattern)):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield line.strip()


def _samples(text: str, dangers: Dangers, matters: float = _LOOK_ALIKE) -> Iterator[Sample]:
    """Cut a text without danger into the parts that are weighed together."""
    places = list(traits(dangers.words(text)))
    for start, end in spans(len(places)):
        part = tuple(chain.from_iterable(places[start:end]))
        yield Sample(f"{text}{start}", part, None, matters)


def _told(words: Sequence[Word], start: int, end: int, kind: str) -> Sample:
    """Return a danger by the words from `start` to `end`: of a story, where it is told."""
    places = list(traits(words))[start:end]
    name = " ".join(word.plain for word in words)
    part = tuple(chain.from_iterable(places))
    return Sample(f"{name}{start}", part, kind, _DANGER)


def _fit(samples: list[Sample]) -> tuple[float, dict[str, float]]:
    """Logistic regression by AdaGrad, over the traits that occur in more than one sample."""
    seen = Counter(chain.from_iterable(set(sample.traits) for sample in samples))
    weights: defaultdict[str, float] = defaultdict(float)
    squares: defaultdict[str, float] = defaultdict(lambda: 1e-8)
    bias = 0.0
    for turn in range(_ROUNDS):
        for sample in _shuffled(samples, turn):
            known = [trait for trait in sample.traits if seen[trait] >= _SEEN_IN]
            size = sqrt(max(len(known), 1))
            error = _chance(bias + sum(weights[t] for t in known) / size) - sample.danger
            bias -= _BIAS_PACE * error * sample.matters
            for trait in known:
                slope = error * sample.matters / size + _FORGET * weights[trait]
                squares[trait] += slope * slope
                weights[trait] -= _PACE * slope / sqrt(squares[trait])
    return bias, {t: round(w, 2) for t, w in weights.items() if abs(w) > _LEAST_WEIGHT}


def _shuffled(samples: list[Sample], turn: int) -> list[Sample]:
    """Put the samples in an order of its own for each turn, the same on every machine."""
    return sorted(samples, key=lambda sample: crc32(f"{turn}{sample.text}".encode()))


def _chance(odds: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


if __name__ == "__main__":
    main()
