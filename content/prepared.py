"""Questions that are surely asked and have no answer, and private cases that belong elsewhere.

Found by words of their own (`prepared.yaml`), so that they never steal a real topic: where a
topic was found, only a question that consists of nothing but these words counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from content.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    """Knows both kinds; made once by `of`. Words are those that `normalise.tokens` reads."""

    nonanswers: tuple[NonAnswer, ...]
    privates: tuple[Private, ...]

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Prepared:
        """Read the content of `prepared.yaml`. Raises ValueError, in French."""
        try:
            return _read(data)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"les règles ne se lisent pas ({error})") from error

    def private(self, text: str, read: Sequence[str]) -> Private | None:
        """Return the private or social case that `text` tells of, if any; `read`: its words."""
        said = " ".join(_plain(text, read))
        padded = f" {said} "
        for case in self.privates:
            if any(f" {' '.join(phrase)} " in padded for phrase in case.phrases):
                return case
        return None

    def nonanswer(self, read: Sequence[str], *, strict: bool) -> str | None:
        """Return the id of the question without an answer whose words are `read`.

        `strict`: it may hold no other words.
        """
        said = frozenset(read)
        if not 1 < len(said) <= _LONGEST:
            return None
        for asked in self.nonanswers:
            if all(said & group for group in asked.groups) and (not strict or said <= asked.words):
                return asked.id
        return None


def _plain(text: str, read: Sequence[str]) -> Sequence[str]:
    """Return the words as read and as typed: a short form may stand for something private."""
    typed = "".join(c if c.isalnum() else " " for c in fold(text[-4096:])).split()
    return [*read, "|", *typed]


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
