"""Who is held back with whom: what an encoder has learnt it cannot be asked as a stranger.

Voices and writers of dangers are dealt into five folds by a digest of their names, so that a new
one moves nobody; an encoder is tuned for each fold on the four others, beside the one that learns
everything. Examples that nobody signed are dealt by what they say.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

FOLDS: Final = 5
FOLDER: Final = Path(__file__).parents[2] / ".folds"
"""Where the encoders of the folds lie; they are no part of the content."""


def fold_of(text: str, by: str = "") -> int:
    """Return the fold of a text and of who wrote it (empty: nobody knows)."""
    digest = hashlib.md5((by or text).encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest, "big") % FOLDS


def encoder_of(fold: int) -> Path:
    """Return where the encoder lies that has learnt nothing of `fold`."""
    return FOLDER / f"encoder-{fold}.bin"


def vectors_of(fold: int) -> Path:
    """Return where the vectors of that encoder are kept."""
    return FOLDER / f"vectors-{fold}.bin"


def unready() -> str | None:
    """Say in one line what has to be done before strangers can be asked; None if nothing."""
    if all(encoder_of(fold).is_file() for fold in range(FOLDS)):
        return None
    return "run `python -m content.tuning` first"
