"""What an encoder is taught, in numbers: kept in one file, so that another machine can tune.

Cutting words needs the content and its libraries; tuning needs a large processor and PyTorch,
which a machine may have without the others.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Any

    from content.tuning.encoder import Encoder
    from content.tuning.lines import Line

VERSIONS: Final = 6
FEW_VERSIONS: Final = 3
"""How often each line is there: as it was written, then with slips of the thumb; few of them are
enough for the few rounds of an encoder that goes on."""

LONGEST: Final = 180
"""Pieces of a text that are learnt; few are longer."""

_PREFIX: Final = "query: "  # as the engine puts it before a text
BEGINNING: Final = "lesson.npz"
FURTHER: Final = "further.npz"
"""The lesson in the pieces of the original encoder, and in those of the one that is shipped."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Lines in pieces of words: `pieces(line, version)`; and what is to be learnt of them.

    `topics` holds the place of a line's topic in `names`, −1 where it has none; `dangers` whether
    it tells of one, `unseen` whether it is only asked, not learnt.
    """

    names: tuple[str, ...]
    topics: Any
    dangers: Any
    unseen: Any
    flat: Any
    ends: Any

    def __len__(self) -> int:
        return len(self.topics)

    @property
    def versions(self) -> int:
        """Return how often each line is there."""
        return (len(self.ends) - 1) // len(self)

    def pieces(self, line: int, version: int = 0) -> Any:
        """Return the numbers of the pieces of a line, begin and end included."""
        place = version * len(self) + line
        return self.flat[self.ends[place] : self.ends[place + 1]]

    def length(self, line: int, version: int = 0) -> int:
        """Return how many pieces a line has."""
        place = version * len(self) + line
        return int(self.ends[place + 1] - self.ends[place])


def prepare(
    encoder: Encoder, lines: Sequence[Line], noisy: Any, versions: int = VERSIONS
) -> Lesson:
    """Cut `lines` into the pieces of `encoder`; `noisy(text, chance)` makes the other versions."""
    chance = random.Random(1)  # noqa: S311 – noise that can be repeated
    rows = [_numbers(encoder, line.text) for line in lines]
    for _ in range(versions - 1):
        rows += [_numbers(encoder, noisy(line.text, chance)) for line in lines]
    names = tuple(sorted({line.topic for line in lines if line.topic is not None}))
    return Lesson(
        names,
        np.array([-1 if line.topic is None else names.index(line.topic) for line in lines]),
        np.array([line.danger for line in lines]),
        np.array([line.unseen for line in lines]),
        np.concatenate([np.array(row, np.uint16) for row in rows]),
        np.cumsum([0, *map(len, rows)]),
    )


def keep(folder: Path, lesson: Lesson, name: str = BEGINNING) -> None:
    """Write a lesson into `folder`; each encoder has pieces, and so a file, of its own."""
    parts = {part: getattr(lesson, part) for part in Lesson.__slots__}
    np.savez(folder / name, **parts | {"names": np.array(lesson.names)})


def fetch(folder: Path, name: str = BEGINNING) -> Lesson:
    """Read a lesson back."""
    with np.load(folder / name) as parts:
        names = tuple(map(str, parts["names"]))
        whole = {name: parts[name] for name in Lesson.__slots__ if name != "names"}
    return Lesson(names, **whole | {"flat": whole["flat"].astype(np.int64)})


def _numbers(encoder: Encoder, text: str) -> list[int]:
    begin, end, *_ = encoder.specials
    return [begin, *encoder.numbers(_PREFIX + text)[:LONGEST], end]


def padded(rows: Iterable[Any], padding: int) -> tuple[Any, Any]:
    """Return rows of pieces as one array, and which places of it hold a piece."""
    known = list(rows)
    longest = max(map(len, known))
    numbers = np.full((len(known), longest), padding)
    for place, row in enumerate(known):
        numbers[place, : len(row)] = row
    lengths = np.array([len(row) for row in known])
    return numbers, np.arange(longest)[None, :] < lengths[:, None]
