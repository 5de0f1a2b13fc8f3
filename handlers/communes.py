"""The commune where a person lives: written by name or postal code, chosen among homonyms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Verb, pack
from content.territory import find_communes, nearest_communes
from handlers.visit import Visit, button
from storage import profiles

if TYPE_CHECKING:
    from content.model import Commune
    from content.texts import Html

STEP = "commune"
_MOST = 20


async def heard(visit: Visit) -> bool:
    """Take what was typed for the commune that we asked for; say whether it was."""
    if visit.conversation is None or visit.conversation.step != STEP:
        return False
    content = visit.services.content
    found = find_communes(content.communes, content.former_names, visit.text, _MOST)
    if len(found) == 1:
        await _keep(visit, found[0])
    elif found:
        await visit.say(_choice(visit, found))
    elif visit.services.answerer.answer(visit.text).outcome == "answer":
        return False  # a question meanwhile gets its answer
    else:
        visit.wait_for(STEP)
        rows = ((button(visit.texts, "button.skip", Verb.PROFILE, "commune", "skip"),),)
        await visit.say(Screen(visit.texts("commune.unknown"), rows), number="-")
    return True


async def near(visit: Visit, here: tuple[float, float]) -> bool:
    """Offer the communes around a place that was sent, which is forgotten; False where none is."""
    content = visit.services.content
    found = nearest_communes(content.communes, content.places, here)
    if not found:
        return False
    visit.wait_for(STEP)  # a name that is typed instead is taken, too
    await visit.say(_choice(visit, found, "commune.near"))
    return True


def place_words(visit: Visit, insee: str) -> Html:
    """« C'est noté : Ambert (CC Ambert Livradois Forez) »."""
    commune = visit.services.content.communes[insee]
    return visit.texts("commune.found", name=commune.name, epci=commune.epci_name)


async def _keep(visit: Visit, commune: Commune) -> None:
    db, texts = visit.services.db, visit.texts
    await profiles.learn(db, visit.person.id, "commune", commune.insee, now=visit.now)
    erase = Button(texts.plain("act.no_longer_true"), pack(Verb.FORGET, "commune"))
    rows = ((button(texts, "button.act", Verb.SUGGEST, 0), erase),)
    await visit.say(Screen(place_words(visit, commune.insee), rows))


def _choice(visit: Visit, found: list[Commune], key: str = "commune.which") -> Screen:
    """Two by two, since a postal code may cover nineteen communes."""
    texts = visit.texts
    names = [c.name for c in found]
    buttons = [
        Button(
            c.name
            if names.count(c.name) == 1
            else texts.plain("commune.option", name=c.name, code=c.postal_codes[0]),
            pack(Verb.PROFILE, "commune", c.insee),
        )
        for c in found
    ]
    rows = [tuple(buttons[n : n + 2]) for n in range(0, len(buttons), 2)]
    rows.append((button(texts, "commune.none", Verb.PROFILE_ASK, "commune"),))
    return Screen(texts(key), tuple(rows))
