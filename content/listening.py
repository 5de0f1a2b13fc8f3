"""Whether a message tells of a danger, and whether its meaning has to be worked out for that.

Rules and the second ear first (`danger`), then, where the words leave a doubt, the meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from content.recent import Memory

if TYPE_CHECKING:
    from content.confidence import Alarm
    from content.danger import Dangers, Heard
    from content.meaning import Meaning
    from content.model import DangerKind
    from content.search import Searcher

_REMEMBERED = 64
_LIKELY = -1.0  # log-odds: what a rule told counts where its meaning is at all like a danger


@dataclass(frozen=True, slots=True)
class Listener:
    """Listens for danger with all that there is; `meaning` is the second tier, or None."""

    dangers: Dangers
    searcher: Searcher
    alarm: Alarm
    meaning: Meaning | None = None
    _heard: Memory[Heard] = field(default_factory=lambda: Memory(_REMEMBERED))
    _kinds: Memory[DangerKind | None] = field(default_factory=lambda: Memory(_REMEMBERED))

    def danger(self, text: str) -> DangerKind | None:
        """Name the danger that `text` tells of, None if none."""
        return self._kinds.of(text, self._listen)

    def doubts(self, text: str) -> bool:
        """Say whether the meaning of `text` is wanted and not at hand; the words are read here."""
        if self.meaning is None or text in self._kinds:
            return False
        return self.searcher.unclear(text) is not None or self._suspect(text) is not None

    def ponder(self, text: str) -> None:
        """Work out all that will be asked about `text`; may run in a thread."""
        part = self.searcher.unclear(text)
        if self.danger(text) is None and self.meaning is not None and part is not None:
            self.meaning.of(part)

    def _listen(self, text: str) -> DangerKind | None:
        heard = self._heard.of(text, self.dangers.hear)
        part = self._suspect(text) if heard.kind is None else None
        if part is None or self.meaning is None:
            return heard.kind
        feared = self.meaning.of(part).danger
        if heard.doubted is not None:
            return heard.doubted if feared > _LIKELY else None
        chance = self.alarm.chance.chance((heard.loudness, feared))
        return self.dangers.guess(text) if chance >= self.alarm.enough else None

    def _suspect(self, text: str) -> str | None:
        """Return the part of `text` that may tell of a danger, None where its words are calm."""
        if self.meaning is None:
            return None
        heard = self._heard.of(text, self.dangers.hear)
        calm = heard.loudness < self.alarm.calm and heard.doubted is None
        calm = calm and self.searcher.unclear(text) is None
        return None if calm or not heard.part.strip() else heard.part
