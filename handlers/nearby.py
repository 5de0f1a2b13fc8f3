"""What the people of one's commune did together; of its community where they are too few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.announce.words import number_words
from storage import profiles

if TYPE_CHECKING:
    from content.texts import Html
    from handlers.visit import Visit
    from storage.figures import Place

_COMMUNITY = "CC "
_AGGLOMERATION = "CA "


async def nearby(visit: Visit) -> str:
    """Return a sentence about the place of this person; empty where nothing may be said."""
    communes = visit.services.content.communes
    told = (await profiles.of(visit.services.db, visit.person.id)).commune
    commune = communes.get(told or "")
    if commune is None:
        return ""
    epci_of = {insee: each.epci_code for insee, each in communes.items()}
    places = await visit.services.collective.places(epci_of, now=visit.now)
    if commune.insee in places:
        return _place(visit, commune.name, places[commune.insee])
    if commune.epci_code not in places:
        return ""
    wider = visit.texts("path.wider", name=commune.name)
    epci = _epci_words(visit, commune.epci_name)
    return f"{wider}\n{_place(visit, epci, places[commune.epci_code])}"


async def together(visit: Visit) -> str:
    """Return what people did near here, or else all of them; empty where nothing may be said."""
    near = await nearby(visit)
    if near:
        return near
    ours = await visit.services.collective.figures(now=visit.now)
    if ours.people is None or ours.pledges is None:
        return ""
    people, pledges = number_words(ours.people), number_words(ours.pledges)
    return visit.texts("path.ours", people=people, pledges=pledges)


def _place(visit: Visit, name: str, place: Place) -> Html:
    people, pledges = number_words(place.people), number_words(place.pledges)
    return visit.texts("path.place", name=name, people=people, pledges=pledges)


def _epci_words(visit: Visit, name: str) -> str:
    """« CC Plaine Limagne » is « Communauté de communes Plaine Limagne »."""
    if name.startswith(_COMMUNITY):
        return visit.texts.plain("path.community", name=name.removeprefix(_COMMUNITY))
    return name.removeprefix(_AGGLOMERATION)
