"""Whom an announcement is for, and when: the choices of its card."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from bot.announce import choices
from bot.announce.cards import act
from bot.deliver import Button, Screen
from bot.rules import segments
from bot.rules.announcing import SUBJECTS
from bot.rules.presses import Verb, pack
from bot.rules.segments import Segment
from bot.rules.wall_time import instant_of
from bot.rules.words import next_day_named, understand
from content.territory import find_communes
from handlers.visit import Visit, button
from storage import announcements

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.rules.presses import Press
    from content.texts import Html
    from storage.announcements import Announcement

COMMUNE, WHEN = "announce_commune", "announce_when"
_TEN = time(10)
_RECENT = 8


async def pressed(visit: Visit, one: Announcement, press: Press) -> bool:
    """Show a choice, or take it; False where the button is about something else, or is taken."""
    handle = _ACTS.get(press.text(1))
    return handle is not None and await handle(visit, one, press.text(2))


async def heard(visit: Visit, step: str, number: int) -> bool:
    """Take the commune or the moment that was written; True where something was asked back."""
    if step == COMMUNE:
        return await _commune_heard(visit, number)
    return await _when_heard(visit, number)


async def _subject(visit: Visit, one: Announcement, chosen: str) -> bool:
    if chosen in SUBJECTS:
        await choices.choose_subject(visit.services, one.id, chosen)
        return False
    rows = [
        (_choice(visit.texts.plain(f"announce.subject.{name}"), one, "subj", name),)
        for name in SUBJECTS
    ]
    await _offer(visit, visit.texts("announce.pick_subject", number=one.id), one, rows)
    return True


async def _segment(visit: Visit, one: Announcement, chosen: str) -> bool:
    kind, _, value = chosen.partition(".")
    segment = Segment(kind, value)
    if segments.is_sound(segment) and (value or kind in ("all", "volunteers")):
        await choices.choose_people(visit.services, one.id, segment)
        return False
    if kind in _SUBLISTS:
        await _SUBLISTS[kind](visit, one)
        return True
    texts = visit.texts
    whole = ("all", "volunteers")
    rows = [(act(texts, name, one.id, "seg", name),) for name in whole]
    rows += [(act(texts, name, one.id, "seg", name),) for name in _SUBLISTS]
    rows.append((act(texts, "without", one.id, "but"),))
    await _offer(visit, texts("announce.pick_segment", number=one.id), one, rows)
    return True


async def _objectives(visit: Visit, one: Announcement) -> None:
    rows = [
        tuple(_choice(str(n), one, "seg", f"objective.{n}") for n in row)
        for row in (range(1, 6), range(6, 11))
    ]
    await _offer(visit, visit.texts("announce.pick_objective", number=one.id), one, rows)


async def _epcis(visit: Visit, one: Announcement) -> None:
    names = {c.epci_code: c.epci_name for c in visit.services.content.communes.values()}
    ordered = sorted(names.items(), key=lambda pair: pair[1])
    rows = [(_choice(name, one, "seg", f"epci.{code}"),) for code, name in ordered]
    await _offer(visit, visit.texts("announce.pick_epci", number=one.id), one, rows)


async def _communes(visit: Visit, one: Announcement) -> None:
    visit.wait_for(COMMUNE, number=str(one.id))
    await visit.say(Screen(visit.texts("announce.pick_commune"), _cancel(visit)), number="-")


async def _commune_heard(visit: Visit, number: int) -> bool:
    content = visit.services.content
    found = find_communes(content.communes, content.former_names, visit.text)
    one = await announcements.find(visit.services.db, number)
    if one is None:
        return False
    if not found:
        visit.wait_for(COMMUNE, number=str(number))
        await visit.say(
            Screen(visit.texts("announce.commune_unclear"), _cancel(visit)), number="-"
        )
        return True
    rows = [(_choice(c.name, one, "seg", f"commune.{c.insee}"),) for c in found]
    await _offer(visit, visit.texts("announce.commune_which"), one, rows)
    return True


async def _without(visit: Visit, one: Announcement, chosen: str) -> bool:
    if chosen.isdigit():
        await choices.leave_out(visit.services, one, int(chosen))
        return False
    sent = [a for a in await announcements.recent(visit.services.db, _RECENT) if a.started_at]
    label = "announce.do.number"
    rows = [(_choice(visit.texts.plain(label, number=a.id), one, "but", str(a.id)),) for a in sent]
    await _offer(visit, visit.texts("announce.pick_without", number=one.id), one, rows)
    return True


async def _when(visit: Visit, one: Announcement, chosen: str) -> bool:
    texts = visit.texts
    if chosen == "words":
        visit.wait_for(WHEN, number=str(one.id))
        await visit.say(Screen(texts("announce.when_words"), _cancel(visit)), number="-")
        return True
    if chosen in ("now", "tomorrow"):
        tomorrow = instant_of(visit.today + timedelta(days=1), _TEN, visit.services.zone)
        at = None if chosen == "now" else tomorrow
        await choices.choose_moment(visit.services, one.id, at)
        return False
    rows = [
        (act(texts, f"at_{name}", one.id, "when", name),) for name in ("now", "tomorrow", "words")
    ]
    await _offer(visit, texts("announce.pick_when", number=one.id), one, rows)
    return True


async def _when_heard(visit: Visit, number: int) -> bool:
    at = moment_in(visit, visit.text)
    if at is None:
        visit.wait_for(WHEN, number=str(number))
        await visit.say(Screen(visit.texts("announce.when_unclear"), _cancel(visit)), number="-")
        return True
    await choices.choose_moment(visit.services, number, at)
    return False


def moment_in(visit: Visit, text: str) -> int | None:
    """Read a moment that is still to come; None for anything else."""
    moment = understand(text, visit.today)
    if moment is None:
        return None
    if moment.delay is not None:
        return visit.now + int(moment.delay.total_seconds())
    day = next_day_named(moment, visit.today)
    if day is None and moment.at is None:
        return None
    at = instant_of(day or visit.today, moment.at or _TEN, visit.services.zone)
    if at <= visit.now and day is None:
        at = instant_of(visit.today + timedelta(days=1), moment.at or _TEN, visit.services.zone)
    return at if at > visit.now else None


async def _valid(visit: Visit, one: Announcement, chosen: str) -> bool:
    if chosen.isdigit() and await choices.choose_end(visit.services, one, int(chosen)):
        return False
    rows = [(act(visit.texts, f"valid_{n}", one.id, "val", n),) for n in choices.VALID_DAYS]
    await _offer(visit, visit.texts("announce.pick_valid", number=one.id), one, rows)
    return True


async def _offer(
    visit: Visit, html: Html, one: Announcement, rows: Sequence[tuple[Button, ...]]
) -> None:
    back = act(visit.texts, "back", one.id, "open")
    await visit.show(Screen(html, (*rows, (back,))))


def _choice(label: str, one: Announcement, do: str, value: str) -> Button:
    return Button(label, pack(Verb.ANNOUNCE, one.id, do, value))


def _cancel(visit: Visit) -> tuple[tuple[Button, ...], ...]:
    return ((button(visit.texts, "button.cancel", Verb.CANCEL),),)


_SUBLISTS: dict[str, Callable[[Visit, Announcement], Awaitable[None]]] = {
    "objective": _objectives,
    "commune": _communes,
    "epci": _epcis,
}
_ACTS: dict[str, Callable[[Visit, Announcement, str], Awaitable[bool]]] = {
    "subj": _subject,
    "seg": _segment,
    "but": _without,
    "when": _when,
    "val": _valid,
}
