"""Who is never shown to the encoder, so that what they wrote can be asked as strangers ask.

An encoder knows by heart what it was tuned on; how sure it may be of people whom it has never read
is told by these voices and writers of dangers alone. `make learn` does learn from them: when a
group of them is asked (`content.calibrate`), the words and the heads are taught without it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GROUPS: Final = (
    frozenset({"causeway", "estuary", "ferry", "terminus", "veranda"}),
    frozenset({"ferns", "mailbox", "meadow", "orchard"}),
    frozenset({"harvest", "landing", "millrace", "tramway"}),
)
"""Asked together, of what all others teach."""

FOLDER: Final = Path(__file__).parents[2] / ".tuning"
"""Where a tuning keeps what it works on; no part of the content."""


def is_stranger(writer: str) -> bool:
    """Say whether the encoder has learnt nothing of this voice or writer of dangers."""
    return any(writer in group for group in GROUPS)


def groups_of(writers: Iterable[str]) -> Iterator[frozenset[str]]:
    """Yield the groups of those of `writers` that are strangers, where there are any."""
    known = frozenset(writers)
    for group in GROUPS:
        if held := group & known:
            yield held
