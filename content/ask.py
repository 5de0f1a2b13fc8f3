"""From a message to what a person gets: danger before everything, then the curated answer.

Nothing is ever made up: every text is a topic, a fixed text for a danger, or a sentence of
`answer.fr.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from content.additions import Additions
from content.model import SMALL_TALK, Answer
from content.render import to_html, to_plain
from content.search import URGENCE, Searcher
from content.tables import read_calibration, read_dangers, read_prepared, read_words
from content.texts import Html, Texts
from content.trained import NAME, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from content.danger import Dangers
    from content.model import Content, DangerKind, Found, Topic
    from content.prepared import Prepared, Private

_UNTOLD = "unclear"


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers questions from one content, in memory. Made once, by `Answerer.of`."""

    dangers: Dangers
    searcher: Searcher
    topics: Mapping[str, Topic]
    texts: Texts
    prepared: Prepared
    additions: Additions

    @classmethod
    def of(cls, content: Content) -> Answerer:
        """Make it from what was loaded. Raises `ContentError` where a table cannot be used."""
        titles = {topic.id: topic.title for topic in content.topics.values()}
        root = content.root
        words = read_words(root)
        searcher = Searcher(
            content.phrasings,
            titles,
            words,
            read_calibration(root),
            partial(load, root / NAME),
        )
        return cls(
            read_dangers(root),
            searcher,
            content.topics,
            Texts(content.sentences),
            read_prepared(root, words),
            Additions.of((), words),
        )

    def having(
        self, topics: Mapping[str, Topic], phrasings: Iterable[tuple[str, str]]
    ) -> Answerer:
        """Return the same with the topics as they are now, and with added (topic, phrasing)s.

        Quick: nothing is trained again.
        """
        added = Additions.of(phrasings, self.additions.words)
        return replace(self, topics=topics, additions=added)

    def danger(self, text: str) -> Answer | None:
        """Give the numbers to call, where `text` tells of a danger or a distress."""
        kind = self.dangers.detect(text)
        return None if kind is None else _in_danger(kind)

    def answer(self, text: str, *, last_topic: str | None = None) -> Answer:
        """Answer `text`; `last_topic` is what the person was shown a moment ago, if anything."""
        danger = self.danger(text)
        if danger is not None:
            return danger
        found = self.additions.find(text)
        if found is None or found.topic not in self.topics:
            found = self.searcher.find(text, last_topic=last_topic)
        if found.topic == URGENCE:
            # No rule heard it, the phrasings did: the text that carries all the numbers.
            return _in_danger(self.dangers.kinds[_UNTOLD], found.confidence)
        return self._prepared(text, found) or self._curated(found)

    def _prepared(self, text: str, found: Found) -> Answer | None:
        """Give the text of a private case or of a question that is known to have no answer."""
        private = self.private(text)
        if private is not None and _belongs(found, private):
            return self._show_the_way(private)
        prepared = self.prepared.nonanswer(text, strict=found.outcome != "unknown")
        return self._say(f"prepared.{prepared}", prepared=prepared) if prepared else None

    def _curated(self, found: Found) -> Answer:
        """Tell a topic, ask back, or say no."""
        if found.topic is not None:
            return self._tell(found, self.topics[found.topic])
        if found.outcome == "clarify":
            return self._ask_back(found)
        return self._say("answer.unknown", confidence=found.confidence)

    def private(self, text: str) -> Private | None:
        """Return the private or social case that `text` tells of: nothing for the team's desk."""
        return self.prepared.private(text)

    def _show_the_way(self, case: Private) -> Answer:
        """Name the right service for a private or social case."""
        answer = self._say(f"prepared.{case.id}", prepared=case.id, private=True)
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
    ) -> Answer:
        """Say honestly that there is no answer, with a text of its own where one is prepared."""
        return Answer(
            "unknown",
            None,
            (),
            confidence,
            self.texts.plain(key),
            self.texts(key),
            prepared=prepared,
            private=private,
        )

    def _tell(self, found: Found, topic: Topic) -> Answer:
        """Give the short answer, one small thing to do, the source and the date of review."""
        plain, html = [to_plain(topic.short)], [to_html(topic.short)]
        if topic.next_step:
            plain.append(self.texts.plain("topic.next_step", step=topic.next_step))
            html.append(self.texts("topic.next_step", step=topic.next_step))
        if topic.source and topic.id not in SMALL_TALK:
            month = self.texts.plain(f"month.{topic.reviewed.month - 1}")
            year, day = topic.reviewed.year, topic.reviewed.day
            date = self.texts.plain("date.year", day=day, month=month, year=year)
            plain.append(self.texts.plain("topic.source", source=topic.source, date=date))
            html.append(self.texts("topic.source", source=topic.source, date=date))
        return _answer(found, "\n\n".join(plain), "\n\n".join(html))

    def _ask_back(self, found: Found) -> Answer:
        head = self.texts("answer.clarify")
        titles = [self.topics[choice].title for choice in found.choices]
        lines = [self.texts.plain("answer.clarify")]
        lines += [self.texts.plain("answer.choice", title=title) for title in titles]
        return _answer(found, "\n".join(lines), head)


def _belongs(found: Found, case: Private) -> bool:
    """Say whether a private case is what was asked: a real topic is never taken for one."""
    if found.outcome == "clarify":
        return case.sure or case.topic in found.choices
    return found.topic in (None, case.topic)


def _answer(found: Found, text: str, html: Html | str) -> Answer:
    return Answer(found.outcome, found.topic, found.choices, found.confidence, text, html)


def _in_danger(kind: DangerKind, confidence: float = 1.0) -> Answer:
    return Answer(
        "answer",
        URGENCE,
        (URGENCE,),
        confidence,
        to_plain(kind.text),
        to_html(kind.text),
        kind=kind.id,
        numbers=kind.numbers,
    )
