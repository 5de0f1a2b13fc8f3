"""Writing an announcement and letting it go: the rules, for the chat and for a page alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from bot.announce import service
from bot.announce.cards import leaving_card, preview, refused_card, request_card
from bot.rules import announcing, segments
from bot.rules.announcing import ALONE_S, DAY_S, SUBJECTS
from bot.rules.roles import Role
from bot.rules.wall_time import wall_of
from content.prose_rules import blaming_words, familiar_words
from storage import announcements, audiences, audit, roles
from storage.audiences import Wish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.context import Services
    from bot.rules.segments import Segment
    from storage.announcements import Announcement
    from storage.database import Transaction
    from storage.runner import Runner

SUBSTITUTE = "substitute"  # a role that only confirms announcements
SMALLEST_PLACE = 5
_VALID_S = 7 * DAY_S
Kind = Literal["text", "photo", "video", "document"]
Result = Literal["done", "waiting", "changed", "not_now", "same_person", "faults"]


@dataclass(frozen=True, slots=True)
class Composed:
    """What somebody handed over as the text of an announcement, formatting kept as HTML."""

    kind: Kind
    html: str
    file_id: str = ""


async def compose(services: Services, author: int, said: Composed, *, update_id: int) -> int:
    """Keep a new draft; return its number."""
    return await announcements.draft(
        services.db,
        author,
        kind=said.kind,
        html=said.html,
        file_id=said.file_id,
        update_id=update_id,
        now=services.now(),
    )


async def rewrite(services: Services, number: int, said: Composed) -> bool:
    """Replace the content of a draft; of one that waits, too, which takes the request back."""
    one = await announcements.find(services.db, number)
    if one is not None and one.state == "waiting":
        await announcements.move(services.db, number, "draft", now=services.now())
    return await announcements.rewrite(
        services.db, number, kind=said.kind, html=said.html, file_id=said.file_id
    )


def warnings(one: Announcement) -> list[tuple[str, Mapping[str, object]]]:
    """Return what the author may want to look at again: a key of `announce.warn` and its values.

    Warnings, not refusals: who writes decides.
    """
    found: list[tuple[str, Mapping[str, object]]] = []
    text = announcing.plain(one.html)
    if len(text) > announcing.LONG:
        found.append(("long", {"count": len(text)}))
    found += [("link", {"link": link[:80]}) for link in announcing.broken_links(one.html)]
    blame = (*blaming_words(text), *familiar_words(text))
    found += [("blame", {"words": words}) for words in blame]
    if sentences := announcing.long_sentences(one.html):
        found.append(("sentences", {"count": sentences}))
    if words_ := announcing.jargon(one.html):
        found.append(("jargon", {"words": ", ".join(words_[:5])}))
    if not text.strip():
        found.append(("wordless", {}))
    return found


async def faults(services: Services, one: Announcement) -> list[str]:
    """Return what keeps it from leaving, as keys of `announce.fault`."""
    found: list[str] = []
    segment = segments.from_text(one.segment)
    subject = SUBJECTS.get(one.subject)
    if announcing.too_long(one.html, captioned=one.kind != "text"):
        found.append("too_long")
    if one.kind in ("photo", "video") and not one.rights:
        found.append("rights")
    if subject is None:
        found.append("subject")
    if segment is None:
        found.append("segment")
    if one.valid_until is not None and one.valid_until <= max(one.send_at or 0, services.now()):
        found.append("over")
    state = await service.read(services.db)
    today = wall_of(services.now(), services.zone).date()
    if subject is not None and subject.promotes and state.in_reserve(today):
        found.append("reserve")
    if not found and segment is not None and segment.kind in ("commune", "epci", "objective"):
        reached = (await audience(services, one))["reached"]
        if reached < SMALLEST_PLACE:
            found.append("few")
    return found


async def audience(services: Services, one: Announcement) -> Mapping[str, int]:
    """Count whom it would reach now, and whom not, by reason."""
    wish = wish_of(services, one)
    if wish is None:
        return dict.fromkeys(audiences.REASONS, 0)
    return await audiences.count(services.db, wish, now=services.now())


def wish_of(services: Services, one: Announcement) -> Wish | None:
    """Turn its subject and segment into whom the database looks for; None: nobody at all."""
    segment = segments.from_text(one.segment)
    subject = SUBJECTS.get(one.subject)
    if segment is None or subject is None:
        return None
    communes = _communes(services, segment)
    if segment.kind in ("commune", "epci") and not communes:
        return None
    objective = None
    if segment.kind == "objective":
        if not segment.value.isdigit():
            return None
        objective = int(segment.value)
    return Wish(
        subject.id,
        unless_refused=subject.by_role,
        objective=objective,
        communes=communes,
        volunteers=segment.kind == "volunteers" or subject.by_role,
        without=tuple(announcements.batch_of(number) for number in segment.without),
    )


def fingerprint(one: Announcement) -> str:
    """Return the hash of all that is confirmed: content, subject, people, moments."""
    return announcing.fingerprint(
        one.id, one.kind, one.html, one.file_id, one.subject, one.segment, one.send_at,
        one.valid_until,
    )  # fmt: skip


async def send(services: Services, number: int, *, by: int, seen: str) -> Result:
    """`Envoyer`: to a part of the people at once; to all, a second person is asked first.

    `seen`: the fingerprint of what was on the screen.
    """
    one = await announcements.find(services.db, number)
    if one is None or one.state != "draft":
        return "not_now"
    if fingerprint(one) != seen:
        return "changed"
    if await faults(services, one):
        return "faults"
    segment = segments.from_text(one.segment)
    if segment is None or segment.is_everybody:
        return await _ask_another(services, one, by=by)
    return await _let_go(services, one, by=by, at=services.now())


async def confirm(services: Services, number: int, *, by: int, seen: str) -> Result:
    """Let go what a colleague asked for: exactly what was seen, and never one's own."""
    one = await announcements.find(services.db, number)
    if one is None or one.state != "waiting":
        return "not_now"
    if by == one.author:
        return "same_person"
    if fingerprint(one) != seen:
        return "changed"
    if await faults(services, one):
        return "faults"
    return await _let_go(services, one, by=by, at=services.now())


