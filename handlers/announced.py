"""An announcement on its way: asking, confirming, following, pausing, correcting, taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import deliver
from bot.announce import after, cards, drafts, following
from bot.announce.words import people_words
from bot.deliver import Screen
from bot.rules import announcing
from bot.rules.presses import Verb
from handlers.visit import Visit, button

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.announce.drafts import Composed, Result
    from bot.rules.presses import Press
    from storage.announcements import Announcement

_FIX = "announce_fix"


async def pressed(visit: Visit, one: Announcement, press: Press) -> bool:
    """Do what the button says; False where the card is to be shown (again)."""
    handle = _ACTS.get(press.text(1))
    return handle is not None and await handle(visit, one, press.text(2))


async def going(visit: Visit, one: Announcement) -> Screen:
    """Give the screen that tells how it goes."""
    return await following.progress(visit.services, one, visit.services.rate)


async def fix(visit: Visit, number: int, said: Composed) -> None:
    """Take the corrected words."""
    edited = await after.correct(visit.services, number, said.html, by=visit.person.id)
    key = "fix_same" if edited is None else "fix_done"
    people = people_words(visit.texts, edited or 0)
    rows = ((cards.act(visit.texts, "open", number, "open"),),)
    await visit.say(Screen(visit.texts(f"announce.{key}", people=people), rows))


async def _ask(visit: Visit, one: Announcement, _value: str) -> bool:
    """`Préparer l'envoi`: what is missing, or the last question."""
    services = visit.services
    if one.state != "draft":
        return False
    if found := await drafts.faults(services, one):
        await _show_faults(visit, one, found)
        return True
    counted = await drafts.audience(services, one)
    at = announcing.starts_at(max(one.send_at or 0, visit.now), services.zone)
    end = announcing.estimated_end(at, counted["reached"], services.rate, services.zone)
    seen = drafts.fingerprint(one)
    await visit.show(cards.ask_card(services, one, counted=counted, seen=seen, end=end))
    return True


async def _send(visit: Visit, one: Announcement, seen: str) -> bool:
    result = await drafts.send(visit.services, one.id, by=visit.person.id, seen=seen)
    return await _answer(visit, one, result)


async def _confirm(visit: Visit, one: Announcement, seen: str) -> bool:
    result = await drafts.confirm(visit.services, one.id, by=visit.person.id, seen=seen)
    return await _answer(visit, one, result)


async def _alone(visit: Visit, one: Announcement, seen: str) -> bool:
    result = await drafts.go_alone(visit.services, one.id, by=visit.person.id, seen=seen)
    return await _answer(visit, one, result)


async def _answer(visit: Visit, one: Announcement, result: Result) -> bool:
    if result == "faults":
        found = await drafts.faults(visit.services, one)
        await _show_faults(visit, one, found)
        return True
    if result in ("changed", "same_person"):
        await visit.say(
            Screen(
                visit.texts(f"announce.{result}"),
                ((cards.act(visit.texts, "open", one.id, "open"),),),
            )
        )
        return True
    return False


async def _back(visit: Visit, one: Announcement, _value: str) -> bool:
    await drafts.take_back(visit.services, one.id, by=visit.person.id)
    return False


async def _refuse(visit: Visit, one: Announcement, _value: str) -> bool:
    if not await drafts.refuse(visit.services, one, by=visit.person.id):
        return False
    await visit.show(cards.refused_card(visit.texts, one))
    return True


async def _pause(visit: Visit, one: Announcement, _value: str) -> bool:
    await after.pause(visit.services, one.id, by=visit.person.id)
    return False


async def _resume(visit: Visit, one: Announcement, _value: str) -> bool:
    await after.resume(visit.services, one.id, by=visit.person.id)
    return False


async def _stop(visit: Visit, one: Announcement, value: str) -> bool:
    if value == "yes":
        await after.stop(visit.services, one.id, by=visit.person.id)
        return False
    if one.state not in ("running", "paused"):
        return False
    texts = visit.texts
    look = await following.look(visit.services, one)
    remaining = following.remaining_words(texts, look)
    html = texts("announce.stop_ask", number=one.id, remaining=remaining)
    rows = (
        (cards.act(texts, "stop_yes", one.id, "stop", "yes"),),
        (cards.act(texts, "back", one.id, "open"),),
    )
    await visit.show(Screen(html, rows))
    return True


async def _csv(visit: Visit, one: Announcement, _value: str) -> bool:
    name = visit.texts.plain("announce.csv.file", number=one.id)
    caption = Screen(visit.texts("announce.csv.caption", number=one.id))
    table = await following.report(visit.services, one)
    await deliver.hand(visit.bot, visit.chat_id, table, name, caption)
    return True


async def _missed(visit: Visit, one: Announcement, _value: str) -> bool:
    await visit.show(await following.missed(visit.services, one))
    return True


async def _fix(visit: Visit, one: Announcement, _value: str) -> bool:
    key = "in_flight" if await after.in_flight(visit.services, one) else "fix_ask"
    if key == "fix_ask":
        visit.wait_for(_FIX, number=str(one.id))
    rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
    await visit.say(Screen(visit.texts(f"announce.{key}", number=one.id), rows), number="-")
    return True


async def _recall(visit: Visit, one: Announcement, value: str) -> bool:
    texts, services = visit.texts, visit.services
    if value == "yes":
        removed = await after.recall(services, one.id, by=visit.person.id)
        if removed is None:
            return False
        html = texts("announce.recall_done", people=people_words(texts, removed))
        rows = ((cards.act(texts, "open", one.id, "open"),),)
        await visit.show(Screen(html, rows))
        return True
    look = await following.look(services, one)
    people = people_words(texts, look.counts.get("sent", 0))
    html = texts("announce.recall_ask", number=one.id, people=people)
    yes = cards.act(texts, "recall_yes", one.id, "recall", "yes")
    await visit.show(Screen(html, ((yes,), (cards.act(texts, "back", one.id, "open"),))))
    return True


async def _show_faults(visit: Visit, one: Announcement, found: list[str]) -> None:
    texts = visit.texts
    lines = [texts("announce.fault.title", number=one.id)]
    lines += [texts(f"announce.fault.{key}") for key in found]
    html = type(lines[0])("\n".join(lines))
    await visit.show(Screen(html, ((cards.act(texts, "back", one.id, "open"),),)))


_ACTS: dict[str, Callable[[Visit, Announcement, str], Awaitable[bool]]] = {
    "ask": _ask,
    "go": _send,
    "ok": _confirm,
    "alone": _alone,
    "back": _back,
    "no": _refuse,
    "pause": _pause,
    "resume": _resume,
    "stop": _stop,
    "csv": _csv,
    "missed": _missed,
    "fix": _fix,
    "recall": _recall,
}
