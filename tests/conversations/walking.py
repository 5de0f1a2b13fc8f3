"""Walking through every screen by typing only: labels and numbers, never a press.

A place is what a button does: its verb, and what to do where a verb does several things. Whoever
walks goes down from each start as long as a screen offers something new; what was seen but passed
by is found again along the way on which it was seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from bot.rules.presses import Press, Verb, unpack
from handlers import presses
from tests.limits import message_fits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.demo.person import Person
    from handlers.visit import Visit
    from tests.conversations.conftest import Town

_SEVERAL = {Verb.ANNOUNCE: 1, Verb.CHALLENGE: 0, Verb.ERASE: 0, Verb.DESK_DISMISS: 1}
THEN = " > "
_WAYS = 6
_ROUNDS = 3  # what was done the first time may leave room for another thing the next

Place: TypeAlias = tuple[Verb, str]
Way: TypeAlias = tuple[str, tuple[Place, ...]]  # a start, and what was typed from there


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Press]:
    """What was done, by whatever way it was asked for."""
    found: list[Press] = []

    def noting(
        handle: Callable[[Visit, Press], Awaitable[None]],
    ) -> Callable[[Visit, Press], Awaitable[None]]:
        async def handler(visit: Visit, said: Press) -> None:
            found.append(said)
            await handle(visit, said)

        return handler

    for verb, handle in list(presses.PRESSES.items()):
        monkeypatch.setitem(presses.PRESSES, verb, noting(handle))
    return found


def place_of(said: Press) -> Place:
    """Say which place a press leads to."""
    index = _SEVERAL.get(said.verb)
    return said.verb, "" if index is None else said.text(index)


@dataclass
class Walk:
    """Where one person has been by typing. `done` grows with everything that is done."""

    town: Town
    person: Person
    done: list[Press]
    last: frozenset[Place] = frozenset()  # not before the end: it would end the walk
    fresh: str = "/start"  # typed before something is looked for again
    seen: dict[Place, list[Way]] = field(default_factory=dict)
    typed: set[Place] = field(default_factory=set)

    async def everywhere(self, starts: Iterable[str]) -> set[Place]:
        """Type each start and all that follows; give what was seen and could not be typed."""
        for _ in range(_ROUNDS):
            for start in starts:
                await self._begins(start)
                await self._down(start, ())
            for place in sorted(self.missing):
                await self._begins(self.fresh)
                await self._find_again(place)
            if not self.missing:
                break
            self.town.now += 86_400
        return self.missing

    @property
    def missing(self) -> set[Place]:
        """What was offered and not yet typed."""
        return set(self.seen) - self.typed - self.last

    async def types_last(self, start: str, place: Place) -> None:
        """Type what ends the walk, from a start that offers it."""
        await self._begins(start)
        label = self._label_of(place)
        assert label is not None, f"{start!r} does not offer {place}"
        await self._takes(label)

    async def _down(self, start: str, steps: tuple[Place, ...]) -> None:
        while fresh := [
            (label, place_of(said))
            for label, said in self._look((start, steps))
            if place_of(said) not in self.typed | self.last
        ]:
            await self._takes(fresh[0][0])
            steps = (*steps, fresh[0][1])

    async def _find_again(self, place: Place) -> None:
        for start, steps in islice(reversed(self.seen[place]), _WAYS):
            await self._begins(start)
            way = (*steps, place)
            while way and (label := self._label_of(way[0])) is not None:
                await self._takes(label)
                way = way[1:]
            if not way:
                await self._down(start, (*steps, place))
                return

    def _label_of(self, place: Place) -> str | None:
        return next((label for label, said in self._offered() if place_of(said) == place), None)

    async def _takes(self, label: str) -> None:
        """Type a label, and look that exactly this was done."""
        wanted = [said for shown, said in self._offered() if shown == label][:1]
        await self._types(label)
        if not self.done:  # several cards have such a button: « which? »
            again = [shown for shown, said in self._offered() if [said] == wanted]
            assert again, f"{label!r}, typed, does nothing"
            await self._types(again[0])
        assert self.done[:1] == wanted, f"{label!r}, typed, does {self.done}, not {wanted}"

    async def _begins(self, start: str) -> None:
        for words in start.split(THEN):
            await self._types(words)

    async def _types(self, words: str) -> None:
        self.town.now += 5  # nobody types faster
        self.done.clear()
        await self.person.says(words)
        self.typed.update(map(place_of, self.done))

    def _look(self, way: Way) -> list[tuple[str, Press]]:
        offered = self._offered()
        for _, said in offered:
            self.seen.setdefault(place_of(said), []).append(way)
        return offered

    def _offered(self) -> list[tuple[str, Press]]:
        """Give what was offered since the last words; each is looked at for what it must be."""
        chat = self.town.world.chats[self.person.id]
        offered: list[tuple[str, Press]] = []
        for message in chat.newest(from_bot=True):
            if message.revision > chat.acted:
                message_fits(message)
                buttons = (button for row in message.rows for button in row)
                offered += filter(None, map(_read, buttons))
        return offered


def _read(button: dict[str, Any]) -> tuple[str, Press] | None:
    """Read a button of ours; a link to elsewhere is none."""
    if "callback_data" not in button:
        return None
    said = unpack(button["callback_data"])
    assert said is not None
    return button["text"], said
