"""Rules of easy reading (FALC) for the simple versions: short sentences, digits, no images.

`offenders` names each sentence that breaks one, so that whoever edits it knows what to change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MOST_WORDS: Final = 15
_LINK: Final = re.compile(r"\]\([^)]*\)")
_TITLE: Final = re.compile(r"\*\*«.*»\*\*")  # official names stay as they are
_MARKS: Final = re.compile(r"[*\[\]«»]")
_END: Final = re.compile(r"(?<=[.!?])\s+|\n")
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SPELLED: Final = re.compile(
    r"\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|cent|mille"
    r"|première? fois sur)\b",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(r"[;()]|\b(?:afin de|tandis que|bien que|dont|lequel|laquelle)\b")
_FIGURES: Final = re.compile(
    r"feuille de route|\bcap\b|\bcoup de\b|main dans la main|pas à pas|goutte|au cœur|à portée"
    r"|clin d['’]œil|boîte à outils|d['’]un bout à l['’]autre|\bpilier|moteur de|à bras",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Offender:
    """One sentence of a simple text, and what makes it hard to read (in French)."""

    sentence: str
    why: str


def offenders(text: str) -> list[Offender]:
    """Return each sentence of a simple text, as Markdown, that breaks a rule; [] is good."""
    bare = _MARKS.sub("", _LINK.sub("", _TITLE.sub("nom", text))).replace("\\\n", "\n")
    return [
        Offender(sentence.strip(), why)
        for sentence in _END.split(bare)
        for why in _faults(sentence)
    ]


def _faults(sentence: str) -> list[str]:
    words = _WORD.findall(sentence)
    found = []
    if len(words) > MOST_WORDS:
        found.append(f"{len(words)} mots, {MOST_WORDS} au plus")
    for pattern, why in (
        (_SPELLED, "écrivez le nombre en chiffres"),
        (_JOINED, "une seule idée par phrase"),
        (_FIGURES, "pas d'image : dites la chose"),
    ):
        match = pattern.search(sentence)
        if match is not None:
            found.append(f"« {match[0]} » : {why}")
    return found
