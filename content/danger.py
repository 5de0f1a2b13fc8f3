"""A person in danger or distress: heard before anything else, answered with the right numbers.

The numbers, the texts and the wordings are in `content/danger.yaml`; this reads them and applies
them. What a person wrote is looked at here and goes nowhere from here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from content.courtesy import Courtesy
from content.danger_ear import WINDOW, Ear, Learnt
from content.danger_files import entries, mapping, strings, strings_of, texts
from content.danger_rules import Rule, read_kind, read_rule, read_wordings
from content.files import parse
from content.meaning import LONGEST
from content.spoken import Cutter, Word, fold, misspellings, plain
from content.wording import Hearing, Vocabulary, Wording, by_need

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from content.model import DangerKind

ROOT = Path(__file__).parent
RULES = "danger.yaml"

# Log-odds of the second ear, chosen on examples held back from it, for when it is alone.
_ALARMED = 0.9
# A long story is weighed in many parts, each of which could sound alarming by chance.
_ALARMED_BY_A_STORY = 1.2
# A rule is doubted only far below that: where no part of the message sounds like a danger.
_UNIMPRESSED = -6.0
# In a long story a rule's words come together by chance: one part must sound somewhat alarming.
_UNIMPRESSED_BY_A_STORY = -2.2
_ENOUGH = 3
_BROKEN_OFF = 60
_WHEN_IN_DOUBT = "unclear"
# The ear's share of a kind from which it is believed; how near that of a rule's kind has to come.
_LIKELY, _NEAR = 0.2, 0.25
_SILENT = -99.0
_MARKS = " .,;:!?…"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message sounds like: the kind of danger that its words tell of, or None.

    `loudness` is how alarming the second ear finds it (log-odds), `parts` the one or two most
    alarming parts, `around` the first of them with what stands around it (empty where that is all
    there is), `told` the kind of it where a rule found one, even where the ear took it for a turn
    of phrase. `words`: how many there are.
    """

    kind: DangerKind | None
    loudness: float
    parts: tuple[str, ...]
    told: DangerKind | None = None
    around: str = ""
    words: int = 0


