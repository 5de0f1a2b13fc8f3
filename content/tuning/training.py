"""Tunes an encoder so that texts of one topic lie together and dangers apart.

A long encoder is tuned first; a shorter one, half as costly to ask, learns from the labels and
from what the long one makes of every line.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch

from content.model import OUT
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
"""Pieces of words in a step, about."""

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
    """How one tuning goes: rounds over the lines, the largest step of Adam.

    `usual`: the share of the questions that are ours which is drawn for a round; dangers, calm
    messages and what is not ours are learnt in each.
    """

    rounds: int
    rate: float
    usual: float = 1.0


LONG_COURSE: Final = Course(rounds=3, rate=3e-4)
SHORT_COURSE: Final = Course(rounds=19, rate=4e-4)
FURTHER_COURSE: Final = Course(rounds=5, rate=2e-4, usual=0.3)
"""The long, the short, and that of an encoder which goes on; what they bring:
docs/decisions/0009-tuned-encoder.md."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """An encoder that is tuned on the lines that no stranger wrote, with heads of its own."""

    sizes: Sizes
    padding: int
    values: Values
    heads: Heads
    lesson: Lesson
    device: str

    @classmethod
    def of(cls, encoder: Encoder, lesson: Lesson) -> Pupil:
        """Return a pupil whose heads know what the encoder makes of the lines as it comes."""
        device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(1)
        padding, sizes, values = encoder.specials[2], encoder.sizes, begin(encoder, device)
        lines = [(line, 0) for line in range(len(lesson))]
        vectors = _read(values, sizes, lesson, lines, padding).float()
        heads = Heads.of(len(lesson.names), vectors.mean(0))
        pupil = cls(sizes, padding, values, heads, lesson, device)
        pupil._begin_heads(vectors)
        return pupil

    def logits(self, versions: Sequence[Version]) -> Any:
        """Return what it makes of lines: a row for each, a column for each label."""
        vectors = _read(self.values, self.sizes, self.lesson, versions, self.padding)
        with torch.no_grad():
            return self.heads.read(vectors.float()).half()

    def tune(self, course: Course, teacher: Any = None) -> None:
        """Tune it; `teacher`: logits of every version of every line (`logits`)."""
        chance = random.Random(1)  # noqa: S311 – an order that can be repeated
        count = len(self._batches(chance, course.usual))
        steps = count * course.rounds
        descent = _descent(self.values, self.heads, course.rate)
        started = time.monotonic()
        for step in range(steps):
            if step % count == 0:
                batches = self._batches(chance, course.usual, count)
                chance.shuffle(batches)
            _schedule(descent, step, steps)
            found = self._step(batches[step % count], teacher)
            descent.step()
            descent.zero_grad(set_to_none=True)
            if (step + 1) % count == 0 or step % 50 == 0:
                _tell(step + 1, steps, float(found), time.monotonic() - started)

    def say(self, title: str) -> None:
        """Print how well it reads what strangers wrote."""
        lines = np.flatnonzero(self.lesson.unseen).tolist()
        if lines:
            logits = self.logits([(line, 0) for line in lines]).cpu()
            sys.stdout.write(f"{title}: {', '.join(judge(self.lesson, logits, lines))}\n")
            sys.stdout.flush()

    def _step(self, batch: list[Version], teacher: Any) -> Any:
        numbers, kept = self._shown(*padded([self.lesson.pieces(*v) for v in batch], self.padding))
        with _in_half(self.device):
            vectors = embed(self.values, self.sizes, (numbers, kept), DROPPED)
        logits = self.heads.read(vectors)
        lines = [line for line, _ in batch]
        wrong = loss(logits, *self._shown(self.lesson.topics[lines], self.lesson.dangers[lines]))
        if teacher is not None:
            whole = len(self.lesson)
            wanted = teacher[[version * whole + line for line, version in batch]]
            wrong = (1 - _TAUGHT) * wrong + _TAUGHT * distance(logits, wanted)
        wrong.backward()
        torch.nn.utils.clip_grad_norm_(
            [*_tuned(self.values), self.heads.weights, self.heads.biases], _STEEPEST
        )
        return wrong.detach()

    def _shown(self, *arrays: Any) -> list[Any]:
        return [torch.from_numpy(array).to(self.device) for array in arrays]

    def _batches(
        self, chance: random.Random, usual: float, count: int | None = None
    ) -> list[list[Version]]:
        """Return one round over the lines, in `count` batches of alike lengths (None: as fits)."""
        lesson, out = self.lesson, self.lesson.names.index(OUT)
        ordinary = (lesson.topics >= 0) & (lesson.topics != out) & ~lesson.dangers
        versions = [
            (line, chance.randrange(1, lesson.versions) if chance.random() < _NOISY else 0)
            for line in np.flatnonzero(~lesson.unseen).tolist()
            if not ordinary[line] or chance.random() < usual
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
        """Let the heads learn alone first, so that their noise does not spoil the encoder."""
        descent = torch.optim.AdamW([self.heads.weights, self.heads.biases], lr=1e-2)
        chance = np.random.default_rng(1)
        known = np.flatnonzero(~self.lesson.unseen)
        topics, dangers = self._shown(self.lesson.topics, self.lesson.dangers)
        for _ in range(_FIRST_ROUNDS):
            for rows in self._shown(chance.permutation(known))[0].split(_FIRST_ROWS):
                loss(self.heads.read(vectors[rows]), topics[rows], dangers[rows]).backward()
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
    """Return the vectors of lines, a row each; without slopes."""
    device = values["emb.pos"].device
    vectors = torch.zeros(len(versions), sizes.width, device=device).half()
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
        shown = (torch.from_numpy(numbers).to(device), torch.from_numpy(kept).to(device))
        with torch.no_grad(), _in_half(str(device.type)):
            vectors[places] = embed(values, sizes, shown).half()
        start = stop
    return vectors


def _descent(values: Values, heads: Heads, rate: float) -> Any:
    tuned = _tuned(values)
    matrices = [value for value in tuned if value.dim() > 1]
    others = [value for value in tuned if value.dim() == 1]
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


def _in_half(device: str) -> Any:
    able = device == "cuda" or torch.cpu.get_capabilities().get("avx512_bf16", False)
    return torch.autocast(device, dtype=torch.bfloat16, enabled=able)


def _tuned(values: Values) -> list[Any]:
    return [value for value in values.values() if value.requires_grad]


def _tell(done: int, steps: int, found: float, seconds: float) -> None:
    left = seconds / done * (steps - done) / 60
    sys.stderr.write(f"tuning: {done} of {steps}, loss {found:.2f}, {left:.1f} min left\n")
    sys.stderr.flush()
