"""From a message to what a person gets: danger before everything, then the curated answer.

Nothing is ever made up: every text is a topic, a fixed text for a danger, or a sentence of
`answer.fr.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from content.additions import Additions
from content.language import is_english, still_true
from content.lesson import hear, learn, titles
from content.listening import Listener
from content.model import SMALL_TALK, URGENCE, Answer
from content.render import to_html, to_plain
from content.search import Searcher
from content.texts import Html, Texts
from content.trained import NAME, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from content.meaning import Meaning
    from content.model import Content, DangerKind, English, Found, Topic
    from content.prepared import Prepared, Private

_UNTOLD = "unclear"
_FEW = 5  # words
_SURE = 0.9
_WITH_NUMBERS = {"child"}  # private cases whose text begins with the numbers to call


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers questions from one content, in memory. Made once, by `Answerer.of`.

    With `meaning` (the second tier) a text whose words are not clear is weighed by what it means
    as well; that takes some hundredths of a second. Where nothing may wait that long, call
    `ponder` in a thread first if `doubts` says so: what follows is then at hand.
    """

    listener: Listener
    searcher: Searcher
    topics: Mapping[str, Topic]
    texts: Texts
    prepared: Prepared
    additions: Additions
    english: English
    english_texts: Texts
    # Each topic as it is told, in French and in English.
    _told: dict[tuple[str, bool], tuple[str, str]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @classmethod
    def of(cls, content: Content, *, meaning: Meaning | None = None) -> Answerer:
        """Make it from what was loaded. Raises `ContentError` where a table cannot be used."""
        ear = hear(content.root).ear()
        lesson = learn(content)
        searcher = Searcher(
            content.phrasings,
            titles(content),
            lesson.words,
            lesson.calibration,
            partial(load, content.root / NAME),
            meaning,
            lesson.taught,
        )
        dangers = lesson.dangers.with_ear(ear)
        alarm = lesson.calibration.alarm
        return cls(
            Listener(dangers, searcher, alarm, meaning, lesson.usual),
            searcher,
            content.topics,
            Texts(content.sentences),
            lesson.prepared,
            Additions.of((), lesson.words),
            content.english,
            Texts({**content.sentences, **content.english.sentences}),
        )

    def having(
        self, topics: Mapping[str, Topic], phrasings: Iterable[tuple[str, str]]
    ) -> Answerer:
        """Return the same with the topics as they are now, and with added (topic, phrasing)s.

        Quick: nothing is trained again. English that translates other words than those is left.
        """
        added = Additions.of(phrasings, self.additions.words)
        english = still_true(self.english, self.topics, topics)
        return replace(self, topics=topics, additions=added, english=english)

    @property
    def kinds(self) -> Mapping[str, DangerKind]:
        """Every kind of danger, by its id."""
        return self.listener.dangers.kinds

    @property
    def meaning(self) -> Meaning | None:
        """The second tier, where it is there."""
        return self.listener.meaning

    def doubts(self, text: str) -> bool:
        """Say whether the meaning of `text` is wanted and not at hand; the words are read here."""
        return self.listener.doubts(text)

    def ponder(self, text: str) -> None:
        """Work out all that `danger` and `answer` will ask about `text`; may run in a thread."""
        self.listener.ponder(text)

    def opening(self, text: str) -> str | None:
        """Return the beginning of a sentence that `text` breaks off after: more may follow."""
        return self.listener.dangers.opening(text)

    def danger(self, text: str) -> Answer | None:
        """Give the numbers to call, where `text` tells of a danger or a distress."""
        kind = self.listener.danger(text)
        if kind is None:
            return None
        return _in_danger(kind, english=is_english(text, self.english))

    def answer(
        self, text: str, *, last_topic: str | None = None, in_english: bool = False
    ) -> Answer:
        """Answer `text`; `last_topic` is what the person was shown a moment ago, if anything.

        What is asked in English is answered in English where that exists. `in_english`: the
        talk was so far.
        """
        danger = self.danger(text)
        if danger is not None:
            return danger
        english = is_english(text, self.english, before=in_english)
        found = self.additions.find(text)
        if found is None or found.topic not in self.topics:
            found = self.searcher.find(text, last_topic=last_topic)
        if found.topic == URGENCE and self.listener.lets_go(text):
            found = self.searcher.find(text, last_topic=last_topic, calm=True)
        private = self.private(text)
        if found.topic == URGENCE and private is not None and private.id in _WITH_NUMBERS:
            return self._show_the_way(private, english=english)
        if found.topic == URGENCE:
            # No rule heard it, the phrasings did: the text that carries all the numbers.
            return _in_danger(self.kinds[_UNTOLD], found.confidence, english=english)
        read = self.searcher.words(text)
        if private is not None and _belongs(found, private, len(read)):
            return self._show_the_way(private, english=english)
        prepared = self.prepared.nonanswer(read, strict=found.outcome != "unknown")
        if prepared:
            return self._say(f"prepared.{prepared}", prepared=prepared, english=english)
        answer = self._curated(found, english=english)
        return self._with_care(answer) if self.listener.wary(text) else answer

    def _with_care(self, answer: Answer) -> Answer:
        """Add whom to call, where a question may hide a danger."""
        texts = self._texts(english=answer.english)
        plain, html = texts.plain("answer.care"), texts("answer.care")
        text, shown = f"{answer.text}\n\n{plain}", f"{answer.html}\n\n{html}"
        return replace(answer, text=text, html=shown, care=True)

    def _curated(self, found: Found, *, english: bool) -> Answer:
        """Tell a topic, ask back, or say no."""
        if found.topic is not None:
            return self._tell(found, english=english)
        if found.outcome == "clarify":
            return self._ask_back(found, english=english)
        return self._say("answer.unknown", confidence=found.confidence, english=english)

    def private(self, text: str) -> Private | None:
        """Return the private or social case that `text` tells of: nothing for the team's desk."""
        return self.prepared.private(text, self.searcher.words(text))

    def _show_the_way(self, case: Private, *, english: bool) -> Answer:
        """Name the right service for a private or social case."""
        key = f"prepared.{case.id}"
        answer = self._say(key, prepared=case.id, private=True, english=english)
        if case.topic is None:
            return answer
        return replace(answer, outcome="answer", topic=case.topic, choices=(case.topic,))

    def _say(
        self,
        key: str,
        *,
        confidence: float = 1.0,
        prepared: str | None = None,
        private: bool = False,
        english: bool = False,
    ) -> Answer:
        """Say honestly that there is no answer, with a text of its own where one is prepared."""
        texts = self._texts(english=english)
        only_french = english and key not in self.english.sentences
        keys = ("english.only_french", key) if only_french else (key,)
        return Answer(
            "unknown",
            None,
            (),
            confidence,
            "\n\n".join(texts.plain(one) for one in keys),
            "\n\n".join(texts(one) for one in keys),
            prepared=prepared,
            private=private,
            english=english,
        )

    def topic(self, topic_id: str, *, english: bool) -> Topic:
        """Give a topic, in English where it is wanted and exists."""
        french = self.topics[topic_id]
        return self.english.topics.get(topic_id, french) if english else french

    def _texts(self, *, english: bool) -> Texts:
        return self.english_texts if english else self.texts

    def _tell(self, found: Found, *, english: bool) -> Answer:
        """Give the short answer, one small thing to do, the source and the date of review."""
        key = (str(found.topic), english)
        told = self._told.get(key) or self._told.setdefault(key, self._word(*key))
        return _answer(found, *told, english)

    def _word(self, topic_id: str, english: bool) -> tuple[str, str]:  # noqa: FBT001 – half of a key
        """Word a topic, as plain text and as HTML."""
        topic = self.topic(topic_id, english=english)
        texts = self._texts(english=english)
        plain, html = [to_plain(topic.short)], [to_html(topic.short)]
        if english and topic.id not in self.english.topics:
            plain.insert(0, texts.plain("english.only_french"))
            html.insert(0, texts("english.only_french"))
        if topic.next_step:
            plain.append(texts.plain("topic.next_step", step=topic.next_step))
            html.append(texts("topic.next_step", step=topic.next_step))
        if topic.source and topic.id not in SMALL_TALK:
            month = texts.plain(f"month.{topic.reviewed.month - 1}")
            year, day = topic.reviewed.year, topic.reviewed.day
            date = texts.plain("date.year", day=day, month=month, year=year)
            plain.append(texts.plain("topic.source", source=topic.source, date=date))
            html.append(texts("topic.source", source=topic.source, date=date))
        return "\n\n".join(plain), "\n\n".join(html)

    def _ask_back(self, found: Found, *, english: bool) -> Answer:
        texts = self._texts(english=english)
        titles = [self.topic(choice, english=english).title for choice in found.choices]
        lines = [texts.plain("answer.clarify")]
        lines += [texts.plain("answer.choice", title=title) for title in titles]
        return _answer(found, "\n".join(lines), texts("answer.clarify"), english)


def _belongs(found: Found, case: Private, words: int) -> bool:
    """Say whether a private case is what was asked: a real topic is never taken for one.

    In a few words that hardly mean anything else (« t'es vraiment con »), an answer has to be
    surer than usual.
    """
    if found.outcome == "clarify":
        return case.sure or case.topic in found.choices
    if case.sure and words <= _FEW and found.confidence < _SURE:
        return True
    return found.topic in (None, case.topic)


def _answer(found: Found, text: str, html: Html | str, english: bool) -> Answer:  # noqa: FBT001 – one of six fields
    return Answer(
        found.outcome,
        found.topic,
        found.choices,
        found.confidence,
        text,
        html,
        english=english,
    )


def _in_danger(kind: DangerKind, confidence: float = 1.0, *, english: bool) -> Answer:
    text = kind.english if english and kind.english else kind.text
    return Answer(
        "answer",
        URGENCE,
        (URGENCE,),
        confidence,
        to_plain(text),
        to_html(text),
        kind=kind.id,
        numbers=kind.numbers,
        english=english,
    )