@dataclass(frozen=True, slots=True)
class Dangers:
    """The danger rules, ready to be tried on any message; made once by `Dangers.of`.

    `replies`: what people answer in a word or two, a danger only where a rule says so; `courtesy`
    knows what is mere politeness.
    """

    kinds: Mapping[str, DangerKind]
    replies: tuple[str, ...]
    courtesy: Courtesy
    _vocabulary: Vocabulary
    _cutter: Cutter
    _rules: tuple[Rule, ...]
    _says: Mapping[int, Iterable[tuple[int, Wording]]]
    _harmless: Mapping[int, Iterable[tuple[int, Wording]]]
    _polite: frozenset[str]
    _openings: Mapping[str, Mapping[tuple[str, ...], str]]
    _ear: Ear | None

    @classmethod
    def read(cls, root: Path = ROOT, *, ear: bool = True) -> Dangers:
        """Read the files of `root`; without `ear`, the rules alone. Raises ValueError, OSError."""
        rules = cls.of(parse((root / RULES).read_text(encoding="utf-8")))
        return rules.with_ear(read_ear(root).ear()) if ear else rules

    @classmethod
    def of(cls, data: Mapping[str, object], ear: Ear | None = None) -> Dangers:
        """Read the content of `danger.yaml`. Raises ValueError, in French, on what is wrong."""
        kinds = {kind.id: kind for kind in map(read_kind, entries(data, "kinds"))}
        families = {
            name: strings(members, f"families.{name}")
            for name, members in mapping(data, "families").items()
        }
        vocabulary = Vocabulary(families)
        rules = tuple(read_rule(entry, kinds, vocabulary) for entry in entries(data, "rules"))
        spellings = _slips(data) | dict(texts(data, "spellings"))
        cutter = Cutter(spellings, texts(data, "glued"))
        return cls(
            kinds=kinds,
            replies=tuple(strings_of(data, "replies")),
            courtesy=Courtesy.of(strings_of(data, "courtesies")),
            _vocabulary=vocabulary,
            _cutter=cutter,
            _rules=rules,
            _says=by_need((at, said) for at, rule in enumerate(rules) for said in rule.say),
            _harmless=by_need(enumerate(read_wordings(data, "harmless", vocabulary))),
            _polite=frozenset(plain(fold(word)) for word in strings_of(data, "polite")),
            _openings=_openings(strings_of(data, "openings"), cutter),
            _ear=ear,
        )

    def with_ear(self, ear: Ear) -> Dangers:
        """Return the same rules with another second ear."""
        return replace(self, _ear=ear)

    def words(self, text: str) -> list[Word]:
        """Cut `text` into words, without politeness and harmless turns (« mort de rire »)."""
        return self._listen(self.courtesy.off(text))[0]

    def _listen(self, text: str) -> tuple[list[Word], Hearing]:
        heard = self._cutter.words(text)
        hearing = self._vocabulary.hear(heard)
        harmless = {
            place
            for _, wording in hearing.likely(self._harmless)
            for first, last in hearing.spans(wording)
            for place in range(first, last + 1)
        }
        if not harmless:
            return heard, hearing
        kept = [word for word in heard if word.at not in harmless]
        return kept, self._vocabulary.hear(kept)

    def detect(self, text: str) -> DangerKind | None:
        """Name the danger that `text` tells of, None if none. Never raises, any length."""
        return self.hear(text).kind

    def hear(self, text: str) -> Heard:
        """Ask the rules, with politeness and without, and the second ear. Never raises."""
        heard, hearing = self._listen(text)
        if not heard:
            return Heard(None, _SILENT, ())
        told, bare = self._told(heard, hearing), self.courtesy.off(text)
        if bare is not text:
            heard, hearing = self._listen(bare)
            told = told or self._told(heard, hearing)
        weight, parts, around = self._weigh(heard, bare)
        count = len(heard)
        if told is None:
            return Heard(self._sensed(heard, weight), weight, parts, None, around, count)
        enough = _UNIMPRESSED if len(heard) <= WINDOW else _UNIMPRESSED_BY_A_STORY
        idiom = self._ear is not None and weight < enough
        kind = self._named(heard, told)
        return Heard(None if idiom else kind, weight, parts, kind, around, count)

    def opening(self, text: str) -> str | None:
        """Return the beginning of a sentence that `text` breaks off after, if any.

        A danger may come in two messages; the beginning is of the content, never what was typed.
        """
        said = [word.plain for word in self._cutter.words(text[-_BROKEN_OFF:])]
        openings = self._openings.get(said[-1]) if said else None
        if openings is None:
            return None
        ends = (tuple(said[at:]) for at in range(len(said)))
        return next((openings[end] for end in ends if end in openings), None)

    def _weigh(self, heard: list[Word], text: str) -> tuple[float, tuple[str, ...], str]:
        """Return how alarming a text sounds to the second ear, which parts, and what is around."""
        if self._ear is None:
            return _SILENT, (text,), ""
        loud = self._ear.loud(heard)
        weight = loud[0][0]
        if len(heard) <= WINDOW:
            return weight, (_unmarked(text),), ""
        typed = text.split()
        each = len(typed) / len(heard)
        cuts = [(round(start * each), round(end * each)) for _, start, end in loud]
        parts = (_unmarked(" ".join(typed[start:end])) for start, end in cuts if typed[start:end])
        return weight, tuple(parts), _around(typed, *cuts[0])

    def guess(self, text: str) -> DangerKind:
        """Name the kind that a text most likely tells of, where another ear found it alarming."""
        return self._named(self.words(text), None)

    def _named(self, heard: list[Word], told: DangerKind | None) -> DangerKind:
        """Name the kind of a danger: that of the rule, unless the ear finds another far likelier.

        A rule says well that there is a danger; which one, all words together say better.
        """
        shares = self._ear.shares(heard) if self._ear is not None else {}
        best = max(shares, key=shares.__getitem__, default=_WHEN_IN_DOUBT)
        likely = shares.get(best, 0.0)
        if told is not None and (likely < _LIKELY or shares.get(told.id, 0.0) >= _NEAR * likely):
            return told
        return self.kinds[best if likely >= _LIKELY else _WHEN_IN_DOUBT]

    def _told(self, heard: list[Word], hearing: Hearing) -> DangerKind | None:
        """Name the kind of the first rule that applies."""
        likely: dict[int, list[Wording]] = {}
        for rule, wording in hearing.likely(self._says):
            likely.setdefault(rule, []).append(wording)
        if not likely:
            return None
        said = frozenset(word.at for word in heard if word.plain not in self._polite)
        applying = (
            self._rules[at].kind
            for at in sorted(likely)
            if self._rules[at].holds(likely[at], hearing, said)
        )
        return next(applying, None)

    def _sensed(self, heard: list[Word], weight: float) -> DangerKind | None:
        """Ask the second ear about words that no rule knows."""
        enough = _ALARMED if len(heard) <= WINDOW else _ALARMED_BY_A_STORY
        if self._ear is None or len(heard) < _ENOUGH or weight < enough:
            return None
        return self._named(heard, None)


def _unmarked(text: str) -> str:
    """Return `text` without marks at its end: « ! » or « ? » makes no danger louder or calmer."""
    return text.rstrip(_MARKS) or text


def _around(typed: Sequence[str], start: int, end: int) -> str:
    """Return the words from `start` to `end` with what stands before and after, as far as fits."""
    told = " ".join(typed[start:end])
    before, after = " ".join(typed[:start]), " ".join(typed[end:])
    room = max(0, (LONGEST - len(told)) // 2)
    ahead = max(room, 2 * room - len(before))
    back = max(room, 2 * room - len(after))
    return f"{before[-back:] if back else ''} {told} {after[:ahead]}".strip()


def read_ear(root: Path = ROOT) -> Learnt:
    """Read what the second ear has learnt. Raises ValueError, OSError."""
    # A hundred thousand weights have some thousand values: each is kept once.
    written = (root / "danger-weights.json").read_text(encoding="utf-8")
    return Learnt.of(json.loads(written, parse_float=cache(float)))


def _openings(sources: Iterable[str], cutter: Cutter) -> dict[str, dict[tuple[str, ...], str]]:
    """Return beginnings of sentences by their last word, then by all their plain words."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for source in sources:
        words = tuple(word.plain for word in cutter.words(source))
        if words:
            found.setdefault(words[-1], {})[words] = source
    return found


def _slips(data: Mapping[str, object]) -> dict[str, str]:
    """Every slip of the pen in one of the words under `typos`, but for the words that exist."""
    typos = mapping(data, "typos")
    real = {fold(word) for word in strings_of(typos, "real")}
    words_ = [fold(word) for word in strings_of(typos, "words")]
    return {slip: word for word in words_ for slip in misspellings(word) - real - set(words_)}
