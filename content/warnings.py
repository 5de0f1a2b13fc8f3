"""What staff are told about a text they wrote: as a warning, never as a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from content.check import MORE_LENGTH, SHORT_LENGTH, TITLE_LENGTH
from content.prose_rules import confirmed, wording_faults
from content.render import faults_in, to_plain

if TYPE_CHECKING:
    from content.model import Content

_MOST: Final = {"short": SHORT_LENGTH, "more": MORE_LENGTH, "title": TITLE_LENGTH}
_NAMES: Final = {"short": "la réponse courte", "more": "la réponse longue", "title": "le titre"}
_MARKDOWN: Final = frozenset({"short", "more", "department"})


def warn(content: Content, field: str, text: str) -> list[str]:
    """Return what the checks of the files would say about `text` as a `field`, in French."""
    found = wording_faults(text, confirmed(content.organisation.values()))
    length, most = len(to_plain(text)), _MOST.get(field)
    if most is not None and length > most:
        found.append(f"{_NAMES[field]} a {length} caractères ; {most} se lisent mieux")
    if field in _MARKDOWN:
        found += [f"la réponse contient {fault}" for _, fault in faults_in(text)]
    return list(dict.fromkeys(found))
