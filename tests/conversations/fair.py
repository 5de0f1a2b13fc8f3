"""A market with a stand, for tests: made by staff, with cards in a pile, as in the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import cards, events

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
