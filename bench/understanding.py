"""What each part of understanding questions brings: `python -m bench.understanding`.

Each voice is asked of a searcher that has never seen it (as `content.calibrate` does), with one
part left out at a time. Shares in percent; `right` and `three` among topics that are ours.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from content import nearest
from content.calibrate import read_voices, together
from content.lexical import Lexical, learn, typed_phrasings
from content.linear import Block, Linear
from content.load import ROOT
from content.model import OUT
from content.spelling import Speller
from content.tables import read_words

if TYPE_CHECKING:
    from content.normalise import Words

Voices = Mapping[str, Mapping[str, Sequence[str]]]
Change = Callable[[Lexical], Lexical]

NOTHING = Block({}, np.zeros(0), np.zeros((0, 0), np.int8), 1.0)


def without_classifier(lexical: Lexical) -> Lexical:
    topics = lexical.classifier.topics
    return replace(lexical, classifier=Linear(topics, (0.0,) * len(topics), NOTHING, NOTHING))


def without_letters(lexical: Lexical) -> Lexical:
    return replace(lexical, classifier=replace(lexical.classifier, grams=NOTHING))


def without_nearest(lexical: Lexical) -> Lexical:
    return replace(lexical, phrasings=nearest.index([]))


def without_spelling(lexical: Lexical) -> Lexical:
    return replace(lexical, speller=Speller({}))


def main() -> None:
    voices, words = read_voices(ROOT), read_words(ROOT)
    print(f"{'':34} right  three   held   µs")
    same: Change = lambda lexical: lexical  # noqa: E731 - one of a list of functions
    measure("everything", voices, words, same)
    measure("without the classifier", voices, words, without_classifier)
    measure("without the nearest phrasings", voices, words, without_nearest)
    measure("without groups of letters", voices, words, without_letters)
    measure("without spelling", voices, words, without_spelling)
    measure("without short forms", voices, replace(words, forms={}), same)
    measure("without English", voices, replace(words, english={}), same)
    measure("without pictures", voices, replace(words, emoji={}), same)


def measure(name: str, voices: Voices, words: Words, change: Change) -> None:
    first = three = ours = held = out = asked = 0
    spent = 0.0
    for voice, phrasings in voices.items():
        others = together(part for other, part in voices.items() if other != voice)
        lexical = change(learn(typed_phrasings(others, words), words))
        for topic, texts in phrasings.items():
            for text in texts:
                start = time.process_time()
                read = lexical.read(text)
                if not read:
                    continue
                ranking = lexical.rank(text, read)
                spent += time.process_time() - start
                asked += 1
                if topic == OUT:
                    out += 1
                    held += ranking.lead < 0
                else:
                    ours += 1
                    first += ranking.best[0] == topic
                    three += topic in ranking.best[:3]
    shares = (100 * share for share in (first / ours, three / ours, held / out))
    print(f"{name:34}" + "".join(f" {s:5.1f} " for s in shares) + f" {1e6 * spent / asked:5.0f}")


if __name__ == "__main__":
    main()
