"""Reads everything in `content/` once, at start; refuses it all when one part is broken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from content.action_files import read_actions, read_exclusions, read_held_back
from content.kept import kept
from content.language import read_english
from content.model import Content, ContentError
from content.packed import Packed
from content.place_files import read_communes, read_former_names, read_places
from content.privacy import read_register
from content.records import Sheet
from content.sentence_files import read_organisation, read_sentences
from content.topic_files import Phrasing, read_phrasings, read_topics

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Reading:
    """Content as far as it could be read, with its faults and the lines for further checks."""

    content: Content
    sheet: Sheet
    phrasings: tuple[Phrasing, ...]


def load(root: Path = ROOT) -> Content:
    """Return the content under `root`.

    Raises ContentError with every fault at once, each with file and line. What can be used but
    should be better (lengths, links between topics, words) is for `content.check`.
    """
    return kept(root, "content", lambda: _sound(root))


def _sound(root: Path) -> Content:
    reading = read(root)
    if reading.sheet.faults:
        raise ContentError(sorted(reading.sheet.faults, key=lambda f: (f.file, f.line)))
    return reading.content


def read(root: Path = ROOT) -> Reading:
    """Return what can be read under `root`, faults and all; never raises on broken files."""
    sheet = Sheet()
    phrasings = tuple(read_phrasings(root, sheet))
    topics = read_topics(root, sheet)
    content = Content(
        root=root,
        topics=topics,
        phrasings=_by_topic(phrasings),
        actions=read_actions(root, sheet),
        exclusions=read_exclusions(root, sheet),
        held_back=read_held_back(root, sheet),
        communes=read_communes(root, sheet),
        former_names=read_former_names(root, sheet),
        places=read_places(root, sheet),
        organisation=read_organisation(root, sheet),
        sentences=read_sentences(root, sheet),
        privacy=read_register(root, sheet),
        english=read_english(root, sheet, topics),
    )
    return Reading(content, sheet, phrasings)


def _by_topic(phrasings: Iterable[Phrasing]) -> Packed:
    grouped: dict[str, list[str]] = {}
    for phrasing in phrasings:
        grouped.setdefault(phrasing.topic, []).append(phrasing.text)
    return Packed(grouped)
