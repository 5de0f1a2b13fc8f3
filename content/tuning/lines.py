"""What the encoder is tuned on: every phrasing and every example of danger, by who wrote it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from content.danger import Dangers
from content.danger_training import EXAMPLES, read_examples, read_writers
from content.load import read
from content.meaning import cut
from content.model import URGENCE
from content.train import parts_by
from content.tuning.strangers import is_stranger

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Sequence

_KEYS: Final = "abcdefghijklmnopqrstuvwxyz"
_SIGNS: Final = str.maketrans(dict.fromkeys(".,;:!?") | dict.fromkeys("'’-", " "))
_LETTERS_A_SLIP: Final = 25
_MEANT: Final = 3  # words; fewer may be the courtesy itself


@dataclass(frozen=True, slots=True)
class Line:
    """A text as it is embedded: its topic, None where only the danger is known.

    `unseen`: a stranger wrote it; the encoder is asked about it, but does not learn it.
    """

    text: str
    topic: str | None
    danger: bool
    unseen: bool = False


def gather(root: Path) -> list[Line]:
    """Return what the content at `root` teaches, in the order of the files."""
    dangers = Dangers.read(root)
    parts = parts_by(dangers)
    phrasings, writers = read(root).phrasings, read_writers(root / EXAMPLES)
    lines: list[Line] = []
    for phrasing in phrasings:
        text, danger = phrasing.text, phrasing.topic == URGENCE
        unseen = is_stranger(Path(phrasing.file).stem)
        lines.append(Line(cut(text), phrasing.topic, danger, unseen))
        if parts(text)[0] != text:
            lines.append(Line(cut(parts(text)[0]), None, danger, unseen))
    for text, kind in read_examples(root / EXAMPLES):
        unseen, danger = is_stranger(writers.get(text, "")), kind is not None
        if danger:
            lines.append(Line(cut(parts(text)[0]), URGENCE, danger, unseen))
        else:
            lines += [Line(cut(part), None, danger, unseen) for part in parts(text)]
        if around := dangers.hear(text).around:
            lines.append(Line(cut(around), None, danger, unseen))
    return list(dict.fromkeys(lines))


def noisy(text: str, chance: random.Random, courtesies: Sequence[str] = ()) -> str:
    """Return `text` as a hurried thumb might have typed it; never empty if `text` is not.

    `courtesies`: what polite people put before or behind it; it says nothing of what they want.
    """
    noises = (
        (0.15, lambda said: _polite(said, chance, courtesies)),
        (0.10, _asked),
        (0.25, str.lower),
        (0.35, _bare),
        (0.30, lambda said: said.translate(_SIGNS)),
        (0.60, lambda said: _slipped(said, chance)),
        (0.20, lambda said: _short_of_a_word(said, chance)),
    )
    said = text
    for share, noise in noises:
        if chance.random() < share:
            said = noise(said)
    return said.strip() or text


def pieces_of(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the texts whose pieces of words must stay in the vocabulary."""
    for line in lines:
        yield line.text
        yield line.text.lower()
        yield _bare(line.text.lower())


def _bare(text: str) -> str:
    split = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in split if not unicodedata.combining(sign))


def _asked(text: str) -> str:
    return f"{text.rstrip(' .!?…')} ?"


def _polite(text: str, chance: random.Random, courtesies: Sequence[str]) -> str:
    if not courtesies or len(text.split()) < _MEANT:
        return text
    courtesy = chance.choice(courtesies)
    return f"{courtesy} {text}" if chance.random() < 0.5 else f"{text} {courtesy}"  # noqa: PLR2004


def _slipped(text: str, chance: random.Random) -> str:
    """Leave out, swap, double or mistake a letter in every twenty-five."""
    signs = list(text)
    for _ in range(max(1, len(signs) // _LETTERS_A_SLIP) if signs else 0):
        place, slip = chance.randrange(len(signs)), chance.randrange(10)
        if slip < 3 and len(signs) > 1:  # noqa: PLR2004 – three slips in ten
            del signs[place]
        elif slip < 6 and place + 1 < len(signs):  # noqa: PLR2004 – three more
            signs[place], signs[place + 1] = signs[place + 1], signs[place]
        elif slip < 8:  # noqa: PLR2004 – two more
            signs.insert(place, signs[place])
        else:
            signs[place] = chance.choice(_KEYS)
    return "".join(signs)


def _short_of_a_word(text: str, chance: random.Random) -> str:
    words = text.split()
    if len(words) > 3:  # noqa: PLR2004 – fewer say nothing without one
        del words[chance.randrange(len(words))]
    return " ".join(words)
