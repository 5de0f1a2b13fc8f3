"""Tunes encoders so that texts of one topic lie together and dangers apart.

Several at once, each without the lines of one fold. A long encoder is tuned first; a shorter one,
half as costly to ask, learns from the labels and from what the long one makes of every line.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch

from content.tuning.heads import Heads, distance, judge, loss
from content.tuning.lesson import padded
from content.tuning.network import begin, embed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from content.tuning.encoder import Encoder, Sizes
    from content.tuning.lesson import Lesson
    from content.tuning.network import Values

_HEAD_RATE: Final = 1e-3
_DECAY: Final = 0.01
_WARMING: Final = 0.06
"""Adam as published, with decoupled decay; the share of the steps in which it warms up."""

PIECES: Final = 4096
"""Pieces of words in a step of one encoder, about."""

DROPPED: Final = 0.15
"""The share of what each half of a layer adds that is left out while learning."""

_NOISY: Final = 0.8
_TAUGHT: Final = 0.5
_GATHERED: Final = 4
_LEAST: Final = 0.01
_STEEPEST: Final = 1.0
_FIRST_ROUNDS: Final = 20
_FIRST_ROWS: Final = 512
_READ_AT_ONCE: Final = 32_768

Version = tuple[int, int]
"""A line, and which version of it."""


@dataclass(frozen=True, slots=True)
class Course:
    """How one tuning goes: rounds over the lines, the largest step of Adam."""

    rounds: int
    rate: float


LONG_COURSE: Final = Course(rounds=3, rate=3e-4)
SHORT_COURSE: Final = Course(rounds=19, rate=4e-4)
"""The long and the short one; what they bring: docs/decisions/0009-tuned-encoder.md."""


@dataclass(frozen=True, slots=True)
class Pupils:
    """Encoders that are tuned together, each with the lines outside its fold (None: all)."""

    sizes: Sizes
    padding: int
    values: Values
    heads: Heads
    held: tuple[int | None, ...]
    lesson: Lesson
    device: str

    @classmethod
    def of(cls, encoder: Encoder, lesson: Lesson, held: Sequence[int | None]) -> Pupils:
        """Return pupils that are alike but for what they may see."""
        device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(1)
        padding, sizes = encoder.specials[2], encoder.sizes
        one = begin(encoder, 1, device)
        lines = [(line, 0) for line in range(len(lesson))]
        vectors = _read(one, sizes, lesson, lines, padding)[0].float()
        heads = Heads.of(len(held), len(lesson.names), vectors.mean(0))
        pupils = cls(
            sizes, padding, begin(encoder, len(held), device), heads, tuple(held), lesson, device
        )
        pupils._begin_heads(vectors)
        return pupils

    def lines(self, which: int) -> list[int]:
        """Return the lines that one of the pupils may see."""
        return np.flatnonzero(self.lesson.folds != self.held[which]).tolist()

    def logits(self, versions: Sequence[Version]) -> Any:
        """Return what all of them make of lines: an encoder, a line, a label."""
        vectors = _read(self.values, self.sizes, self.lesson, versions, self.padding)
        with torch.no_grad():
            return self.heads.read(vectors.float()).half()

    def tune(self, course: Course, teacher: Any = None) -> None:
        """Tune them all; `teacher`: logits of every version of every line (`logits`)."""
        chance = random.Random(1)  # noqa: S311 – an order that can be repeated
        count = len(self._batches(0, chance))
        steps = count * course.rounds
        descent = _descent(self.values, self.heads, course.rate)
        started = time.monotonic()
        for step in range(steps):
            if step % count == 0:
                rounds = [self._batches(which, chance, count) for which in range(len(self.held))]
                order = chance.sample(range(count), count)
            _schedule(descent, step, steps)
            found = self._step([batches[order[step % count]] for batches in rounds], teacher)
            descent.step()
            descent.zero_grad(set_to_none=True)
            if (step + 1) % count == 0 or step % 50 == 0:
                _tell(step + 1, steps, float(found), time.monotonic() - started)

    def say(self, title: str) -> None:
        """Print how well each reads the lines that it has not seen."""
        for which, fold in enumerate(self.held):
            lines = np.flatnonzero(self.lesson.folds == fold).tolist()
            if lines:
                logits = self.logits([(line, 0) for line in lines])[which].cpu()
                found = ", ".join(judge(self.lesson, logits, lines))
                sys.stdout.write(f"{title}, fold {fold}: {found}\n")
        sys.stdout.flush()

    def _step(self, batches: list[list[Version]], teacher: Any) -> Any:
        numbers, kept, counts = self._padded(batches)
        with _in_half(self.device):
            vectors = embed(self.values, self.sizes, (numbers, kept), DROPPED)
        logits = self.heads.read(vectors)
        lines = self._places([[line for line, _ in batch] for batch in batches], counts)
        topics = torch.from_numpy(self.lesson.topics).to(self.device)[lines]
        dangers = torch.from_numpy(self.lesson.dangers).to(self.device)[lines]
        wrong = loss(logits, topics, dangers, counts)
        if teacher is not None:
            whole = len(self.lesson)
            rows = [[version * whole + line for line, version in batch] for batch in batches]
            each = torch.arange(len(batches), device=self.device)[:, None]
            wanted = teacher[each, self._places(rows, counts)]
            wrong = (1 - _TAUGHT) * wrong + _TAUGHT * distance(logits, wanted, counts)
        wrong.backward()
        _clip([*_tuned(self.values), self.heads.weights, self.heads.biases])
        return wrong.detach() / len(batches)

    def _padded(self, batches: list[list[Version]]) -> tuple[Any, Any, Any]:
        """Return pieces, whether they count, and whether a row counts, for every encoder."""
        most = max(map(len, batches))
        nothing = [np.array([self.padding])]
        rows = [
            [self.lesson.pieces(*version) for version in batch] + nothing * (most - len(batch))
            for batch in batches
        ]
        numbers, kept = padded([row for part in rows for row in part], self.padding)
        shape = (len(batches), most, -1)
        counts = np.array([[place < len(batch) for place in range(most)] for batch in batches])
        arrays = (numbers.reshape(shape), kept.reshape(shape), counts.astype(np.float32))
        first, second, third = (torch.from_numpy(array).to(self.device) for array in arrays)
        return first, second, third

    def _places(self, rows: list[list[int]], counts: Any) -> Any:
        whole = np.zeros(tuple(counts.shape), np.int64)
        for place, row in enumerate(rows):
            whole[place, : len(row)] = row
        return torch.from_numpy(whole).to(self.device)

    def _batches(
        self, which: int, chance: random.Random, count: int | None = None
    ) -> list[list[Version]]:
        """Return one round over the lines, in `count` batches of alike lengths (None: as fits)."""
        lesson = self.lesson
        versions = [
            (line, chance.randrange(1, lesson.versions) if chance.random() < _NOISY else 0)
            for line in self.lines(which)
        ]
        chance.shuffle(versions)
        count = count or sum(lesson.length(*each) for each in versions) // PIECES + _GATHERED
        parts = [versions[start::_GATHERED] for start in range(_GATHERED)]
        shares = [len(range(start, count, _GATHERED)) for start in range(_GATHERED)]
        return [
            batch
            for part, share in zip(parts, shares, strict=True)
            for batch in _evenly(
                sorted(part, key=lambda each: lesson.length(*each)), share, lesson
            )
        ]

    def _begin_heads(self, vectors: Any) -> None:
        """Let the heads learn alone first, so that their noise does not spoil the encoders."""
        descent = torch.optim.AdamW([self.heads.weights, self.heads.biases], lr=1e-2)
        chance = np.random.default_rng(1)
        topics, dangers = map(torch.from_numpy, (self.lesson.topics, self.lesson.dangers))
        least = min(len(self.lines(which)) for which in range(len(self.held)))
        for _ in range(_FIRST_ROUNDS):
            orders = [chance.permutation(self.lines(w))[:least] for w in range(len(self.held))]
            for rows in torch.from_numpy(np.stack(orders)).split(_FIRST_ROWS, 1):
                logits = self.heads.read(vectors[rows.to(self.device)])
                wanted, told = topics[rows].to(self.device), dangers[rows].to(self.device)
                loss(logits, wanted, told, torch.ones_like(told, dtype=torch.float32)).backward()
                descent.step()
                descent.zero_grad(set_to_none=True)


def _evenly(versions: list[Version], count: int, lesson: Lesson) -> Iterator[list[Version]]:
    """Yield `count` runs of `versions` with about as many pieces each."""
    ends = np.cumsum([lesson.length(*each) for each in versions])
    places = np.searchsorted(ends, np.linspace(0, ends[-1], count + 1)[1:-1])
    for start, stop in zip([0, *places], [*places, len(versions)], strict=True):
        yield versions[start:stop] or versions[:1]


def _read(
    values: Values, sizes: Sizes, lesson: Lesson, versions: Sequence[Version], padding: int
) -> Any:
    """Return the vectors of lines, an encoder first; without slopes."""
    device = values["emb.pos"].device
    count = len(values["l0.q.b"])
    vectors = torch.zeros(count, len(versions), sizes.width, device=device).half()
    order = sorted(range(len(versions)), key=lambda place: lesson.length(*versions[place]))
    start = 0
    while start < len(order):
        stop = start + 1
        while (
            stop < len(order)
            and (stop + 1 - start) * lesson.length(*versions[order[stop]]) <= _READ_AT_ONCE
        ):
            stop += 1
        places = order[start:stop]
        numbers, kept = padded([lesson.pieces(*versions[place]) for place in places], padding)
        shown = tuple(
            torch.from_numpy(part).to(device)[None].repeat(count, 1, 1) for part in (numbers, kept)
        )
        with torch.no_grad(), _in_half(str(device.type)):
            vectors[:, places] = embed(values, sizes, shown).half()
        start = stop
    return vectors


def _descent(values: Values, heads: Heads, rate: float) -> Any:
    tuned = _tuned(values)
    matrices = [value for value in tuned if value.dim() > 2]  # noqa: PLR2004 – for each encoder
    others = [value for value in tuned if value.dim() <= 2]  # noqa: PLR2004
    groups = [
        {"params": matrices, "lr": rate, "weight_decay": _DECAY},
        {"params": others, "lr": 2 * rate, "weight_decay": 0.0},
        {"params": [heads.weights, heads.biases], "lr": _HEAD_RATE, "weight_decay": _DECAY},
    ]
    for group in groups:
        group["most"] = group["lr"]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=values["emb.pos"].is_cuda)


def _schedule(descent: Any, step: int, steps: int) -> None:
    """Warm up, then slow down to almost nothing."""
    share = min(1.0, (step + 1) / (_WARMING * steps)) * max(_LEAST, 1 - step / steps)
    for group in descent.param_groups:
        group["lr"] = group["most"] * share


def _clip(tuned: list[Any]) -> None:
    """Shorten the slope of each encoder where it is too steep."""
    slopes = [value.grad for value in tuned]
    steep = sum(slope.flatten(1).square().sum(1) for slope in slopes).sqrt()
    share = (_STEEPEST / steep).clamp(max=1.0)
    for slope in slopes:
        slope.mul_(share.view(-1, *(1 for _ in slope.shape[1:])))


def _in_half(device: str) -> Any:
    return torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda")


def _tuned(values: Values) -> list[Any]:
    return [value for value in values.values() if value.requires_grad]


def _tell(done: int, steps: int, found: float, seconds: float) -> None:
    left = seconds / done * (steps - done) / 60
    sys.stderr.write(f"tuning: {done} of {steps}, loss {found:.2f}, {left:.1f} min left\n")
    sys.stderr.flush()
