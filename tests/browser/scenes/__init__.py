"""What a person does in the chat for each row of « features.md », written once for all hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.browser.hands import Hands

Scene: TypeAlias = "Callable[[Hands], Awaitable[None]]"
SCENES: dict[str, Scene] = {}
ROWS: dict[str, frozenset[int]] = {}


def scene(*rows: int) -> Callable[[Scene], Scene]:
    """Register a scene, with the rows that it has to show."""

    def register(act: Scene) -> Scene:
        SCENES[act.__name__] = act
        ROWS[act.__name__] = frozenset(rows)
        return act

    return register
