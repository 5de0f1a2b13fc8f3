"""Wordings: small patterns over words, written by people who do not program, tried quickly.

`me tuer` means these words in this order, at most two others between neighbours; `me-tuer` right
beside each other; `couteau + peur` both, in any order, at most twelve words apart; `[au secours]`
that and nothing else. A word is met by its sound (« taper » meets « tapé », « tapent »), `=sang`
only as it is written, `saign*` by its beginning; `a|b` is one of the two (`mal|du_mal`: of
one word or two), `@family` one of a list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import chain, product
from operator import itemgetter
from typing import TYPE_CHECKING

from content.spoken import fold, plain, sound, stem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from content.spoken import Word

Span = tuple[int, int]

_BETWEEN = 2
_APART = 12
_LEAST_START = 3
_LEAST_STEM = 3
_SHORT = 3
_COMMON = 40
_REMEMBERED = 16_384  # words
_PART = re.compile(r"=?[^\W_]+\*?|[^\w\s|=@*+\-\[\]]")


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a wording: the numbers of the words that fit, the words allowed before it."""

    fits: frozenset[int]
    between: int


Sequence = tuple[Step, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """Parts that all have to occur, each in one of its variants; `whole`: and nothing else.

    `needs`: without any of these words the wording cannot occur, which is quick to see; `musts`:
    nor without one word of each of these.
    """

    parts: tuple[tuple[Sequence, ...], ...]
    whole: bool
    needs: frozenset[int]
    musts: tuple[frozenset[int], ...]


Placed = tuple[int, Wording]
"""A wording with the number that its owner gave it."""

_place = itemgetter(0)


class Vocabulary:
    """Gives a number to every word that the wordings use, and finds these in a message."""

    def __init__(self, families: Mapping[str, Collection[str]]) -> None:
        self._families = families
        self._numbers: dict[str, int] = {}
        self._written: dict[str, int] = {}
        self._sounding: dict[str, int] = {}
        self._starting: dict[str, list[int]] = {}
        self._short: set[int] = set()
        self._recalled: dict[str, frozenset[int]] = {}
        self._once: dict[frozenset[int], frozenset[int]] = {}

    def compile(self, source: str) -> Wording:
        """Read one wording. Raises ValueError, naming it, where it cannot be read."""
        bare = source.strip()
        whole = bare.startswith("[") and bare.endswith("]")
        if whole:
            bare = bare[1:-1]
        try:
            parts = tuple(tuple(self._variants(part)) for part in bare.split("+"))
        except ValueError as fault:
            raise ValueError(f"« {source} » : {fault}") from fault
        musts = dict.fromkeys(must for part in parts for must in self._musts(part))
        needs, *others = sorted(musts, key=self._cost)
        return Wording(parts, whole, needs, tuple(others))

    def hear(self, words: Iterable[Word]) -> Hearing:
        """Note which words of the wordings stand where in a message."""
        places: dict[int, list[int]] = {}
        recalled = self._recalled
        for word in words:
            known = recalled.get(word.plain)
            for number in self._recall(word) if known is None else known:
                if number in places:
                    places[number].append(word.at)
                else:
                    places[number] = [word.at]
        return Hearing(places)

    def _variants(self, source: str) -> Iterator[Sequence]:
        """One sequence for each way to fill the places with one word or with several."""
        places = [
            self._fillings(place.split("|"), 0 if index else _BETWEEN)
            for group in source.split()
            for index, place in enumerate(group.split("-"))
        ]
        if not places:
            raise ValueError("il manque un mot")
        for filling in product(*places):
            yield tuple(chain.from_iterable(filling))

    def _fillings(self, choices: Iterable[str], between: int) -> list[Sequence]:
        """Make one step of the single words, and steps of each choice of several words."""
        spread = [choice.split("_") for choice in self._spread(choices, ())]
        single = self._one(self._number(words[0]) for words in spread if len(words) == 1)
        fillings: list[Sequence] = [(Step(single, between),)] if single else []
        for words in spread:
            if len(words) > 1:
                numbers = [self._one((self._number(word),)) for word in words]
                first = Step(numbers[0], between)
                fillings.append((first, *(Step(number, 0) for number in numbers[1:])))
        return fillings

    def _spread(self, choices: Iterable[str], seen: tuple[str, ...]) -> Iterator[str]:
        """Yield the choices with every @family replaced by its members."""
        for choice in choices:
            name, _, rest = choice.removeprefix("@").partition("_")
            if not choice.startswith("@"):
                yield choice
            elif name not in self._families or name in seen:
                raise ValueError(f"la famille @{name} n'existe pas ou se contient elle-même")
            else:
                for member in self._spread(self._families[name], (*seen, name)):
                    yield f"{member}_{rest}" if rest else member

    def _needs(self, part: tuple[Sequence, ...]) -> frozenset[int]:
        """Collect the rarest step of each variant: one of these words is there with the part."""
        rarest = (min((s.fits for s in variant), key=self._cost) for variant in part)
        return self._one(chain.from_iterable(rarest))

    def _one(self, numbers: Iterable[int]) -> frozenset[int]:
        """Give a set of numbers; equal ones are kept once: a family stands in many wordings."""
        found = frozenset(numbers)
        return self._once.setdefault(found, found)

    def _musts(self, part: tuple[Sequence, ...]) -> Iterable[frozenset[int]]:
        """Give sets of words of each of which one is there with the part."""
        if len(part) == 1:
            return (step.fits for step in part[0])
        # What it begins with and what it ends with tell apart most messages that have its rarest.
        ends = (self._one(chain.from_iterable(v[at].fits for v in part)) for at in (0, -1))
        return (self._needs(part), *ends)

    def _cost(self, fits: frozenset[int]) -> int:
        return sum(_COMMON if number in self._short else 1 for number in fits)

    def _number(self, choice: str) -> int:
        known = self._numbers.get(choice)
        if known is not None:
            return known
        if not _PART.fullmatch(choice):
            raise ValueError(f"« {choice} » ne se lit pas")
        number = len(self._numbers)
        folded = fold(choice.strip("=*"))
        if choice.startswith("=") or (len(stem(folded)) < _LEAST_STEM and choice[-1] != "*"):
            number = self._written.setdefault(plain(folded), number)
        elif choice.endswith("*"):
            if len(folded) < _LEAST_START:
                raise ValueError(f"« {choice} » est trop court")
            for start in {plain(folded), sound(folded)}:
                self._starting.setdefault(start, []).append(number)
        else:
            number = self._sounding.setdefault(stem(folded), number)
        if len(folded) <= _SHORT:
            self._short.add(number)
        self._numbers[choice] = number
        return number

    def _recall(self, word: Word) -> frozenset[int]:
        """Return the numbers of what a word may stand for; remembered for the latest words."""
        if len(self._recalled) >= _REMEMBERED:
            self._recalled.clear()
        known = self._recalled[word.plain] = self._look_up(word)
        return known

    def _look_up(self, word: Word) -> frozenset[int]:
        known = {self._written.get(word.plain, -1), self._sounding.get(word.stem, -1)}
        for form in {word.plain, word.sound}:
            for length in range(2, len(form) + 1):
                known.update(self._starting.get(form[:length], ()))
        known.discard(-1)
        return frozenset(known)


class Hearing:
    """The places of known words in one message; answers where a wording occurs."""

    def __init__(self, places: Mapping[int, list[int]]) -> None:
        self._places = places
        self.present = frozenset(places)
        self._found: dict[frozenset[int], frozenset[int]] = {}

    def likely(self, index: Mapping[int, Iterable[Placed]]) -> Iterable[Placed]:
        """Return the wordings of `index` (`by_need`) that may occur here, each once, in order."""
        absent = self.present.isdisjoint
        found: dict[Placed, None] = {}
        for one in index.keys() & self.present:
            for placed in index[one]:
                for must in placed[1].musts:
                    if absent(must):
                        break
                else:
                    found[placed] = None
        return sorted(found, key=_place) if len(found) > 1 else found

    def spans(self, wording: Wording) -> list[Span]:
        """First and last place of every occurrence of `wording`, in order."""
        found = self._any_of(wording.parts[0])
        for part in wording.parts[1:]:
            others = self._any_of(part) if found else []
            pairs = ((span, nearest(span, others, _APART)) for span in found)
            found = [
                (min(span[0], other[0]), max(span[1], other[1]))
                for span, other in pairs
                if other is not None
            ]
        return found

    def _any_of(self, part: tuple[Sequence, ...]) -> list[Span]:
        if len(part) == 1:
            return self._occurrences(part[0])
        absent = self.present.isdisjoint
        likely = [s for s in part if not (absent(s[0].fits) or absent(s[-1].fits))]
        if len(likely) > 1:
            return sorted({span for sequence in likely for span in self._occurrences(sequence)})
        return self._occurrences(likely[0]) if likely else []

    def _occurrences(self, sequence: Sequence) -> list[Span]:
        begun: dict[int, int] | None = None
        known = self._found
        for step in sequence:
            at = known.get(step.fits)
            if at is None:
                at = self._at(step.fits)
            if begun is None:
                begun = dict(zip(at, at, strict=True))
            else:
                begun = _gone_on(begun, step.between + 2, at)
            if not begun:
                return []
        return sorted((start, end) for end, start in (begun or {}).items())

    def _at(self, fits: frozenset[int]) -> frozenset[int]:
        at = [self._places[number] for number in fits & self.present]
        found = self._found[fits] = frozenset(chain.from_iterable(at))
        return found


def _gone_on(begun: Mapping[int, int], reach: int, at: frozenset[int]) -> dict[int, int]:
    """Return what was begun and goes on `at` a place less than `reach` away: end and start."""
    further: dict[int, int] = {}
    for end, start in begun.items():
        for place in range(end + 1, end + reach):
            if place in at:
                further[place] = start
    return further


def by_need(wordings: Iterable[Placed]) -> dict[int, list[Placed]]:
    """Return the numbered wordings by each of the words without one of which they cannot occur."""
    index: dict[int, list[Placed]] = {}
    for placed in wordings:
        for need in placed[1].needs:
            index.setdefault(need, []).append(placed)
    return index


def nearest(span: Span, others: list[Span], distance: int) -> Span | None:
    """Find the one of `others` (in order) beside `span`, at most `distance` away, if any."""
    index = bisect_left(others, span)
    around = others[max(index - 1, 0) : index + 1]
    close = [other for other in around if _distance(span, other) <= distance]
    return min(close, key=lambda other: _distance(span, other), default=None)


def _distance(one: Span, other: Span) -> int:
    """Places from one span to the other; 0 or less where they overlap."""
    return max(other[0] - one[1], one[0] - other[1])
