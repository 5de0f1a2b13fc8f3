"""All that the content teaches before the first question; kept, so that it is made once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from content.kept import kept
from content.listening import usual_words
from content.search import Taught
from content.tables import read_calibration, read_dangers, read_ear, read_prepared, read_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from content.confidence import Calibrations
    from content.danger import Dangers
    from content.danger_ear import Learnt
    from content.model import Content
    from content.normalise import Words
    from content.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Lesson:
    """The danger rules without their ear; the tables; what the phrasings teach."""

    dangers: Dangers
    words: Words
    calibration: Calibrations
    prepared: Prepared
    usual: frozenset[str]
    taught: Taught


def learn(content: Content) -> Lesson:
    """Return what this content teaches. Raises `ContentError` where a table cannot be used."""
    digest = hashlib.blake2b()
    for text in _texts(content):
        digest.update(f"{len(text)} {text}\n".encode())
    return kept(content.root, "lesson", lambda: _learn(content), of=digest.digest())


def hear(root: Path) -> Learnt:
    """Return what the second ear for danger learnt. Raises `ContentError`.

    Reading it needs more room for a moment than anything else: it goes first.
    """
    return kept(root, "ear", lambda: read_ear(root))


def titles(content: Content) -> dict[str, str]:
    """Return the labels of the topics' buttons."""
    return {topic.id: topic.title for topic in content.topics.values()}


def _learn(content: Content) -> Lesson:
    root = content.root
    dangers = read_dangers(root)
    words = replace(read_words(root), courtesy=dangers.courtesy)
    return Lesson(
        dangers,
        words,
        read_calibration(root),
        read_prepared(root),
        usual_words(content.sentences, dangers.replies),
        Taught.of(content.phrasings, titles(content), words),
    )


def _texts(content: Content) -> Iterator[str]:
    """Yield what is learnt from, but for the tables: they are files of the root."""
    for topic, title in titles(content).items():
        yield topic
        yield title
    for topic, phrasings in content.phrasings.items():
        yield topic
        yield "\n".join(phrasings)
    for key, sentence in content.sentences.items():
        yield key
        yield sentence
