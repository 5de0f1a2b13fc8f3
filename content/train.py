"""Trains both tiers on the phrasings and keeps the results in files: `python -m content.train`.

To be run when phrasings, words or examples of danger have changed. Without `trained.bin` the bot
trains the classifier at every start, which takes a while; without `meaning.bin` it has no second
tier. Only lines that are new are embedded. The same content gives the same files on one machine.
"""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING

from content import meaning, trained
from content.danger_training import EXAMPLES, read_examples
from content.lexical import train_on
from content.load import ROOT, load
from content.meaning import CALM, DANGER, HIDDEN
from content.search import URGENCE
from content.tables import read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from content.network import Array, Network

Labelled = tuple[str, str]
"""A text and its topic."""


def main() -> int:
    """Train on the content beside this module and keep the results there."""
    phrasings = load(ROOT).phrasings
    classifier, key = train_on(phrasings, read_words(ROOT))
    path = ROOT / trained.NAME
    trained.save(path, classifier, key)
    _tell(path, key)
    examples = list(read_examples(ROOT / EXAMPLES))
    lacking = meaning.why_not(ROOT)
    if lacking is not None and meaning.NAME not in lacking:
        sys.stderr.write(f"{meaning.NAME}: left as it is, since {lacking}\n")
        return 0
    vectors = embed(ROOT, [*_texts(phrasings), *(text for text, _ in examples)])
    key = fingerprint(phrasings, examples)
    meaning.save(ROOT / meaning.NAME, *train_meaning(phrasings, examples, vectors), key)
    _tell(ROOT / meaning.NAME, key)
    return 0


def embed(root: Path, texts: Iterable[str]) -> dict[str, Array]:
    """Return the vectors of `texts`, from the file beside the content where it has them."""
    from content import vectors  # noqa: PLC0415 – needs numpy

    return vectors.update(root / vectors.NAME, texts, meaning.engine())


def train_meaning(
    phrasings: Mapping[str, Sequence[str]],
    examples: Sequence[tuple[str, str | None]],
    vectors: Mapping[str, Array],
) -> tuple[Network, Network]:
    """Return the networks for topics and for danger; `examples` are (text, kind or None)."""
    topics = [(text, topic) for topic, texts in phrasings.items() for text in texts]
    told = [(text, URGENCE) for text, kind in examples if kind is not None]
    urgent: list[tuple[str, str | None]] = [(t, "unclear") for t in phrasings.get(URGENCE, ())]
    ordinary = [text for text, topic in topics if topic != URGENCE]
    return (
        _fit([*topics, *told], vectors, "topics"),
        train_danger([*examples, *urgent], ordinary, vectors),
    )


def train_danger(
    examples: Sequence[tuple[str, str | None]],
    ordinary: Sequence[str],
    vectors: Mapping[str, Array],
) -> Network:
    """Return the network that tells danger from calm."""
    ears = [(text, CALM if kind is None else DANGER) for text, kind in examples]
    # A danger that is missed is worse than a false alarm: the dangers count twice.
    ears += [pair for pair in ears if pair[1] == DANGER]
    return _fit([*ears, *((text, CALM) for text in ordinary)], vectors, "danger")


def fingerprint(
    phrasings: Mapping[str, Sequence[str]], examples: Sequence[tuple[str, str | None]]
) -> str:
    """Return what tells one training set of the second tier from another."""
    digest = hashlib.sha256()
    for topic, texts in sorted(phrasings.items()):
        for text in texts:
            digest.update(f"{topic}\t{text}\n".encode())
    for text, kind in examples:
        digest.update(f"{kind}\t{text}\n".encode())
    return digest.hexdigest()


def _fit(labelled: Sequence[Labelled], vectors: Mapping[str, Array], name: str) -> Network:
    import numpy as np  # noqa: PLC0415 – build time

    from content.network import train  # noqa: PLC0415

    rows = np.stack([vectors[text] for text, _ in labelled])
    return train(rows, [label for _, label in labelled], hidden=HIDDEN[name])


def _texts(phrasings: Mapping[str, Sequence[str]]) -> Iterable[str]:
    return (text for texts in phrasings.values() for text in texts)


def _tell(path: Path, key: str) -> None:
    sys.stdout.write(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, key {key[:12]}\n")


if __name__ == "__main__":
    sys.exit(main())
