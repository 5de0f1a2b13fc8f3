"""What stands before and after the welcome: a greeting in one's language, the trial, the age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.opening import is_open
from content.texts import Html

if TYPE_CHECKING:
    from handlers.visit import Visit


def greetings(visit: Visit) -> list[Html]:
    """Greet somebody new in the language of their Telegram, where that is not one of ours."""
    key = f"greeting.{visit.person.language[:2]}"
    known = visit.person.is_new and not visit.english and key in visit.texts
    return [visit.texts(key)] if known else []


def banner(visit: Visit) -> list[Html]:
    """Say that the texts are not validated, until the organisation file is complete."""
    if is_open(visit.services.content.organisation):
        return []
    return [visit.texts("official.trial")]


def age(visit: Visit) -> list[Html]:
    """Tell once what Telegram's own terms say of age."""
    return [visit.texts("official.age")] if visit.person.is_new else []


def welcomed(visit: Visit, html: str) -> Html:
    """Put the welcome before the first answer, whatever the first words were; once.

    A message in words gets it on its way (`Visit.say`); a screen asks for it that may take the
    place of another one, or has a picture.
    """
    if not visit.person.is_new or visit.greeted:
        return Html(html)
    visit.greeted = True
    return Html("\n\n".join([*welcome(visit), html]))


def welcome(visit: Visit) -> list[Html]:
    """Give the short welcome of somebody new, whatever the first words were."""
    return [*greetings(visit), visit.texts("welcome.short"), *age(visit), *banner(visit)]
