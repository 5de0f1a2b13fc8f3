"""Finding an answer or an action by a few words of its title or its id, for staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz, process

from content.normalise import fold

if TYPE_CHECKING:
    from content.model import Content

_MOST: Final = 6
_LEAST: Final = 60.0


class Item(NamedTuple):
    """Something that staff may change. `kind`: topic or action."""

    kind: str
    id: str
    title: str


def find(content: Content, words: str) -> list[Item]:
    """Return what `words` (its id, or words of its title) may mean, the likeliest first."""
    items = [Item("topic", t.id, t.title) for t in content.topics.values()]
    items += [Item("action", a.id, a.title) for a in content.actions.values()]
    wanted = fold(words[:200]).strip()
    exact = [item for item in items if item.id == wanted]
    names = {place: f"{fold(item.title)} {item.id}" for place, item in enumerate(items)}
    near = process.extract(
        wanted, names, scorer=fuzz.token_set_ratio, score_cutoff=_LEAST, limit=_MOST
    )
    return list(dict.fromkeys([*exact, *(items[place] for _, _, place in near)]))[:_MOST]
