"""The first contact, the help, and what has no subject of its own."""

from __future__ import annotations

import re

from bot.deliver import Screen
from bot.rules.presses import Press, Verb
from content.texts import Html
from handlers import actions, challenges, claims, guests, joining, pauses, pledges, standing
from handlers.greeting import age, banner, greetings
from handlers.topics import act_row, show_topic
from handlers.visit import Visit, button
from storage import people

_PAYLOAD = re.compile(r"(?P<kind>[a-z])_(?P<id>[A-Za-z0-9_-]{1,62})")


async def start(visit: Visit) -> None:
    """/start, with or without a payload; whoever comes back finds their pledges again."""
    _, _, payload = visit.text.partition(" ")
    match = _PAYLOAD.fullmatch(payload.strip())
    if match is None:
        await home(visit)
    elif match["kind"] == "o":
        await show_topic(visit, f"objectif-{match['id']}")
    elif match["kind"] == "a" and match["id"] in visit.services.content.actions:
        await actions.show_action(visit, match["id"])
    elif match["kind"] == "r":
        await joining.join(visit, match["id"])
    elif match["kind"] == "d":
        await challenges.follow(visit, match["id"])
    elif match["kind"] == "e":
        await guests.come(visit, match["id"])
    elif match["kind"] == "p":
        await claims.scanned(visit, match["id"])
    else:
        await visit.say(_welcome(visit, visit.texts("welcome.link_later")))


async def home(visit: Visit) -> None:
    """Show the welcome and the three ways on."""
    person = visit.person
    if person.is_new or not await pledges.any_active(visit):
        words = [*greetings(visit), visit.texts("welcome.text"), *age(visit), *banner(visit)]
        words += await standing.notice(visit)
        visit.greeted = True
        await visit.say(_welcome(visit, Html("\n\n".join(words))))
        return
    if person.stopped_at is not None:
        await pauses.show_stopped(visit)
        return
    words = [visit.texts("welcome.back"), *await standing.notice(visit)]
    await visit.say(_welcome(visit, Html("\n\n".join(words))))


async def on_home(visit: Visit, _press: Press) -> None:
    """Show the ways on, from any old button."""
    await visit.show(_welcome(visit, visit.texts("other.old_button")))


async def helped(visit: Visit) -> None:
    """/aide: what the bot can do."""
    await show_topic(visit, "aide")


async def contact(visit: Visit) -> None:
    """/contact: a human, the Département."""
    await show_topic(visit, "contact")


async def volunteer(visit: Visit) -> None:
    """/benevole: how to become one."""
    await show_topic(visit, "benevole")


async def announcements(visit: Visit) -> None:
    """/annonces: what they are."""
    await show_topic(visit, "annonces")


async def simple(visit: Visit) -> None:
    """Change, with /simple, between the simple version and the whole texts."""
    await on_simple(visit, Press(Verb.SIMPLE, (str(int(not visit.person.simple)),)))


async def on_simple(visit: Visit, press: Press) -> None:
    """Choose the simple version (1) or the whole texts (0); remembered until changed."""
    wanted = press.number(0) == 1
    await people.choose_simple(visit.services.db, visit.person.id, simple=wanted)
    texts = visit.texts
    back = button(
        texts, "simple.to_off" if wanted else "simple.to_on", Verb.SIMPLE, int(not wanted)
    )
    rows = ((button(texts, "button.objectives", Verb.OBJECTIVES),), (back,))
    await visit.show(Screen(texts("simple.on" if wanted else "simple.off"), rows))


async def unknown(visit: Visit) -> None:
    """Answer a command that does not exist."""
    await visit.say(_welcome(visit, visit.texts("other.unknown")))


def _welcome(visit: Visit, html: Html) -> Screen:
    texts = visit.texts
    return Screen(
        html,
        (
            act_row(visit),
            (button(texts, "button.objectives", Verb.OBJECTIVES),),
            (button(texts, "button.help", Verb.TOPIC, "aide"),),
        ),
    )
