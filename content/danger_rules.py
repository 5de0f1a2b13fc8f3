"""The kinds and rules of `danger.yaml`: how they are read, and when a rule holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.danger_files import strings_of
from content.lines import line_by_line
from content.model import DangerKind
from content.wording import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from content.wording import Hearing, Span, Vocabulary, Wording

_ALSO_WITHIN = 30
_UNLESS_WITHIN = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """If one of `say` occurs, with one of `also` near it and none of `unless`: `kind`."""

    kind: DangerKind
    say: tuple[Wording, ...]
    also: tuple[Wording, ...]
    unless: tuple[Wording, ...]

    def holds(self, likely: Iterable[Wording], hearing: Hearing, said: frozenset[int]) -> bool:
        """Say whether it holds for the message, of its `say` those that are `likely` there.

        `said`: the places of all that is not politeness.
        """
        found = [span for wording in likely for span in _spans(wording, hearing, said)]
        if not found:
            return False
        if self.also:
            also = sorted(span for wording in self.also for span in hearing.spans(wording))
            found = [span for span in found if nearest(span, also, _ALSO_WITHIN)]
        if found and self.unless:
            unless = sorted(span for wording in self.unless for span in hearing.spans(wording))
            found = [span for span in found if not nearest(span, unless, _UNLESS_WITHIN)]
        return bool(found)


def read_kind(entry: Mapping[str, object]) -> DangerKind:
    """Read one of `kinds`. Raises ValueError, in French."""
    name, text = entry.get("id"), entry.get("text")
    numbers = tuple(strings_of(entry, "numbers"))
    if not isinstance(name, str) or not isinstance(text, str) or not numbers:
        raise ValueError(f"kinds : il faut id, numbers et text ({name})")
    if f"**{numbers[0]}**" not in text:
        raise ValueError(f"kinds : le texte de {name} ne donne pas le **{numbers[0]}**")
    simple, english = (str(entry.get(key, "")).strip() for key in ("simple", "english"))
    for said in (simple, english):
        if said and f"**{numbers[0]}**" not in said and f" {numbers[0]}" not in said:
            raise ValueError(f"kinds : une autre version de {name} ne donne pas le {numbers[0]}")
    return DangerKind(name, numbers, text.strip(), line_by_line(simple), english)


def read_rule(
    entry: Mapping[str, object],
    kinds: Mapping[str, DangerKind],
    vocabulary: Vocabulary,
) -> Rule:
    """Read one of `rules`. Raises ValueError, in French."""
    name = entry.get("kind")
    if not isinstance(name, str) or name not in kinds:
        raise ValueError(f"rules : « {name} » n'est pas une des catégories (kinds)")
    say = read_wordings(entry, "say", vocabulary)
    if not say:
        raise ValueError(f"rules : une règle de {name} n'a pas de phrase (say)")
    also = read_wordings(entry, "also", vocabulary)
    unless = read_wordings(entry, "unless", vocabulary)
    return Rule(kinds[name], say, also, unless)


def read_wordings(
    entry: Mapping[str, object],
    key: str,
    vocabulary: Vocabulary,
) -> tuple[Wording, ...]:
    """Read the wordings that stand under `key`. Raises ValueError, in French."""
    return tuple(vocabulary.compile(source) for source in strings_of(entry, key))


def _spans(wording: Wording, hearing: Hearing, said: frozenset[int]) -> list[Span]:
    """Where a wording occurs; one in brackets only where it is all that was said."""
    spans = hearing.spans(wording)
    if wording.whole:
        covered = {place for first, last in spans for place in range(first, last + 1)}
        return spans if said <= covered else []
    return spans
