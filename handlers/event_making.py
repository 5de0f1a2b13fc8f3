"""Making an event in four short answers: name, commune, day, and until when."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.codes import make_code
from bot.rules.presses import Press, Verb, pack
from bot.rules.words import next_day_named, understand
from content.territory import find_communes
from handlers.shortlists import usual_shortlist
from handlers.visit import Visit, button
from handlers.wording import at_wall_time, day_words
from storage import events

if TYPE_CHECKING:
    from collections.abc import Mapping

    from content.model import Commune
    from storage.events import Event

STEP = "event"
_LONGEST_NAME = 60
_FARTHEST = timedelta(days=400)
_TRIES = 20


async def on_new(visit: Visit, press: Press) -> None:
    """« Nouvel événement », or a rehearsal: ask for its name."""
    rehearsal = press.text(0) == "1"
    key = "event.ask.name_rehearsal" if rehearsal else "event.ask.name"
    await _ask(visit, key, {"at": "name", "rehearsal": press.text(0)})


async def on_commune(visit: Visit, press: Press) -> None:
    """One of several communes of that name was pressed."""
    data = _waiting(visit)
    commune = visit.services.content.communes.get(press.text(0))
    if data is None or commune is None:
        await on_new(visit, Press(Verb.EVENT_NEW, ("0",)))
        return
    await _ask_day(visit, data, commune)


async def heard(visit: Visit) -> Event | bool:
    """Take the next answer; give the event when it was the last one; False: not for us."""
    data = _waiting(visit)
    if data is None:
        return False
    match data.get("at"):
        case "name":
            await _name(visit, data)
        case "commune":
            await _commune(visit, data)
        case "day":
            await _day(visit, data)
        case _:
            return await _time(visit, data) or True
    return True


async def _name(visit: Visit, data: Mapping[str, str]) -> None:
    name = " ".join(visit.text.split())[:_LONGEST_NAME]
    await _ask(visit, "event.ask.commune", {**data, "at": "commune", "name": name}, name=name)


async def _commune(visit: Visit, data: Mapping[str, str]) -> None:
    content = visit.services.content
    found = find_communes(content.communes, content.former_names, visit.text)
    if len(found) == 1:
        await _ask_day(visit, data, found[0])
    elif not found:
        await _ask(visit, "event.ask.commune_unknown", data)
    else:
        visit.wait_for(STEP, **data)
        rows = tuple((Button(one.name, pack(Verb.EVENT_COMMUNE, one.insee)),) for one in found)
        await visit.say(Screen(visit.texts("event.ask.commune_which"), rows))


async def _ask_day(visit: Visit, data: Mapping[str, str], commune: Commune) -> None:
    kept = {**data, "at": "day", "commune": commune.insee}
    await _ask(visit, "event.ask.day", kept, commune=commune.name)


async def _day(visit: Visit, data: Mapping[str, str]) -> None:
    moment = understand(visit.text, visit.today)
    day = next_day_named(moment, visit.today) if moment is not None else None
    if day is None:
        await _ask(visit, "event.ask.day_unclear", data)
    elif not visit.today <= day <= visit.today + _FARTHEST:
        await _ask(visit, "event.ask.day_past", data)
    else:
        kept = {**data, "at": "time", "day": day.isoformat()}
        words = day_words(visit.texts, day, visit.today)
        await _ask(visit, "event.ask.time", kept, date=words)


async def _time(visit: Visit, data: Mapping[str, str]) -> Event | None:
    until = read_hour(visit)
    day = date.fromisoformat(data["day"])
    if until is None:
        await _ask(visit, "event.ask.time_unclear", data)
        return None
    closes_at = at_wall_time(day, until, visit.services.zone)
    if until == time(0):
        closes_at = at_wall_time(day + timedelta(days=1), until, visit.services.zone)
    if closes_at <= visit.now:
        await _ask(visit, "event.ask.time_past", data)
        return None
    return await _make(visit, data, day, closes_at)


def read_hour(visit: Visit) -> time | None:
    """Read « 12 h 30 », « 18h », « 18 » from what was typed."""
    said = visit.text.strip()
    moment = understand(f"à {said} h" if said.isascii() and said.isdigit() else said, visit.today)
    return moment.at if moment is not None else None


async def _make(visit: Visit, data: Mapping[str, str], day: date, closes_at: int) -> Event | None:
    """Keep it under a code that nobody has; the same message delivered twice makes one event."""
    rehearsal = data.get("rehearsal") == "1"
    opens_at = visit.now if rehearsal else at_wall_time(day, time(0), visit.services.zone)
    for _ in range(_TRIES):
        event = await events.make(
            visit.services.db,
            code=make_code(visit.services.pick),
            name=data["name"],
            commune=data["commune"],
            opens_at=opens_at,
            closes_at=closes_at,
            rehearsal=rehearsal,
            shortlist=usual_shortlist(visit.services.content, day.month),
            by=visit.person.id,
            update_id=visit.update.update_id,
            now=visit.now,
        )
        if event is not None:
            return event
    return None


async def _ask(visit: Visit, key: str, data: Mapping[str, str], **words: object) -> None:
    visit.wait_for(STEP, **data)
    rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
    await visit.say(Screen(visit.texts(key, **words), rows), number="-")


def _waiting(visit: Visit) -> dict[str, str] | None:
    conversation = visit.conversation
    if conversation is None or conversation.step != STEP:
        return None
    return {key: str(value) for key, value in conversation.data.items() if key != "shown"}
