"""Trains the classifier on the phrasings and keeps it in a file: `python -m content.train`.

To be run when phrasings or words have changed; without it the bot trains at every start, which
takes a few seconds.
"""

from __future__ import annotations

import sys

from content.lexical import train_on
from content.load import ROOT, load
from content.tables import read_words
from content.trained import NAME, save


def main() -> int:
    """Train on the content beside this module and keep the result there."""
    classifier, key = train_on(load(ROOT).phrasings, read_words(ROOT))
    path = ROOT / NAME
    save(path, classifier, key)
    size = path.stat().st_size / 1e6
    sys.stdout.write(
        f"{path.name}: {len(classifier.topics)} topics, {size:.1f} MB, key {key[:12]}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
