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
from content.danger import Dangers
from content.danger_training import EXAMPLES, read_examples
from content.lexical import train_on
from content.load import ROOT, load
from content.meaning import CALM, DANGER, HIDDEN
from content.model import URGENCE
from content.tables import read_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from content.network import Array, Network

    Phrasings = Mapping[str, Sequence[str]]
    Parts = Callable[[str], tuple[str, ...]]
    Embed = Callable[[str], Array]

KEPT = "vectors.bin"
"""The vectors of all that is learnt, so that only new lines are embedded (`content.vectors`)."""

Labelled = tuple[str, str]
"""A text and its label."""

Example = tuple[str, str | None]
"""A text and the kind of danger that it tells of, None if it tells of none."""


def main() -> int:
    """Train on the content beside this module and keep the results there."""
    phrasings = load(ROOT).phrasings
    classifier, key = train_on(phrasings, read_words(ROOT))
    path = ROOT / trained.NAME
    trained.save(path, classifier, key)
    _tell(path, key)
    examples = list(read_examples(ROOT / EXAMPLES))
    parts = parts_by(Dangers.read(ROOT))
    lacking = meaning.why_not(ROOT)
    if lacking is not None and meaning.NAME not in lacking:
        sys.stderr.write(f"{meaning.NAME}: left as it is, since {lacking}\n")
        return 0
    learnt = texts_of(phrasings, examples, parts)
    embedded = embed(learnt, ROOT / meaning.ENCODER, ROOT / KEPT)
    key = fingerprint(phrasings, examples, ROOT / meaning.ENCODER)
    meaning.save(ROOT / meaning.NAME, *train_meaning(phrasings, examples, parts, embedded), key)
    _tell(ROOT / meaning.NAME, key)
    return 0


def texts_of(phrasings: Phrasings, examples: Sequence[Example], parts: Parts) -> list[str]:
    """Return all texts that the networks learn from."""
    learnt = [*_topics(phrasings, examples, parts), *_ears(phrasings, examples, parts)]
    return [text for text, _ in learnt]


def embed(texts: Sequence[str], encoder: Path, kept: Path) -> Embed:
    """Return what gives the vectors of an encoder; those of `texts` are kept in a file."""
    from content import vectors  # noqa: PLC0415 – needs numpy

    engine = meaning.engine(encoder)
    key = hashlib.sha256(encoder.read_bytes()).hexdigest()
    return meaning.remembering(vectors.update(kept, texts, engine, key), engine)


def parts_by(dangers: Dangers) -> Parts:
    """Return what cuts a text into the parts that are weighed by their meaning."""
    return lambda text: dangers.hear(text).parts or (text,)


def train_meaning(
    phrasings: Phrasings, examples: Sequence[Example], parts: Parts, embedded: Embed
) -> tuple[Network, Network]:
    """Return the networks for topics and for danger."""
    return (
        train_topics(phrasings, examples, parts, embedded),
        train_danger(phrasings, examples, parts, embedded),
    )


def train_topics(
    phrasings: Phrasings, examples: Sequence[Example], parts: Parts, embedded: Embed
) -> Network:
    """Return the network that gives the share of each topic."""
    return _fit(_topics(phrasings, examples, parts), embedded, "topics")


def train_danger(
    phrasings: Phrasings, examples: Sequence[Example], parts: Parts, embedded: Embed
) -> Network:
    """Return the network that tells danger from calm."""
    return _fit(_ears(phrasings, examples, parts), embedded, "danger")


def _topics(phrasings: Phrasings, examples: Sequence[Example], parts: Parts) -> list[Labelled]:
    """Label every phrasing with its topic; of a danger in a story the part that tells of it."""
    ours = [(text, topic) for topic, texts in phrasings.items() for text in texts]
    return ours + [(parts(text)[0], URGENCE) for text, kind in examples if kind is not None]


def _ears(phrasings: Phrasings, examples: Sequence[Example], parts: Parts) -> list[Labelled]:
    """Label the parts of everything as danger or calm.

    A danger that is missed is worse than a false alarm: the dangers count twice.
    """
    urgent: list[Example] = [(text, "unclear") for text in phrasings.get(URGENCE, ())]
    told = [parts(text)[0] for text, kind in [*examples, *urgent] if kind is not None]
    calm = [part for text, kind in examples if kind is None for part in parts(text)]
    usual = [
        parts(text)[0] for topic, texts in phrasings.items() if topic != URGENCE for text in texts
    ]
    return [(part, DANGER) for part in [*told, *told]] + [(part, CALM) for part in calm + usual]


def fingerprint(phrasings: Phrasings, examples: Sequence[Example], encoder: Path) -> str:
    """Return what tells one training set of the second tier, and its encoder, from another."""
    digest = hashlib.sha256(encoder.read_bytes())
    for topic, texts in sorted(phrasings.items()):
        for text in texts:
            digest.update(f"{topic}\t{text}\n".encode())
    for text, kind in examples:
        digest.update(f"{kind}\t{text}\n".encode())
    return digest.hexdigest()


def _fit(labelled: Sequence[Labelled], embedded: Embed, name: str) -> Network:
    import numpy as np  # noqa: PLC0415 – build time

    from content.network import train  # noqa: PLC0415

    rows = np.stack([embedded(text) for text, _ in labelled])
    return train(rows, [label for _, label in labelled], hidden=HIDDEN[name])


def _tell(path: Path, key: str) -> None:
    sys.stdout.write(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, key {key[:12]}\n")


if __name__ == "__main__":
    sys.exit(main())
