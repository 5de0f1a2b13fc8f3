"""A market with a stand, for tests: made by staff, with cards in a pile, as in the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rules.codes import make_code, show_code
from storage import cards, events

FRUIT = "Choisir des fruits et légumes de saison"
SHOWER = "Préférer une douche de cinq minutes au bain"
REFUSED = "Je ne peux rien faire de ce code pour l'instant"

if TYPE_CHECKING:
    from bot.demo.person import Person
    from storage.cards import Card
    from storage.events import Event
    from tests.conversations.conftest import Town


async def opens_fair(
    town: Town, sophie: Person, *, name: str = "Marché d'Ambert", until: str = "18 h"
) -> Event:
    """Sophie opens an event for today, in four answers."""
    await sophie.says("/evenement")
    await sophie.presses("Nouvel événement")
    for words in (name, "Ambert", "aujourd'hui", until):
        await sophie.says(words)
    (event, *_) = await events.latest(town.colibris.services.db, 1)
    return event


async def prints_cards(town: Town, sophie: Person, event: Event) -> list[Card]:
    """Sophie prints the first cards of an event."""
    await sophie.says("/evenement")
    await sophie.presses_data(f"eve:{event.id}")
    await sophie.presses("Imprimer 40 cartes (n° 1 à 40)")
    return await cards.of_event(town.colibris.services.db, event.id)


async def makes_cards(town: Town, event: Event, count: int) -> list[Card]:
    """The cards of an event as if they had been printed: drawing them takes its time."""
    services = town.colibris.services
    codes = [make_code(services.pick) for _ in range(count)]
    ends_at = event.closes_at + 90 * 86_400
    await cards.add(services.db, event.id, codes, first=1, ends_at=ends_at)
    return await cards.of_event(services.db, event.id)


async def stands_at(volunteer: Person, code: str = "") -> None:
    """A volunteer reads the charter and takes the pile that begins with a code."""
    await volunteer.says("/inscrire")
    if "J'ai lu, je commence" in volunteer.buttons:
        await volunteer.presses("J'ai lu, je commence")
    if code:
        await volunteer.presses("Ma pile de cartes")
        await volunteer.says(code)
        await volunteer.presses("Personne suivante")


async def registers(
    volunteer: Person, action: str = "Choisir des fruits et légumes de saison"
) -> None:
    """The common case: agreed, action, as usual."""
    for label in ("D'accord, une autre action", "La personne est d'accord"):
        if label in volunteer.buttons:
            await volunteer.presses(label)
            break
    await volunteer.presses(action)
    first = volunteer.buttons[0]
    await volunteer.presses(first)


async def stand(town: Town, sophie: Person, ines: Person) -> tuple[Event, list[Card]]:
    """An event is open, forty cards are there, Inès stands there with the first in her hand."""
    event = await opens_fair(town, sophie)
    printed = await makes_cards(town, event, 40)
    await stands_at(ines, show_code(printed[0].code))
    return event, printed


async def tally(town: Town, event: Event) -> int:
    """Count the pledges of an event, exactly."""
    return (await events.tally(town.colibris.services.db, event.id)).pledges
