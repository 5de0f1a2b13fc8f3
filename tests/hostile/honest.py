"""The next honest person: asked after every attack, answered, and how long that took."""

from __future__ import annotations

import itertools
import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bot.demo.people import Human

if TYPE_CHECKING:
    from bot.demo.person import Person
    from bot.demo.world import World

ENOUGH_S = 0.5  # of computing in any run, of waiting in the long ones
_NUMBERS = itertools.count(70_000)


class _Town(Protocol):
    @property
    def world(self) -> World: ...

    def person(self, who: int, /) -> Person: ...


@dataclass
class Watch:
    """How long honest people waited, on the clock of the wall, and what they cost. Seconds."""

    waited: list[float] = field(default_factory=list)
    computed: list[float] = field(default_factory=list)

    async def somebody_asks(self, town: _Town) -> None:
        """Somebody new asks, through all that stands between Telegram and the answer."""
        human = Human(next(_NUMBERS), f"somebody {next(_NUMBERS)}", "Somebody")
        town.world.add_person(human)
        person = town.person(human.id)
        computing, wall = time.process_time(), time.perf_counter()
        await person.says("c'est quoi l'objectif 3 ?")
        self.waited.append(time.perf_counter() - wall)
        self.computed.append(time.process_time() - computing)
        assert "objectif 3" in person.sees.lower()
        assert self.computed[-1] < ENOUGH_S

    def lines(self) -> list[str]:
        """Say how long they waited, for docs/proof.md."""
        times = sorted(self.waited)
        within = sum(one <= ENOUGH_S for one in times)
        middle, late = (1000 * times[int(part * (len(times) - 1))] for part in (0.5, 0.99))
        longest, load = 1000 * times[-1], os.getloadavg()[0]
        return [
            f"honest people who asked: {len(times)}, all answered; within 500 ms: {within}",
            f"ms until the answer: p50 {middle:.0f}, p99 {late:.0f}, longest {longest:.0f}",
            f"load of the machine meanwhile: {load:.0f} on {os.cpu_count()} cores",
        ]

    def assert_nobody_waited(self) -> None:
        """For the long runs alone, once they are written down: 500 ms, one in a hundred aside."""
        assert sorted(self.waited)[int(0.99 * (len(self.waited) - 1))] < ENOUGH_S
