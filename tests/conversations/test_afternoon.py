"""A whole afternoon at a market, with a restart, and everything delivered twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from telegram import Update

from bot.demo.world import World
from bot.rules.codes import show_code
from storage import cards, events
from tests.conversations.conftest import START, open_town
from tests.conversations.fair import FRUIT, SHOWER, makes_cards, opens_fair

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from bot.demo.person import Person
    from content.ask import Answerer
    from content.model import Content
    from storage.cards import Card
    from tests.conversations.conftest import Town


class Afternoon:
    """Three volunteers who note people at once; every update is kept, to be delivered again."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town = town
        self.kept: list[dict[str, Any]] = []
        self.wanted: Counter[str] = Counter()
        self.chance = random.Random(seed)

    async def does(self, person: Person, label: str) -> None:
        self.town.now += 5  # faster would be a flood
        update = await person.presses(label, wait=False)
        self.kept += [u for u in self.town.world.updates.pending if u["update_id"] == update]
        assert await self.town.world.updates.settled(update, 30)

    async def says(self, person: Person, words: str) -> None:
        self.town.now += 5  # faster would be a flood
        update = await person.says(words, wait=False)
        self.kept += [u for u in self.town.world.updates.pending if u["update_id"] == update]
        assert await self.town.world.updates.settled(update, 30)

    async def notes(self, person: Person, people: int, card: Card) -> None:
        await self.says(person, "/inscrire")
        if "J'ai lu, je commence" in person.buttons:
            await self.does(person, "J'ai lu, je commence")
        await self.does(person, "Ma pile de cartes")
        await self.says(person, show_code(card.code))
        await self.does(person, "Personne suivante")
        action = ""
        for number in range(people):
            if number % 4 == 0:
                action = (FRUIT, SHOWER)[number // 4 % 2]
                agreed = "La personne est d'accord"
                await self.does(person, "D'accord, une autre action" if number else agreed)
                await self.does(person, action)
                await self.does(person, person.buttons[0])
            else:
                await self.does(person, "D'accord, le même encore")
            self.wanted[action] += 1

    async def again(self) -> None:
        """Deliver everything that was there once more, in any order."""
        application = self.town.colibris.application
        for raw in self.chance.sample(self.kept, len(self.kept)):
            await application.process_update(Update.de_json(raw, application.bot))


@pytest.mark.parametrize("each", [8, pytest.param(20, marks=pytest.mark.proof)])
async def test_an_afternoon_ends_with_exactly_as_many_pledges_as_people(
    tmp_path: Path, content: Content, answerer: Answerer, each: int
) -> None:
    """Three volunteers, twice so many people each, a restart between, everything again."""
    people = 6 * each
    world = World(lambda: int(START.timestamp()))
    async with open_town(tmp_path, content, answerer, world) as town:
        who = [town.person(name) for name in ("benevole", "agent", "administratrice")]
        event = await opens_fair(town, who[1])
        printed = await makes_cards(town, event, people)
        first = Afternoon(town, 1)
        piles = zip(who, (0, 2 * each, 4 * each), strict=True)
        await asyncio.gather(*(first.notes(one, each, printed[at]) for one, at in piles))
        await first.again()

    async with open_town(tmp_path, content, answerer, world) as town:
        db = town.colibris.services.db
        who = [town.person(person.id) for person in who]
        second = Afternoon(town, 2)
        second.kept = list(first.kept)
        piles = zip(who, (each, 3 * each, 5 * each), strict=True)
        await asyncio.gather(*(second.notes(one, each, printed[at]) for one, at in piles))
        await second.again()

        counted = await events.tally(db, event.id)
        wanted = first.wanted + second.wanted
        titles = {one: content.actions[one].title for one in counted.by_action}
        assert counted.pledges == people
        assert {titles[one]: count for one, count in counted.by_action.items()} == wanted
        handed = [card.entry_id for card in await cards.of_event(db, event.id) if card.entry_id]
        assert len(set(handed)) == len(handed) == people

        camille, bruno = town.person("citoyenne"), town.person("voisin")
        race = Afternoon(town, 3)
        code = show_code(printed[5].code)
        await asyncio.gather(race.says(camille, code), race.says(bruno, code))
        await race.again()
        won = ["C'est à vous" in "\n".join(m.text for m in p.messages) for p in (camille, bruno)]
        assert sorted(won) == [False, True]
        claimed = "SELECT count(*) FROM cards WHERE claimed_at IS NOT NULL"
        assert await db.value(claimed) == 1
        assert await db.value("SELECT count(*) FROM pledges") == 1
        assert (await events.tally(db, event.id)).pledges == people
