"""Which topics a question sounds like: a classifier and the nearest phrasings, together.

The classifier (`linear`) knows what tells topics apart, the index (`nearest`) what was asked
before in these words; their sum is better than each (docs/answers.md has the figures).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from content import linear, nearest
from content.features import features, grams, stem
from content.model import OUT
from content.normalise import sentences, tokens
from content.spelling import Speller
from content.trained import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from content.linear import Linear
    from content.nearest import Nearest
    from content.normalise import Words

Typed: TypeAlias = "Sequence[tuple[str, tuple[str, ...]]]"
"""Phrasings as (topic, plain words)."""

LIKENESS_WEIGHT: Final = 8.0
"""What a whole likeness adds to the classifier's logit; by leave-one-voice-out."""

MEANING_WEIGHT: Final = 1.0
"""What the logarithm of a topic's share in the second tier adds; by folds that were held back."""

_LONG: Final = 45
_WINDOW: Final = 24
_SENTENCE: Final = 30
_LEAST_OF_WHOLE: Final = 0.15
_END_WEIGHT: Final = 3.0
_REMEMBERED: Final = 4096  # words


@dataclass(frozen=True)
class Ranking:
    """How a text compares with every topic: logits, likenesses (0 to 1), how many words it has.

    `piece` is the part of a long text that decided, or the text itself. `shares`: what the second
    tier made of it, if it was asked; `by_words`: the scores without it.
    """

    scores: Mapping[str, float]
    likeness: Mapping[str, float]
    words: int
    piece: str = ""
    shares: Mapping[str, float] | None = None
    by_words: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def best(self) -> list[str]:
        """The topics, the best first, without `hors-sujet`; equals by name."""
        ours = sorted(self.scores)
        if OUT in self.scores:
            ours.remove(OUT)
        ours.sort(key=self.scores.__getitem__, reverse=True)  # equals stay in their order
        return ours

    @property
    def lead(self) -> float:
        """How far the best topic is ahead of `hors-sujet`, in logits."""
        scores = self.scores
        return max(scores[t] for t in scores if t != OUT) - scores.get(OUT, 0.0)

    def lifted(self, lifts: Mapping[str, float]) -> Ranking:
        """Return the same with something added to the logits of some topics."""
        if not lifts:
            return self
        lifted = {topic: score + lifts.get(topic, 0.0) for topic, score in self.scores.items()}
        return replace(self, scores=lifted)

    def joined(self, shares: Mapping[str, float]) -> Ranking:
        """Return the same with what the second tier says: the logarithm of each topic's share."""
        weighed = {topic: MEANING_WEIGHT * share for topic, share in shares.items()}
        return replace(self.lifted(weighed), shares=shares, by_words=self.scores)


