"""An afternoon at a market over two replicas, killed while three volunteers note people.

The volunteers do as people do: they read the screen before they go on, and know by the card in
their hand whether somebody was noted. Everything is counted from outside.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.demo.people import PEOPLE
from bot.demo.person import Person
from bot.demo.server import BotServer
from bot.demo.world import World
from bot.rules.codes import make_code, show_code
from storage import cards, events, people, roles
from storage.database import open_database
from tests.conversations.fair import FRUIT, SHOWER
from tests.faults.front import PATIENCE_S, TOKEN, Counts, Front, Replicas
from tests.faults.lives import many_lives

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from storage.cards import Card
    from storage.database import Database
    from storage.events import Event

VOLUNTEERS = ("benevole", "agent", "administratrice")
_CITIZENS = ("citoyenne", "voisin")
_ACTIONS = {"fruits-legumes-de-saison": FRUIT, "douche-au-lieu-bain": SHOWER}
_SAME = 4  # people in a row who choose the same
_DIES_WITHIN_S = 0.03  # after it has got an update
_NOTED = re.compile(r"noté : (.*?), .*Carte à remettre : (\w+ \w+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done: so many people `each`, so many kills; she thinks between two acts."""

    each: int
    kills: int
    thinks_s: tuple[float, float]
    seed: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found: on the screens (`seen`), and in the database."""

    counts: Counts
    seen: Mapping[str, int]  # by title
    counted: Mapping[str, int]
    handed: int  # cards that stand for an entry
    entries: int
    claimed: int
    pledges: int
    won: int  # of two who told the same code at the same moment
    silenced: int  # nobody may be silenced for a flood: nothing would be tried then


class Volunteer:
    """Somebody at the stand with a pile of cards."""

    def __init__(self, person: Person, plan: Plan, noted: asyncio.Condition, seed: int) -> None:
        self.by_title: Counter[str] = Counter()
        self.handed: set[str] = set()
        self._person = person
        self._plan = plan
        self._noted = noted
        self._chance = random.Random(seed)

    async def works(self, first: Card) -> None:
        """Take a pile from this card on, and note everybody."""
        await self._person.says("/inscrire")
        await self._presses("J'ai lu, je commence")
        await self._presses("Ma pile de cartes")
        await self._person.says(show_code(first.code))
        for number in range(self._plan.each):
            action = (FRUIT, SHOWER)[number // _SAME % len(_ACTIONS)]
            while not await self._notes(action):
                pass  # that was an earlier screen: the card has been handed out before
            async with self._noted:
                self._noted.notify_all()

    async def _notes(self, action: str) -> bool:
        """Do as for one person; say whether the card to hand out is one that she still has."""
        if f"noté : {action}" in self._person.screen.text:
            await self._presses("D'accord, le même encore")
        else:
            await self._asks()
            await self._presses(action)
            await self._presses(self._person.buttons[0])
        found = _NOTED.search(self._person.sees)
        if found is None or found[2] in self.handed:
            return False
        self.handed.add(found[2])
        self.by_title[found[1]] += 1
        return True

    async def _asks(self) -> None:
        """Come to the actions from wherever she is."""
        for label in ("D'accord, une autre action", "La personne est d'accord"):
            if label in self._person.buttons:
                await self._presses(label)
                return
        await self._person.says("/inscrire")
        await self._presses("La personne est d'accord")

    async def _presses(self, label: str) -> None:
        await asyncio.sleep(self._chance.uniform(*self._plan.thinks_s))
        await self._person.presses(label)


async def spend(plan: Plan, database: str, ports: Sequence[int], folder: Path) -> Tally:
    """Live through the afternoon; return what was found. `ports`: of the proxy, and of two."""
    world = World(lambda: int(time.time()))
    db = await open_database(database)
    event, pile = await _prepare(db, plan)
    async with (
        BotServer(world, token=TOKEN) as server,
        Front(ports[0], ports[1:], plan.seed) as front,
        many_lives() as lives,
    ):
        server.hooks.pauses_s = (0.1, 0.2, 0.5)
        replicas = Replicas(lives, front, server.url, database, folder)
        for port in front.ports:
            await replicas.start(port)
        seen = await _note(plan, world, front, replicas, pile)
        await front.again(server)
        await asyncio.gather(*(_person(world, who).says(pile[0].code) for who in _CITIZENS))
        await front.again(server)
    counted = await events.tally(db, event.id)
    handed = [card.entry_id for card in await cards.of_event(db, event.id) if card.entry_id]
    assert len(set(handed)) == len(handed)
    claimed = "SELECT count(*) FROM cards WHERE claimed_at IS NOT NULL"
    tally = Tally(
        counts=front.counts,
        seen=seen,
        counted={_ACTIONS[one]: count for one, count in counted.by_action.items()},
        handed=len(handed),
        entries=int(await db.value("SELECT count(*) FROM entries") or 0),
        claimed=int(await db.value(claimed) or 0),
        pledges=int(await db.value("SELECT count(*) FROM pledges") or 0),
        won=_shown(world, "C'est à vous, maintenant"),
        silenced=_shown(world, "je ne suis pas assez rapide"),
    )
    await db.close()
    return tally


async def _prepare(db: Database, plan: Plan) -> tuple[Event, list[Card]]:
    """Make the team, the event and its cards; in the chat, other tests do so."""
    now, chance = int(time.time()), random.Random(plan.seed)
    for human in PEOPLE:
        if human.role:
            await people.arrive(db, human.id, language="fr", now=now)
            await roles.grant(db, human.id, human.role, by=None, now=now)
    event = await events.make(
        db,
        code=make_code(chance.randrange),
        name="Marché d'Ambert",
        commune="63003",
        opens_at=now - 60,
        closes_at=now + 6 * 3600,
        rehearsal=False,
        shortlist=[*_ACTIONS],
        by=PEOPLE[-1].id,
        update_id=-1,
        now=now,
    )
    assert event is not None
    count = plan.each * len(VOLUNTEERS)
    codes = [make_code(chance.randrange) for _ in range(count)]
    assert await cards.add(db, event.id, codes, first=1, ends_at=now + 90 * 86_400) == count
    return event, await cards.of_event(db, event.id)


async def _note(
    plan: Plan, world: World, front: Front, replicas: Replicas, pile: Sequence[Card]
) -> Counter[str]:
    """Let three people note everybody; kill a replica each time a share of them is noted."""
    noted, chance = asyncio.Condition(), random.Random(plan.seed)
    team = [
        Volunteer(_person(world, name), plan, noted, plan.seed + place)
        for place, name in enumerate(VOLUNTEERS)
    ]
    working = asyncio.gather(
        *(one.works(pile[place * plan.each]) for place, one in enumerate(team))
    )
    for number in range(plan.kills):
        share = len(pile) * (number + 1) // (plan.kills + 1)
        async with noted:
            while sum(len(one.handed) for one in team) < share:
                await noted.wait()
        port = front.ports[number % len(front.ports)]
        await replicas.kill(port, chance.uniform(0, _DIES_WITHIN_S))
    await working
    return sum((one.by_title for one in team), Counter[str]())


def _person(world: World, name: str) -> Person:
    return Person(world, name, patience=PATIENCE_S)


def _shown(world: World, words: str) -> int:
    """Count the people who were shown these words."""
    return sum(
        any(words in message.text for message in _person(world, human.name).messages)
        for human in PEOPLE
    )
