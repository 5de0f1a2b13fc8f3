"""The end of a challenge: the path that all made, drawn and in words, for everybody, by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.deliver import Button, Media, Screen
from bot.rules.presses import Verb, pack
from content.texts import Html
from handlers import path_words
from handlers.challenges import name_of, path_of
from handlers.topics import act_row
from handlers.visit import alone
from storage import challenges, people

if TYPE_CHECKING:
    from bot.context import Services
    from storage.outbox import Entry

_LONGEST_CAPTION: Final = 1000
_TAG: Final = re.compile("<[^>]*>")


@dataclass(frozen=True, slots=True)
class Closing:
    """Draws the picture when the message leaves: nothing of it has to be kept."""

    services: Services

    async def prepare(self, entry: Entry, now: int) -> Screen | None:
        """Give picture and words; `None` where the person left, wants silence, or left it."""
        services = self.services
        person = await people.find(services.db, entry.person_id)
        one = await challenges.find(services.db, str(entry.payload["code"]))
        if person is None or one is None or not person.reachable(now):
            return None
        visit = alone(services, person)
        found = await challenges.together(services.db, one, person.id)
        if not found.member:
            return None
        words = path_of(visit, one, found)
        html = visit.texts("challenge.closed", name=name_of(visit.texts, one))
        html = Html(f"{html}\n\n{path_words.caption(visit, words)}")
        see = Button(visit.texts.plain("challenge.see"), pack(Verb.CHALLENGE, "see", one.code))
        drawn = await services.pictures.path(words)
        fits = len(_TAG.sub("", html)) <= _LONGEST_CAPTION
        media = Media("photo", drawn=drawn) if drawn and fits else None
        return Screen(html, ((see,), act_row(visit)), media)
