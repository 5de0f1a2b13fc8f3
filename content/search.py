"""From a question to a topic: an answer when sure, a question back when not, else an honest no.

Numbers and follow-ups first (« objectif 3 », « pourquoi ? »), then the words (`lexical`), and
where these are not certain the meaning (`meaning`, if it is there), judged by `confidence`. In
memory, without a clock or a file: words take milliseconds, the meaning hundredths of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from content.compact import Lines, Names
from content.lexical import Lexicon, typed_phrasings
from content.model import OUT, SMALL_TALK, URGENCE, Found
from content.normalise import tokens
from content.numbers import named
from content.recent import Memory
from content.verdict import FAMILY, MOST_CHOICES, NEVER_OFFERED, answer, continued, judge, surer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from content.confidence import Calibrations
    from content.lexical import Ranking, Typed
    from content.linear import Linear
    from content.meaning import Meaning
    from content.normalise import Words
    from content.numbers import Named

_CERTAIN: Final = 1.0
_CLEAR: Final = 0.97
_NEVER: Final = 1e6
_NAMED_LIFT: Final = 6.0
_FAMILY_LIFT: Final = 2.0
_ACT_LIFT: Final = 5.0
_SHORT: Final = 6
_LITTLE, _MUCH = 3, 9  # words beside politeness
_CONTINUING: Final = "et"
_UNKNOWN: Final = Found("unknown", None, (), _CERTAIN)
_REMEMBERED: Final = 64


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words of a text say: as typed, as read, the number they name, their ranking.

    `exact`: the topic that they are a phrasing of, word for word. `chances`: what
    `Calibration.chances` makes of the ranking, by words alone.
    """

    typed: tuple[str, ...]
    read: list[str]
    number: Named
    ranking: Ranking | None
    exact: str | None = None
    chances: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Exact:
    """Plain words, joined, that are one phrasing or title, and of each the place of its topic."""

    texts: Lines
    which: bytes
    topics: tuple[str, ...]

    @classmethod
    def of(cls, known: Mapping[str, str]) -> Exact:
        """Make it from topics by joined words."""
        topics = tuple(dict.fromkeys(known.values()))
        return cls(Lines.of(list(known)), bytes(map(topics.index, known.values())), topics)

    def table(self) -> Names:
        """Make what finds the topic of words."""
        return Names(self.texts, self.which, self.topics)


@dataclass(frozen=True, slots=True)
class Taught:
    """What phrasings and titles teach: words that are exactly one of them, and a lexicon."""

    lexicon: Lexicon
    exact: Exact

    @classmethod
    def of(
        cls, phrasings: Mapping[str, Sequence[str]], titles: Mapping[str, str], words: Words
    ) -> Taught:
        """Make it from phrasings by topic and the titles of the topics."""
        typed = typed_phrasings(phrasings, words)
        return cls(Lexicon.of(typed), Exact.of(_exact(typed, titles, words)))


