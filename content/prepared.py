"""Questions that are surely asked and have no answer, and private cases that belong elsewhere.

Found by words of their own (`prepared.yaml`), so that they never steal a real topic: where a
topic was found, only a question that consists of nothing but these words counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from content.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST: Final = 16
"""Words of a question whose every word is looked at; a longer one tells a story."""


@dataclass(frozen=True, slots=True)
class NonAnswer:
    """A question without an answer: one word of each group; `words` are all that it may hold."""

    id: str
    groups: tuple[frozenset[str], ...]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Private:
    """A private or social case. `topic`: the topic that answers it, None where none does.

    `sure`: its words are hardly ever said of anything else.
    """

    id: str
    topic: str | None
    phrases: tuple[tuple[str, ...], ...]
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """Knows both kinds; made once by `of`. Words are those that `normalise.tokens` reads.

    `_asked`: the places of questions by the words of their first group; `_told`: by its first
    word, what a private case says, and the place of that case. The first place counts.
    """

    nonanswers: tuple[NonAnswer, ...]
    privates: tuple[Private, ...]
    _asked: dict[str, list[int]] = field(default_factory=dict, repr=False)
    _told: dict[str, list[tuple[str, int]]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for place, asked in enumerate(self.nonanswers):
            for word in asked.groups[0]:
                self._asked.setdefault(word, []).append(place)
        for place, case in enumerate(self.privates):
            for phrase in case.phrases:
                said = (f" {' '.join(phrase)} ", place)
                self._told.setdefault(phrase[0], []).append(said)

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Prepared:
        """Read the content of `prepared.yaml`. Raises ValueError, in French."""
        try:
            return _read(data)
        except (AttributeError, IndexError, KeyError, TypeError) as error:
            raise ValueError(f"les règles ne se lisent pas ({error})") from error

    def private(self, text: str, read: Sequence[str]) -> Private | None:
        """Return the private or social case that `text` tells of, if any; `read`: its words."""
        words = _plain(text, read)
        padded = f" {' '.join(words)} "
        known = self._told.keys() & set(words)
        cases = (at for word in known for said, at in self._told[word] if said in padded)
        first = min(cases, default=None)
        return None if first is None else self.privates[first]

    def nonanswer(self, read: Sequence[str], *, strict: bool) -> str | None:
        """Return the id of the question without an answer whose words are `read`.

        `strict`: it may hold no other words.
        """
        said = frozenset(read)
        if not 1 < len(said) <= _LONGEST:
            return None
        for asked in self._near(said):
            if all(said & group for group in asked.groups) and (not strict or said <= asked.words):
                return asked.id
        return None

    def _near(self, said: frozenset[str]) -> Iterable[NonAnswer]:
        places = {at for word in self._asked.keys() & said for at in self._asked[word]}
        return [self.nonanswers[at] for at in sorted(places)]


def _plain(text: str, read: Sequence[str]) -> Sequence[str]:
    """Return the words as read and as typed: a short form may stand for something private."""
    return [*read, "|", *_WORD.findall(fold(text[-4096:]))]


def _read(data: Mapping[str, Any]) -> Prepared:
    fillers = frozenset(str(data.get("fillers", "")).split())
    nonanswers = []
    for name, rule in data.get("nonanswers", {}).items():
        groups = tuple(frozenset(map(str, group)) for group in rule["all"])
        also = frozenset(map(str, rule.get("also", ())))
        nonanswers.append(NonAnswer(str(name), groups, fillers.union(also, *groups)))
    privates = [
        Private(
            str(name),
            rule.get("topic"),
            tuple(tuple(str(p).split()) for p in rule["any"]),
            sure=rule.get("sure") is True,
        )
        for name, rule in data.get("private", {}).items()
    ]
    return Prepared(tuple(nonanswers), tuple(privates))