async def go_alone(services: Services, number: int, *, by: int, seen: str) -> Result:
    """Nobody else is on duty: it leaves in half an hour, and anybody may still cancel it."""
    one = await announcements.find(services.db, number)
    if one is None or one.state != "waiting":
        return "not_now"
    if fingerprint(one) != seen:
        return "changed"
    if await faults(services, one):
        return "faults"
    return await _let_go(services, one, by=by, at=services.now() + ALONE_S, alone=True)


async def take_back(services: Services, number: int, *, by: int) -> bool:
    """Make a draft again of what has not begun to leave: refused, or thought over."""
    async with services.db.transaction() as tx:
        moved = await announcements.move(tx, number, "draft", now=services.now())
        if moved:
            await _note(tx, services, "taken_back", number, by=by)
    return moved


async def refuse(services: Services, one: Announcement, *, by: int) -> bool:
    """`Ne pas confirmer`: a draft again, and its author is told; False where it waits no more."""
    if one.state != "waiting" or not await take_back(services, one.id, by=by):
        return False
    key = f"announcement:{one.id}:refused:{services.now()}"
    screen = refused_card(services.texts, one)
    await services.notify(services.db, key=key, person_id=one.author, screen=screen)
    return True


async def drop(services: Services, number: int, *, by: int) -> bool:
    """Give a draft up, or call off what is planned."""
    async with services.db.transaction() as tx:
        moved = await announcements.move(tx, number, "cancelled", now=services.now())
        if moved:
            await _note(tx, services, "cancelled", number, by=by)
    return moved


async def others(db: Runner, author: int) -> list[int]:
    """Return who may confirm what `author` wrote, in the order of their roles."""
    found: dict[int, None] = {}
    for role in (Role.STAFF, Role.ADMINISTRATOR, SUBSTITUTE):
        found |= dict.fromkeys(await roles.holders(db, role))
    found.pop(author, None)
    return list(found)


async def _ask_another(services: Services, one: Announcement, *, by: int) -> Result:
    now, seen = services.now(), fingerprint(one)
    reached = (await audience(services, one))["reached"]
    async with services.db.transaction() as tx:
        if not await announcements.move(tx, one.id, "waiting", now=now):
            return "not_now"
        for person in await others(tx, one.author):
            key = f"announcement:{one.id}:{seen}:{now}:{person}"
            screen = preview(services.texts, one)
            await services.notify(tx, key=f"{key}:preview", person_id=person, screen=screen)
            card = request_card(services, one, reached=reached, seen=seen)
            await services.notify(tx, key=f"{key}:card", person_id=person, screen=card)
        await _note(tx, services, "requested", one.id, by=by)
    return "waiting"


async def _let_go(
    services: Services, one: Announcement, *, by: int, at: int, alone: bool = False
) -> Result:
    now = services.now()
    send_at = max(one.send_at or 0, at)
    async with services.db.transaction() as tx:
        if not await announcements.move(tx, one.id, "scheduled", now=now):
            return "not_now"
        await announcements.confirm(tx, one.id, by=by, now=now)
        until = one.valid_until or send_at + _VALID_S
        await announcements.plan(tx, one.id, send_at=send_at, valid_until=until)
        await _note(tx, services, "alone" if alone else "confirmed", one.id, by=by)
        if alone or by != one.author:
            await _tell_of_it(tx, services, one, by=by, alone=alone)
    return "done"


async def _tell_of_it(
    tx: Transaction, services: Services, one: Announcement, *, by: int, alone: bool
) -> None:
    whom = await others(tx, by) if alone else [one.author]
    for person in whom:
        key = f"announcement:{one.id}:leaves:{services.now()}:{person}"
        screen = leaving_card(services, one, alone=alone)
        await services.notify(tx, key=key, person_id=person, screen=screen)


async def _note(tx: Transaction, services: Services, act: str, number: int, *, by: int) -> None:
    await audit.write(tx, f"announcement.{act}", by=by, detail=f"n° {number}", now=services.now())


def _communes(services: Services, segment: Segment) -> tuple[str, ...]:
    communes = services.content.communes
    if segment.kind == "commune":
        return (segment.value,) if segment.value in communes else ()
    if segment.kind == "epci":
        return tuple(c.insee for c in communes.values() if c.epci_code == segment.value)
    return ()


def as_kind(text: str) -> Kind:
    """Give the kind of a message that Telegram names."""
    return cast("Kind", text)
