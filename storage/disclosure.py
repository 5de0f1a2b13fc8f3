"""What may be shown of groups that add up, so that no small one comes to light by subtraction.

A group is hidden below `SMALLEST_GROUP` accounts. Where the hidden ones of a whole have fewer
than that together, the smallest of the others is hidden with them: the whole minus what is shown
is then never about fewer than five people, and never about one small group alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

K = TypeVar("K")
SMALLEST_GROUP: Final = 5
STEP: Final = 5


def hide(accounts: Mapping[K, int], never: Collection[K] = ()) -> frozenset[K]:
    """Return the groups to hide among those of one whole. `never`: not shown in any case."""
    there = {group: count for group, count in accounts.items() if count > 0}
    hidden = {g for g, count in there.items() if count < SMALLEST_GROUP or g in never}
    others = sorted((g for g in there if g not in hidden), key=lambda g: (there[g], str(g)))
    for group in others:
        if not hidden or sum(there[g] for g in hidden) >= SMALLEST_GROUP:
            break
        hidden.add(group)
    return frozenset(hidden)


def rounded(figure: int) -> int:
    """Round down to steps of five."""
    return int(figure) // STEP * STEP
