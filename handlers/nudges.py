"""« Le mot de la semaine »: what people of one's place did together; off until asked for.

Once a week at noon, within the budget that it shares with announcements: what does not fit, or
would come too late, is left out and not made up for. A reminder that somebody chose never waits
for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Final

from bot.announce.service import held_words
from bot.deliver import Screen
from bot.rules.announcing import BUDGET, next_in_budget, rests
from bot.rules.presses import Press, Verb
from content.texts import Html
from handlers.nearby import together
from handlers.topics import act_row
from handlers.visit import Visit, alone, button
from handlers.wording import local_time
from storage import consents, meta, people, recipients

if TYPE_CHECKING:
    from bot.context import Services
    from bot.deliver import Button
    from content.texts import Texts
    from storage.outbox import Entry

KIND: Final = "nudge"
SUBJECT: Final = "semaine"
_WEDNESDAY, _NOON, _EVENING = 2, time(12), time(18)
_WEEK_S: Final = 7 * 86_400
_PAGE: Final = 500
_PLANNED: Final = "nudge.planned"


async def every_minute(services: Services) -> None:
    """On Wednesdays at noon: queue one for each person who asked, page after page, once."""
    wall = local_time(services.now(), services.zone)
    day = wall.date().isoformat()
    if wall.weekday() != _WEDNESDAY or not _NOON <= wall.time() < _EVENING:
        return
    if await meta.get(services.db, _PLANNED) == day or await held_words(services, services.texts):
        return
    last = 0
    while page := await consents.wanting(services.db, SUBJECT, after=last, limit=_PAGE):
        async with services.db.transaction() as tx:
            for person_id in page:
                await services.queue(
                    tx,
                    key=f"{KIND}:{day}:{person_id}",
                    person_id=person_id,
                    kind=KIND,
                    payload={"day": day},
                    many=True,
                )
        last = page[-1]
    await meta.put(services.db, _PLANNED, day)


async def every_day(_services: Services) -> None:
    """Nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """Makes the message when it leaves, if it is still wanted, in time and within the budget."""

    services: Services

    async def prepare(self, entry: Entry, now: int) -> Screen | None:
        """Look once more at the person, the day, the hour and what reached them this week."""
        services, me = self.services, entry.person_id
        person = await people.find(services.db, me)
        wall = local_time(now, services.zone)
        if person is None or not person.reachable(now) or rests(now, services.zone):
            return None
        if wall.date().isoformat() != entry.payload["day"]:
            return None
        wanted = (await consents.of(services.db, me)).get(SUBJECT, False)
        if not wanted or await held_words(services, services.texts):
            return None
        since = now - _WEEK_S
        sent = await recipients.lately(services.db, me, KIND, since=since, most=BUDGET)
        if next_in_budget(sent, now) > now:
            return None
        visit = alone(services, person)
        said = await together(visit)
        if not said:
            return None
        off = button(visit.texts, "nudge.off", Verb.NUDGE, 0)
        return Screen(Html(visit.texts("nudge.text", said=Html(said))), (act_row(visit), (off,)))


async def on_choose(visit: Visit, press: Press) -> None:
    """Take a yes or a no; it can be taken back in one tap."""
    wanted = press.text(0) == "1"
    db, me = visit.services.db, visit.person.id
    await consents.say(db, me, SUBJECT, wanted=wanted, now=visit.now)
    blocks = [visit.texts("nudge.yes" if wanted else "nudge.no")]
    if wanted and (held := await held_words(visit.services, visit.texts)):
        blocks.append(held)
    html = Html("\n\n".join(blocks))
    row = (switch(visit.texts, wanted=wanted),)
    await visit.say(Screen(html, (row, act_row(visit))))


def switch(texts: Texts, *, wanted: bool) -> Button:
    """Give the button that turns it on, or off."""
    return button(texts, "nudge.off" if wanted else "nudge.on", Verb.NUDGE, int(not wanted))


async def is_wanted(visit: Visit) -> bool:
    """Say whether this person asked for it."""
    return (await consents.of(visit.services.db, visit.person.id)).get(SUBJECT, False)


PRESSES = {Verb.NUDGE: on_choose}
