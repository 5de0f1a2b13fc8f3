"""Whether a message tells of a danger, and whether its meaning has to be worked out for that.

Rules and the second ear first (`danger`); where these are not calm, what the message means is
weighed with them: a turn of phrase is let go, a danger in new words is heard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from content.confidence import alarm_signs
from content.normalise import fold
from content.recent import Memory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from content.confidence import Alarm
    from content.danger import Dangers, Heard
    from content.meaning import Meaning
    from content.model import DangerKind
    from content.search import Searcher

_REMEMBERED = 64
_LABEL = 45  # letters
_FEW = 2  # words
_LIKELY = 0.4
_MARKUP = re.compile(r"<[^>]+>")
_WORD = re.compile(r"[^\W_]+")
# A code from a card: signs without a vowel, which the meaning knows nothing of.
_CODE = re.compile(r"(?:[2-9b-df-hj-np-tv-xz][\s.·_-]*){5,10}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listener:
    """Listens for danger with all that there is; `meaning` is the second tier, or None.

    `usual`: what stands on buttons and what people reply in a word or two, folded. Of those, and
    of codes from cards, only a rule says that they are a danger.
    """

    dangers: Dangers
    searcher: Searcher
    alarm: Alarm
    meaning: Meaning | None = None
    usual: frozenset[str] = frozenset()
    _heard: Memory[Heard] = field(default_factory=lambda: Memory(_REMEMBERED))
    _kinds: Memory[DangerKind | None] = field(default_factory=lambda: Memory(_REMEMBERED))

    def danger(self, text: str) -> DangerKind | None:
        """Name the danger that `text` tells of, None if none."""
        return self._kinds.of(text, self._listen)

    def wary(self, text: str) -> bool:
        """Say whether `text` may tell of a danger, though its words are certain of an answer."""
        if self.meaning is None or self._is_usual(text) or not self._suspect(text):
            return False
        if self.danger(text) is not None:
            return False
        heard = self._heard.of(text, self.dangers.hear)
        return self._chance(heard, self.meaning) >= self.alarm.enough

    def lets_go(self, text: str) -> bool:
        """Say whether `text` is hardly a danger, even if it is like the phrasings of one.

        What is usual and the code of a card are none, by words alone too.
        """
        heard = self._heard.of(text, self.dangers.hear)
        if self._is_usual(text):
            return heard.told is None
        return self.meaning is not None and self._chance(heard, self.meaning) < self.alarm.hardly

    def doubts(self, text: str) -> bool:
        """Say whether the meaning of `text` is wanted and not at hand; the words are read here."""
        if self.meaning is None or text in self._kinds:
            return False
        return self.searcher.wants(text) or self._suspect(text)

    def ponder(self, text: str) -> None:
        """Work out all that will be asked about `text`; may run in a thread."""
        if self.danger(text) is None:
            self.searcher.find(text)

    def _listen(self, text: str) -> DangerKind | None:
        heard = self._heard.of(text, self.dangers.hear)
        if self._is_usual(text):
            return heard.told
        if self.meaning is None or not self._suspect(text):
            return heard.kind
        if self._chance(heard, self.meaning) < self._enough(heard, text):
            return None
        return heard.told or self.dangers.guess(text)

    def _enough(self, heard: Heard, text: str) -> float:
        """Return the chance from which `text` is a danger: more where it may be something else.

        Where no rule tells of a danger and the words are certain of an answer, two chances in
        five are asked for. So it is with a word or two, which say little of what they mean; but a
        rule that knows them knows all that is said, whatever politeness stands around it.
        """
        if heard.told is not None:
            return 0.0 if self.dangers.courtesy.left(text) <= _FEW else self.alarm.enough
        few = len(text.split(None, _FEW)) <= _FEW
        certain = self.searcher.unclear(text) is None
        return _LIKELY if few or certain else self.alarm.enough

    def _is_usual(self, text: str) -> bool:
        """Say whether `text` stands on a button or a card, or is a reply of two words."""
        return len(text) <= _LABEL and (_bare(text) in self.usual or _is_code(text))

    def _chance(self, heard: Heard, meaning: Meaning) -> float:
        """Return how likely words and meaning together tell of a danger."""
        return self.alarm.chance.chance(alarm_signs(heard, meaning.of))

    def _suspect(self, text: str) -> bool:
        """Say whether the meaning of `text` is to be asked; not where its words are calm."""
        heard = self._heard.of(text, self.dangers.hear)
        calm = heard.loudness < self.alarm.calm and heard.told is None
        return bool(heard.parts) and not (calm and self.searcher.unclear(text) is None)


def labels(sentences: Mapping[str, str]) -> list[str]:
    """Return the short sentences of the interface: people type what stands on a button."""
    plain = (_MARKUP.sub("", text).strip() for key, text in sentences.items() if "." in key)
    return sorted({text for text in plain if 0 < len(text) <= _LABEL and "{" not in text})


def usual_words(sentences: Mapping[str, str], replies: Iterable[str] = ()) -> frozenset[str]:
    """Return `labels` and replies as `Listener.usual` compares them."""
    return frozenset(map(_bare, [*labels(sentences), *replies]))


def _is_code(text: str) -> bool:
    return _CODE.fullmatch(text.strip()) is not None


def _bare(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))