@dataclass(frozen=True, slots=True)
class Lexical:
    """Knows the phrasings of every topic; made once by `learn`."""

    words: Words
    speller: Speller
    classifier: Linear
    phrasings: Nearest
    _learnt: dict[str, tuple[str, int, tuple[int, ...]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def read(self, text: str) -> list[str]:
        """Return the plain words of `text`, spelled as the phrasings spell them."""
        return self.spell(tokens(text, self.words))

    def spell(self, words: Sequence[str]) -> list[str]:
        """Return plain words spelled as the phrasings spell them."""
        correct = self.speller.correct
        return [known for word in words for known in correct(word)]

    def rank(self, text: str, read: Sequence[str]) -> Ranking:
        """Compare `text`, of which `read` are the words (at least one), with every topic."""
        return self._rank(read, text) if len(read) <= _LONG else self._rank_long(text, read)

    def alone(self, engine: str, text: str) -> Mapping[str, float]:
        """Return what the « classifier » or the « phrasings » alone make of `text`."""
        found = features(self.read(text))
        if engine == "phrasings":
            return self.phrasings.likeness(found.stems)
        scores = self.classifier.scores(found)
        return dict(zip(self.classifier.topics, scores, strict=True))

    def _rank(self, words: Sequence[str], piece: str) -> Ranking:
        learnt = self._learnt
        known = [learnt.get(word) or self._learn(word) for word in words]
        stems = [stem for stem, _, _ in known]
        once = {stem: place for stem, place, _ in known}
        pairs = dict.fromkeys([f"{first} {second}" for first, second in pairwise(stems)])
        letters = dict.fromkeys(chain.from_iterable([places for _, _, places in known]))
        said = [place for place in once.values() if place >= 0]
        said += self.classifier.words.find(pairs)
        logits = self.classifier.weigh(said, letters)
        scores = dict(zip(self.classifier.topics, logits, strict=True))
        likeness = self.phrasings.likeness(list(once))
        for topic, like in likeness.items():
            if topic in scores:
                scores[topic] += LIKENESS_WEIGHT * like
        return Ranking(scores, likeness, len(words), piece)

    def _learn(self, word: str) -> tuple[str, int, tuple[int, ...]]:
        """Give the stem of a word, its place or -1, the places of its grams; remembered."""
        if len(self._learnt) >= _REMEMBERED:
            self._learnt.clear()
        short, letters = stem(word), tuple(self.classifier.grams.find(grams(word)))
        (place,) = self.classifier.words.find((short,)) or (-1,)
        learnt = self._learnt[word] = (short, place, letters)
        return learnt

    def _rank_long(self, text: str, whole: Sequence[str]) -> Ranking:
        """Find the question in a long story: the piece that is most ours, later ones more."""
        total = self._rank(whole, text)
        place, best, highest = 0, total, float("-inf")
        for piece, words, step in self._pieces(text):
            ranking = self._rank(words, piece)
            place += step
            value = ranking.lead + _END_WEIGHT * min(1.0, place / len(whole))
            if value >= highest:
                best, highest = ranking, value
        share = max(_LEAST_OF_WHOLE, _SENTENCE / len(whole))
        scores = {
            topic: share * score + (1 - share) * best.scores[topic]
            for topic, score in total.scores.items()
        }
        return Ranking(scores, best.likeness, best.words, best.piece)

    def _pieces(self, text: str) -> Iterator[tuple[str, Sequence[str], int]]:
        """Yield sentences, and windows of those without an end: text, words, words it adds."""
        for sentence in sentences(text):
            words = self.read(sentence)
            if len(words) <= _SENTENCE:
                if words:
                    yield sentence, words, len(words)
                continue
            step = _WINDOW // 2
            for start in range(0, len(words) - step, step):
                window = words[start : start + _WINDOW]
                yield " ".join(window), window, step


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What phrasings teach, but for the classifier: how words are spelled, what was asked before.

    `key`: their fingerprint, which tells whether a classifier was trained on them.
    """

    key: str
    speller: Speller
    phrasings: Nearest

    @classmethod
    def of(cls, typed: Typed) -> Lexicon:
        """Make it from phrasings."""
        counts = Counter(chain.from_iterable(found for _, found in typed))
        stems = {word: stem(word) for word in counts}.__getitem__
        stemmed = [(topic, tuple(dict.fromkeys(map(stems, found)))) for topic, found in typed]
        phrasings = nearest.index(stemmed)
        return cls(fingerprint(typed), Speller(counts, phrasings.stems), phrasings)

    def learn(
        self,
        words: Words,
        typed: Callable[[], Typed],
        trained: Callable[[str], Linear | None] | None = None,
    ) -> Lexical:
        """Add the classifier: the one that is `trained`, if one is, or that of `typed`."""
        known = trained(self.key) if trained else None
        return Lexical(words, self.speller, known or _train(typed()), self.phrasings)


def learn(
    typed: Typed,
    words: Words,
    trained: Callable[[str], Linear | None] | None = None,
) -> Lexical:
    """Return what phrasings teach.

    `trained` may know the classifier for them, by their fingerprint (`content.trained.load`).
    """
    return Lexicon.of(typed).learn(words, lambda: typed, trained)


def train_on(phrasings: Mapping[str, Sequence[str]], words: Words) -> tuple[Linear, str]:
    """Return the classifier for `phrasings`, and the fingerprint to keep it under."""
    typed = typed_phrasings(phrasings, words)
    return _train(typed), fingerprint(typed)


def typed_phrasings(phrasings: Mapping[str, Sequence[str]], words: Words) -> Typed:
    """Return phrasings, by topic, as (topic, plain words), without those that have none."""
    once: dict[str, str] = {}  # a word is kept once, however many phrasings hold it
    pairs = ((topic, tokens(text, words)) for topic in phrasings for text in phrasings[topic])
    return [
        (topic, tuple(once.setdefault(w, w) for w in found)) for topic, found in pairs if found
    ]


def _train(typed: Typed) -> Linear:
    return linear.train([(topic, features(found)) for topic, found in typed])
