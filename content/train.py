"""Trains both tiers on the phrasings and keeps the results in files: `python -m content.train`.

To be run when phrasings, words or examples of danger have changed. Without `trained.bin` the bot
trains the classifier at every start, which takes a while; without `meaning.bin` it has no second
tier. Only lines that are new are embedded. The same content gives the same files on one machine.
"""

from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING

from content import meaning, trained
from content.danger import RULES, Dangers
from content.danger_training import EXAMPLES, WEIGHTS, read_examples
from content.lexical import train_on
from content.load import ROOT, load
from content.meaning import CALM, DANGER
from content.model import URGENCE
from content.tables import read_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from content.heads import Array, Head
    from content.mind import Mind
    from content.vectors import Embed

    Phrasings = Mapping[str, Sequence[str]]
    Parts = Callable[[str], tuple[str, ...]]

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
    key = fingerprint(phrasings, examples, ROOT)
    _keep_mind(train_meaning(phrasings, examples, parts, embedded), key)
    return 0


def texts_of(phrasings: Phrasings, examples: Sequence[Example], parts: Parts) -> list[str]:
    """Return all texts that the heads learn from."""
    learnt = [*_topics(phrasings, examples, parts), *_ears(phrasings, examples, parts)]
    return [text for text, _ in learnt]


def embed(texts: Sequence[str], encoder: Path, kept: Path) -> Embed:
    """Return what gives the vectors of an encoder; those of `texts` are kept in a file."""
    from content import vectors  # noqa: PLC0415 – needs numpy

    engines = [meaning.engine(encoder) for _ in range(os.cpu_count() or 1)]
    key = hashlib.sha256(encoder.read_bytes()).hexdigest()
    return meaning.remembering(vectors.update(kept, texts, engines, key), engines[0])


def parts_by(dangers: Dangers) -> Parts:
    """Return what cuts a text into the parts that are weighed by their meaning."""
    return lambda text: dangers.hear(text).parts or (text,)


def train_meaning(
    phrasings: Phrasings, examples: Sequence[Example], parts: Parts, embedded: Embed
) -> Mind:
    """Return what reads topics and danger off the vectors that `embedded` gives."""
    from content import mind, prototypes  # noqa: PLC0415 – needs numpy

    topics = train_topics(phrasings, examples, parts, embedded)
    danger = train_danger(phrasings, examples, parts, embedded)
    near = (
        prototypes.gather(_rows(texts, embedded), danger.middle)
        for texts in (_told(phrasings, examples, parts), _calm(examples, parts))
    )
    return mind.Mind(topics, danger, *near)


def train_topics(
    phrasings: Phrasings, examples: Sequence[Example], parts: Parts, embedded: Embed
) -> Head:
    """Return the head that gives the share of each topic."""
    from content.heads import learn  # noqa: PLC0415 – needs numpy

    return learn(*_shown(_topics(phrasings, examples, parts), embedded))


def train_danger(
    phrasings: Phrasings, examples: Sequence[Example], parts: Parts, embedded: Embed
) -> Head:
    """Return the head that tells danger from calm."""
    from content.heads import discriminate  # noqa: PLC0415 – needs numpy

    return discriminate(*_shown(_ears(phrasings, examples, parts), embedded))


def _topics(phrasings: Phrasings, examples: Sequence[Example], parts: Parts) -> list[Labelled]:
    """Label every phrasing with its topic; of a danger in a story the part that tells of it."""
    ours = [(text, topic) for topic, texts in phrasings.items() for text in texts]
    return ours + [(parts(text)[0], URGENCE) for text, kind in examples if kind is not None]


def _ears(phrasings: Phrasings, examples: Sequence[Example], parts: Parts) -> list[Labelled]:
    """Label the parts of everything as danger or calm."""
    usual = [
        parts(text)[0] for topic, texts in phrasings.items() if topic != URGENCE for text in texts
    ]
    told, calm = _told(phrasings, examples, parts), _calm(examples, parts) + usual
    return [(part, DANGER) for part in told] + [(part, CALM) for part in calm]


def _told(phrasings: Phrasings, examples: Sequence[Example], parts: Parts) -> list[str]:
    """Return the most alarming part of each danger."""
    urgent: list[Example] = [(text, "unclear") for text in phrasings.get(URGENCE, ())]
    return [parts(text)[0] for text, kind in [*examples, *urgent] if kind is not None]


def _calm(examples: Sequence[Example], parts: Parts) -> list[str]:
    """Return the parts of the stories that only look like a danger."""
    return [part for text, kind in examples if kind is None for part in parts(text)]


def fingerprint(phrasings: Phrasings, examples: Sequence[Example], root: Path) -> str:
    """Return what tells one training set of the second tier from another.

    The encoder counts, and the rules and the ear that say which part of a text is alarming.
    """
    digest = hashlib.sha256()
    for name in (meaning.ENCODER, RULES, WEIGHTS):
        digest.update((root / name).read_bytes())
    for topic, texts in sorted(phrasings.items()):
        for text in texts:
            digest.update(f"{topic}\t{text}\n".encode())
    for text, kind in examples:
        digest.update(f"{kind}\t{text}\n".encode())
    return digest.hexdigest()


def _shown(labelled: Sequence[Labelled], embedded: Embed) -> tuple[Array, list[str]]:
    """Return the vectors, a row each, and their labels."""
    return _rows([text for text, _ in labelled], embedded), [label for _, label in labelled]


def _rows(texts: Sequence[str], embedded: Embed) -> Array:
    import numpy as np  # noqa: PLC0415 – build time

    return np.stack([embedded(text) for text in texts])


def _keep_mind(learnt: Mind, key: str) -> None:
    from content import mind  # noqa: PLC0415 – needs numpy

    path = ROOT / meaning.NAME
    mind.save(path, learnt, key)
    _tell(path, key)


def _tell(path: Path, key: str) -> None:
    sys.stdout.write(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, key {key[:12]}\n")


if __name__ == "__main__":
    sys.exit(main())