class Searcher:
    """Finds the topic of a question among `phrasings`, which are grouped by topic.

    `titles` are the labels of the topics' buttons, `words` and `calibration` the contents of
    `words.yaml` and `search.yaml`. `trained` may know the classifier for these very phrasings,
    by their fingerprint (`content.trained.load`); without it, it is trained anew. `meaning` is
    the second tier, or None, `taught` what was made of phrasings and titles before.
    """

    def __init__(
        self,
        phrasings: Mapping[str, Sequence[str]],
        titles: Mapping[str, str],
        words: Words,
        calibration: Calibrations,
        trained: Callable[[str], Linear | None] | None = None,
        meaning: Meaning | None = None,
        taught: Taught | None = None,
    ) -> None:
        known = taught or Taught.of(phrasings, titles, words)
        self._words = words
        self._lexical = known.lexicon.learn(
            words, lambda: typed_phrasings(phrasings, words), trained
        )
        self._exact = known.exact.table()
        self._calibration = calibration
        self._meaning = meaning
        self._readings: Memory[Reading] = Memory(_REMEMBERED)

    def find(self, text: str, *, last_topic: str | None = None, calm: bool = False) -> Found:
        """Return what `text` asks for; `last_topic` is what was shown a moment ago.

        `calm`: it is known to tell of no danger.

        Never raises. The choices hold neither `hors-sujet` nor `urgence` nor small talk, unless
        they are the topic itself.
        """
        found = self._find(text, last_topic, calm=calm)
        if found.outcome != "clarify" and found.topic not in SMALL_TALK:
            return found
        bare = self._bare(text)
        if bare is text:
            return found
        much = found.outcome == "answer" and len(bare.split()) >= _MUCH
        return surer(found, self._find(bare, last_topic, calm=calm), much=much)

    def _find(self, text: str, last_topic: str | None, *, calm: bool) -> Found:
        """Return what `text` asks for, with all its politeness."""
        reading = self._readings.of(text, self._read)
        number, ranking = reading.number, reading.ranking
        if ranking is None:
            return _UNKNOWN
        found = self._follow_up(reading.typed, last_topic) or self._by_number(number, last_topic)
        if found is not None:
            return found
        if reading.exact is not None:
            return answer(reading.exact, ranking, _CERTAIN)
        lifts = self._lifts(number, len(reading.read), last_topic)
        if calm:
            lifts[URGENCE] = -_NEVER
        if self._meaning is None or self._certain(reading):
            chances = None if lifts else reading.chances
            found = judge(ranking.lifted(lifts), self._calibration.lite, chances)
        else:
            shares = self._meaning.of(ranking.piece).topics
            found = judge(ranking.joined(shares).lifted(lifts), self._calibration.full)
        if reading.read[0] == _CONTINUING and len(reading.read) <= _SHORT and last_topic is None:
            return continued(found)
        return found

    def unclear(self, text: str) -> str | None:
        """Return the part of `text` whose meaning is wanted to answer it; None for none.

        None, too, where there is no second tier. Costs what the words cost, once for a text.
        """
        reading = self._readings.of(text, self._read)
        settled = reading.ranking is None or reading.number.alone or reading.exact is not None
        if self._meaning is None or settled or self._certain(reading):
            return None
        return reading.ranking.piece if reading.ranking is not None else None

    def wants(self, text: str) -> bool:
        """Say whether the meaning may be asked for to answer `text`."""
        return self.unclear(text) is not None or self.unclear(self._bare(text)) is not None

    def ranking(self, text: str) -> tuple[str, ...]:
        """Return the three topics that `text` is most like, whether that is answered or not."""
        reading = self._readings.of(text, self._read)
        ranking = reading.ranking
        if ranking is None:
            return ()
        if self._meaning is not None and not self._certain(reading):
            ranking = ranking.joined(self._meaning.of(ranking.piece).topics)
        lifts = self._lifts(reading.number, len(reading.read), None)
        return tuple(ranking.lifted(lifts).best[:MOST_CHOICES])

    def scores(self, engine: str, text: str) -> Mapping[str, float]:
        """Return what « classifier », « phrasings » or « meaning » alone makes of `text`.

        For measuring. Empty where the engine is missing or knows nothing of it.
        """
        if engine == "meaning":
            return self._meaning.of(text).topics if self._meaning is not None else {}
        return self._lexical.alone(engine, text)

    def forget(self) -> None:
        """Let go of what was worked out for the latest texts: for measuring."""
        self._readings.forget()
        if self._meaning is not None:
            self._meaning.forget()

    def words(self, text: str) -> tuple[str, ...]:
        """Return the plain words of `text` as they were typed."""
        return self._readings.of(text, self._read).typed

    def _bare(self, text: str) -> str:
        """Return `text` without politeness, as it is where that leaves next to nothing."""
        bare = self._words.courtesy.off(text)
        return bare if len(bare.split(None, _LITTLE)) > _LITTLE else text

    def _read(self, text: str) -> Reading:
        typed = tokens(text, self._words)
        read = self._lexical.spell(typed)
        number = named(read, self._words)
        if not number.objectives and all(map(str.isdigit, typed)):
            return Reading(typed, read, number, None)
        ranking, exact = self._lexical.rank(text, read), self._exact.get(" ".join(typed))
        chances = self._calibration.lite.chances(ranking)
        return Reading(typed, read, number, ranking, exact, chances)

    def _certain(self, reading: Reading) -> bool:
        """Say whether the words alone are so clear that the second tier would not add to them."""
        return reading.ranking is None or reading.chances[1] >= self._calibration.certain

    def _follow_up(self, typed: tuple[str, ...], last_topic: str | None) -> Found | None:
        """« Pourquoi ? » stays with the last topic; « et moi ? » goes from objectif to agir."""
        kind = self._words.follow_ups.get(typed)
        if kind is None or last_topic is None or last_topic in NEVER_OFFERED:
            return None
        if last_topic not in self._lexical.classifier.topics:
            return None
        family = FAMILY.fullmatch(last_topic)
        topic = f"agir-{family[2]}" if family and kind == "act" else last_topic
        choices = (topic,) if topic == last_topic else (topic, last_topic)
        return Found("answer", topic, choices, _CLEAR)

    def _by_number(self, number: Named, last_topic: str | None) -> Found | None:
        """« Objectif 3 », « le six », « agir 4 », « objectifs 3 et 4 » and nothing else."""
        if len(number.objectives) > 1:
            choices = tuple(f"objectif-{n}" for n in number.objectives[:MOST_CHOICES])
            return Found("clarify", None, choices, 1 / len(choices))
        if not number.alone:
            return None
        objective = number.objectives[0]
        acting = number.act or (last_topic or "").startswith("agir")
        first, second = ("agir", "objectif") if acting else ("objectif", "agir")
        choices = (f"{first}-{objective}", f"{second}-{objective}")
        return Found("answer", choices[0], choices, _CLEAR)

    def _lifts(self, number: Named, length: int, last_topic: str | None) -> dict[str, float]:
        """Weigh what speaks for a topic beside the words: a number in them, the last topic."""
        lifts: dict[str, float] = {}
        for objective in number.objectives:
            lifts[f"objectif-{objective}"] = _NAMED_LIFT
            lifts[f"agir-{objective}"] = _NAMED_LIFT + (_ACT_LIFT if number.act else 0.0)
        family = FAMILY.fullmatch(last_topic or "")
        if family and length <= _SHORT:
            for topic in self._lexical.classifier.topics:
                if topic.startswith(f"{family[1]}-"):
                    lifts[topic] = lifts.get(topic, 0.0) + _FAMILY_LIFT
        return lifts


def _exact(phrasings: Typed, titles: Mapping[str, str], words: Words) -> dict[str, str]:
    """Every title and phrasing, as plain words joined, that belongs to one topic only."""
    found: dict[tuple[str, ...], str | None] = {}
    named = [(topic, tokens(title, words)) for topic, title in titles.items() if topic != OUT]
    for topic, typed in [*phrasings, *named]:
        if found.setdefault(typed, topic) != topic:
            found[typed] = None
    return {" ".join(typed): topic for typed, topic in found.items() if topic is not None}
