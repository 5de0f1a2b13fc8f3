"""Writing an announcement on the page: the words, a file perhaps, for whom and when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.announce import cards, choices, drafts, marks, service, words
from bot.announce.drafts import Composed
from bot.moments import local_time
from bot.page import doors, moving, uploads
from bot.page.forms import read_upload
from bot.rules import announcing, segments
from bot.rules.announcing import SUBJECTS
from bot.rules.segments import Segment
from bot.rules.wall_time import instant_of, wall_of
from content.territory import find_communes
from storage import announcements

if TYPE_CHECKING:
    from aiohttp import web

    from bot.page.visit import Visit
    from content.model import Commune
    from storage.announcements import Announcement

_SHOWN = 40
_EXCEPTIONS = 8
_CHANCE = 2**50


async def show(visit: Visit) -> web.Response:
    """List the announcements, the newest first."""
    rows = [
        {
            "id": one.id,
            "words": announcing.plain(one.html)[:90],
            "state": visit.texts.plain(f"announce.state.{one.state}"),
            "kind": one.state,
            "segment": words.segment_words(visit.services, segments.from_text(one.segment)),
            "day": words.moment_words(visit.services, one.started_at or one.created_at),
        }
        for one in await announcements.recent(visit.services.db, _SHOWN)
    ]
    today = local_time(visit.now, visit.services.zone).date()
    reserve = (await service.read(visit.services.db)).in_reserve(today)
    return visit.page("announcements", rows=rows, reserve=reserve)


async def new(visit: Visit) -> web.Response:
    """Give an empty sheet."""
    return _sheet(visit, None, "")


async def create(visit: Visit) -> web.Response:
    """Keep what was written as a draft; the same form sent twice is one draft."""
    said = await _read(visit, None)
    if not isinstance(said, Composed):
        return said
    chance = visit.form.get("fois", "")
    # Below nought: no update of Telegram has such a number.
    number = -int(chance) if chance.isascii() and chance.isdigit() and len(chance) < 17 else 0  # noqa: PLR2004
    one = await drafts.compose(
        visit.services, visit.person_id, said, update_id=number or -_chance(visit)
    )
    return visit.go(f"/annonces/{one}", "drafted")


async def one(visit: Visit) -> web.Response:
    """Show an announcement as it is received, and where it stands."""
    found = await announcements.find(visit.services.db, visit.number())
    if found is None:
        return visit.go("/annonces", "unknown")
    if found.state == "draft":
        return await _draft(visit, found)
    return await moving.show(visit, found)


async def rewrite(visit: Visit) -> web.Response:
    """Give the sheet again, with what stands on it."""
    found = await _to_write(visit)
    if found is None:
        return visit.go(f"/annonces/{visit.number()}", "not_now")
    typed = marks.to_marks(found.html)
    if typed is None:
        return visit.go(f"/annonces/{found.id}", "chat_only")
    return _sheet(visit, found, typed)


async def replace(visit: Visit) -> web.Response:
    """Replace the words, and the file where another one was chosen."""
    found = await _to_write(visit)
    said = await _read(visit, found)
    if not isinstance(said, Composed):
        return said
    if found is None:
        return visit.go(f"/annonces/{visit.number()}", "not_now")
    await drafts.rewrite(visit.services, found.id, said)
    return visit.go(f"/annonces/{found.id}", "rewritten")


async def choose(visit: Visit) -> web.Response:
    """Take the choices of the form: subject, people, moments, rights."""
    found = await announcements.find(visit.services.db, visit.number())
    if found is None or found.state != "draft":
        return visit.go(f"/annonces/{visit.number()}", "not_now")
    services, form = visit.services, visit.form
    await choices.choose_subject(services, found.id, form.get("sujet", ""))
    if form.get("droits") == "1":
        await choices.confirm_rights(services, found.id)
    fault, several = await _choose_people(visit, found)
    fault = fault or await _choose_moments(visit, found)
    fresh = await announcements.find(services.db, found.id) or found
    if fault or several:
        return await _draft(visit, fresh, fault=fault, several=several)
    return visit.go(f"/annonces/{found.id}", "chosen")


async def _choose_people(visit: Visit, one: Announcement) -> tuple[str, list[Commune]]:
    """Set the people; return what is wrong, or the communes among which to choose."""
    form, content = visit.form, visit.services.content
    kind, _, value = (form.get("laquelle") or form.get("pour", "")).partition(".")
    if kind == "commune" and not value:
        named = form.get("commune", "").strip()[:100]
        found = find_communes(content.communes, content.former_names, named) if named else []
        if len(found) > 1:
            return "", list(found)
        if not found:
            return "commune", []
        value = found[0].insee
    if not kind:
        return "", []
    without = sorted(int(n[5:]) for n in form if n.startswith("sauf.") and n[5:].isdigit())
    segment = Segment(kind, value, tuple(without))
    return "" if await choices.choose_people(visit.services, one.id, segment) else "people", []


async def _choose_moments(visit: Visit, one: Announcement) -> str:
    form, services = visit.form, visit.services
    at: int | None = None
    if form.get("depart") == "plus-tard":
        try:
            wall = datetime.fromisoformat(form.get("moment", ""))
            at = instant_of(wall.date(), wall.time(), services.zone)
        except (ValueError, OverflowError):
            return "moment"
    if not await choices.choose_moment(services, one.id, at):
        return "past"
    days = form.get("valable", "")
    fresh = await announcements.find(services.db, one.id) or one
    if days.isascii() and days.isdigit() and len(days) < 4:  # noqa: PLR2004
        await choices.choose_end(services, fresh, int(days))
    return ""


async def _draft(
    visit: Visit,
    one: Announcement,
    *,
    fault: str = "",
    several: list[Commune] | None = None,
) -> web.Response:
    services, texts = visit.services, visit.texts
    segment = segments.from_text(one.segment)
    counted = await drafts.audience(services, one) if drafts.wish_of(services, one) else None
    epcis = {c.epci_code: c.epci_name for c in services.content.communes.values()}
    at = one.send_at if one.send_at is not None and one.send_at > visit.now else None
    sent = [a for a in await announcements.recent(services.db, _SHOWN) if a.started_at]
    return visit.page(
        "announcement_draft",
        one=one,
        screen=cards.preview(texts, one),
        facts=cards.facts(services, one),
        warned=[texts.plain(f"announce.warn.{key}", **v) for key, v in drafts.warnings(one)],
        lacks=[texts.plain(f"announce.fault.{key}") for key in await drafts.faults(services, one)],
        audience=words.audience_words(texts, counted) if counted is not None else "",
        subjects=list(SUBJECTS),
        segment=f"{segment.kind}.{segment.value}".rstrip(".") if segment is not None else "",
        named=words.segment_words(services, segment),
        without=segment.without if segment is not None else (),
        epcis=sorted(epcis.items(), key=lambda pair: pair[1]),
        exceptions=[a.id for a in sent[:_EXCEPTIONS]],
        moment=f"{wall_of(at, services.zone):%Y-%m-%dT%H:%M}" if at else "",
        valid_days=choices.VALID_DAYS,
        fault=texts.plain(f"page.announce.fault.{fault}") if fault else "",
        several=several or [],
        typed=marks.to_marks(one.html) is not None,
    )


async def _read(visit: Visit, one: Announcement | None) -> Composed | web.Response:
    """Read the sheet; where it cannot be an announcement, show it again and say why."""
    visit.form, upload = await read_upload(visit.request, "fichier", most=uploads.MOST)
    doors.check_form(visit)
    typed = visit.form.get("texte", "").strip()
    html = marks.to_html(typed)
    kept = one if one is not None and one.file_id and visit.form.get("sans") != "1" else None
    captioned = bool(upload.content) or kept is not None
    if not html and not captioned:
        return _sheet(visit, one, typed, fault="empty")
    if announcing.too_long(html, captioned=captioned):
        return _sheet(visit, one, typed, fault="long")
    if not upload.content:
        return (
            Composed(drafts.as_kind(kept.kind), html, kept.file_id)
            if kept
            else Composed("text", html)
        )
    if uploads.kind_of(upload.content) is None:
        return _sheet(visit, one, typed, fault="kind")
    try:
        said = await uploads.place(visit.house.bot, visit.person_id, upload, html)
    except TelegramError:
        said = None
    return said or _sheet(visit, one, typed, fault="refused")


def _sheet(visit: Visit, one: Announcement | None, typed: str, *, fault: str = "") -> web.Response:
    return visit.page(
        "announcement_sheet",
        one=one,
        typed=typed,
        chance=visit.form.get("fois") or _chance(visit),
        fault=visit.texts.plain(f"page.announce.fault.{fault}") if fault else "",
        most=uploads.MOST // 1024 // 1024,
    )


async def _to_write(visit: Visit) -> Announcement | None:
    found = await announcements.find(visit.services.db, visit.number())
    return found if found is not None and found.state in ("draft", "waiting") else None


def _chance(visit: Visit) -> int:
    return visit.services.pick(_CHANCE) + 1
