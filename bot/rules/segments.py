"""Whom an announcement is for, as a value: `{"kind": "epci", "value": "200071199"}`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

KINDS: Final = ("all", "objective", "commune", "epci", "volunteers")
_WITH_VALUE: Final = frozenset({"objective", "commune", "epci"})
_LONGEST: Final = 12
_MOST_EXCEPTIONS: Final = 5


@dataclass(frozen=True, slots=True)
class Segment:
    """Part of the people. `value`: number of the objective, INSEE code, or code of the EPCI.

    `without`: the n° of announcements whose readers are left out.
    """

    kind: str = "all"
    value: str = ""
    without: tuple[int, ...] = ()

    @property
    def is_everybody(self) -> bool:
        """Whether it needs the eyes of a second person: it goes to all."""
        return self.kind == "all"


def to_text(segment: Segment) -> str:
    """Write a segment, always in the same way: it is a part of what is confirmed."""
    return json.dumps(
        {"kind": segment.kind, "value": segment.value, "without": list(segment.without)}
    )


def from_text(text: str) -> Segment | None:
    """Read what `to_text` wrote; None for anything else. Nobody is reached by a mistake."""
    try:
        raw = json.loads(text)
        segment = Segment(
            str(raw["kind"]), str(raw["value"]), tuple(int(n) for n in raw["without"])
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return segment if is_sound(segment) else None


def is_sound(segment: Segment) -> bool:
    """Say whether a segment names a part of the people at all."""
    if segment.kind not in KINDS or len(segment.without) > _MOST_EXCEPTIONS:
        return False
    if segment.kind not in _WITH_VALUE:
        return segment.value == ""
    return segment.value.isascii() and segment.value.isalnum() and len(segment.value) <= _LONGEST
