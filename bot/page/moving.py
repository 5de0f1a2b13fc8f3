"""An announcement on its way: asking, confirming, following, pausing, correcting, taking back."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, TypeAlias

from aiohttp import web

from bot import deliver
from bot.announce import after, cards, drafts, following, marks, paper, words
from bot.announce.following import FATES
from bot.rules import announcing
from content.texts import Html
from storage import announcements

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.announce.drafts import Result
    from bot.page.visit import Visit
    from storage.announcements import Announcement


Act: TypeAlias = "Callable[[Visit, Announcement], Awaitable[web.Response]]"
_MOVING = ("running", "paused", "finished", "cancelled", "recalled")
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def about(act: Act) -> Callable[[Visit], Awaitable[web.Response]]:
    """Find the announcement of the address first; without one, show the list."""

    async def found(visit: Visit) -> web.Response:
        one = await announcements.find(visit.services.db, visit.number())
        return visit.go("/annonces", "unknown") if one is None else await act(visit, one)

    return found


async def show(visit: Visit, one: Announcement) -> web.Response:
    """Show where it stands, with what can be done."""
    services, texts = visit.services, visit.texts
    seen = drafts.fingerprint(one)
    html = ""
    if one.state == "waiting":
        others = len(await drafts.others(services.db, one.author))
        html = cards.waiting_card(services, one, seen=seen, others=others).html
        if one.author != visit.person_id:
            reached = (await drafts.audience(services, one))["reached"]
            html = cards.request_card(services, one, reached=reached, seen=seen).html
    elif one.state == "scheduled":
        html = cards.scheduled_card(services, one).html
    return visit.page(
        "announcement_moving",
        one=one,
        screen=cards.preview(texts, one),
        title=following.title_words(services, one) if one.state in _MOVING else "",
        card=Html(html),
        seen=seen,
        mine=one.author == visit.person_id,
        going=await _going(visit, one) if one.state in _MOVING else None,
        state=texts.plain(f"announce.state.{one.state}"),
    )


async def follow(visit: Visit, one: Announcement) -> web.Response:
    """Give the figures alone, for the script that keeps the page up to date."""
    return visit.page("announcement_figures", one=one, going=await _going(visit, one))


async def _going(visit: Visit, one: Announcement) -> dict[str, object]:
    services, texts = visit.services, visit.texts
    going = await following.look(services, one)
    kinds = [k for k in (*FATES, "skipped", "expired", "cancelled") if going.counts.get(k)]
    shown = list(dict.fromkeys([*FATES, *kinds]))
    rows = [(k, following.fate_words(texts, k), going.counts.get(k, 0)) for k in shown]
    rows.append(("open", following.fate_words(texts, "open"), going.remaining))
    lines = []
    if one.state == "paused" and one.reason:
        lines.append(texts(f"announce.why.{one.reason}"))
    if one.state == "running":
        lines.append(following.pace_words(services, going, services.rate))
    if one.state in ("running", "paused") and going.remaining:
        lines.append(following.remaining_words(texts, going))
    lines += await following.follow_up_words(services, one)
    return {
        "rows": [(k, name, following.figure_words(texts, k, n)) for k, name, n in rows],
        "total": following.total_words(texts, going),
        "percent": going.percent,
        "sent": going.counts.get("sent", 0),
        "lines": lines,
    }


async def ask(visit: Visit, one: Announcement) -> web.Response:
    """`Préparer l'envoi`: the last question; what is missing leads back."""
    services = visit.services
    if one.state != "draft" or await drafts.faults(services, one):
        return visit.go(f"/annonces/{one.id}")
    counted = await drafts.audience(services, one)
    at = announcing.starts_at(max(one.send_at or 0, visit.now), services.zone)
    end = announcing.estimated_end(at, counted["reached"], services.rate, services.zone)
    seen = drafts.fingerprint(one)
    card = cards.ask_card(services, one, counted=counted, seen=seen, end=end)
    preview = cards.preview(visit.texts, one)
    return visit.page("announcement_ask", one=one, card=Html(card.html), screen=preview, seen=seen)


async def send(visit: Visit, one: Announcement) -> web.Response:
    """`Envoyer`, bound to what was on the screen."""
    seen = visit.form.get("vu", "")
    result = await drafts.send(visit.services, one.id, by=visit.person_id, seen=seen)
    return _told(visit, one, result)


async def confirm(visit: Visit, one: Announcement) -> web.Response:
    """Let it go, as a second person: `Confirmer l'envoi`."""
    seen = visit.form.get("vu", "")
    result = await drafts.confirm(visit.services, one.id, by=visit.person_id, seen=seen)
    return _told(visit, one, result)


async def go_alone(visit: Visit, one: Announcement) -> web.Response:
    """Nobody else is on duty: in half an hour."""
    seen = visit.form.get("vu", "")
    result = await drafts.go_alone(visit.services, one.id, by=visit.person_id, seen=seen)
    return _told(visit, one, result)


async def refuse(visit: Visit, one: Announcement) -> web.Response:
    """`Ne pas confirmer`: a draft again."""
    done = await drafts.refuse(visit.services, one, by=visit.person_id)
    return visit.go(f"/annonces/{one.id}", "refused" if done else "not_now")


async def take_back(visit: Visit, one: Announcement) -> web.Response:
    """`Reprendre le brouillon`."""
    done = await drafts.take_back(visit.services, one.id, by=visit.person_id)
    return visit.go(f"/annonces/{one.id}", "taken_back" if done else "not_now")


async def drop(visit: Visit, one: Announcement) -> web.Response:
    """Give it up before it leaves; asked once."""
    if visit.request.method != "POST":
        return _sure(visit, one, "drop", visit.texts.plain("page.announce.drop_ask"))
    done = one.started_at is None and await drafts.drop(visit.services, one.id, by=visit.person_id)
    return visit.go(f"/annonces/{one.id}", "dropped" if done else "not_now")


async def test(visit: Visit, one: Announcement) -> web.Response:
    """`M'envoyer un test`: on one's own phone."""
    screen = cards.preview(visit.texts, one)
    sent = await deliver.reply(visit.house.bot, visit.person_id, screen)
    return visit.go(f"/annonces/{one.id}", "tested" if sent is not None else "not_tested")


async def pause(visit: Visit, one: Announcement) -> web.Response:
    """`Mettre en pause`."""
    done = await after.pause(visit.services, one.id, by=visit.person_id)
    return visit.go(f"/annonces/{one.id}", "paused" if done else "not_now")


async def resume(visit: Visit, one: Announcement) -> web.Response:
    """`Reprendre`."""
    done = await after.resume(visit.services, one.id, by=visit.person_id)
    return visit.go(f"/annonces/{one.id}", "resumed" if done else "not_now")


async def stop(visit: Visit, one: Announcement) -> web.Response:
    """`Arrêter l'envoi`, asked once."""
    if one.state not in ("running", "paused"):
        return visit.go(f"/annonces/{one.id}", "not_now")
    if visit.request.method != "POST":
        remaining = following.remaining_words(
            visit.texts, await following.look(visit.services, one)
        )
        asked = visit.texts("announce.stop_ask", number=one.id, remaining=remaining)
        return _sure(visit, one, "stop", asked)
    done = await after.stop(visit.services, one.id, by=visit.person_id)
    return visit.go(f"/annonces/{one.id}", "stopped" if done else "not_now")


async def correct(visit: Visit, one: Announcement) -> web.Response:
    """`Corriger le texte`, where it was received already."""
    typed = marks.to_marks(one.html)
    if typed is None:
        return visit.go(f"/annonces/{one.id}", "chat_only")
    if visit.request.method != "POST":
        if await after.in_flight(visit.services, one):
            return visit.go(f"/annonces/{one.id}", "in_flight")
        return visit.page("announcement_correct", one=one, typed=typed, fault="")
    fresh = visit.form.get("texte", "").strip()
    html = marks.to_html(fresh)
    if not html or announcing.too_long(html, captioned=one.kind != "text"):
        fault = visit.texts.plain(f"page.announce.fault.{'long' if html else 'empty'}")
        return visit.page("announcement_correct", one=one, typed=fresh, fault=fault)
    edited = await after.correct(visit.services, one.id, html, by=visit.person_id)
    if edited is None:
        return visit.go(f"/annonces/{one.id}", "same")
    return visit.go(f"/annonces/{one.id}", "corrected")


async def recall(visit: Visit, one: Announcement) -> web.Response:
    """`Retirer l'annonce` wherever it still can be, asked once."""
    if visit.request.method != "POST":
        look = await following.look(visit.services, one)
        people = words.people_words(visit.texts, look.counts.get("sent", 0))
        asked = visit.texts("announce.recall_ask", number=one.id, people=people)
        return _sure(visit, one, "recall", asked)
    removed = await after.recall(visit.services, one.id, by=visit.person_id)
    return visit.go(f"/annonces/{one.id}", "recalled" if removed is not None else "not_now")


async def missed(visit: Visit, one: Announcement) -> web.Response:
    """Say how many were not reached, and why."""
    screen = await following.missed(visit.services, one)
    return visit.page("announcement_missed", one=one, html=Html(screen.html))


async def report(visit: Visit, one: Announcement) -> web.Response:
    """Give the report as CSV."""
    table = await following.report(visit.services, one)
    name = visit.texts.plain("announce.csv.file", number=one.id)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=table, headers=headers, content_type="text/csv", charset="utf-8")


async def printed(visit: Visit, one: Announcement) -> web.Response:
    """Give the page that a validator reads, prints and signs."""
    image = await _image(visit, one)
    page = paper.page(visit.services, one, image)
    style = _STYLE.search(page)
    sign = base64.b64encode(hashlib.sha256(style[1] if style else b"").digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{sign}'; img-src data:"
    return web.Response(
        body=page,
        content_type="text/html",
        charset="utf-8",
        headers={"Content-Security-Policy": f"{policy}; frame-ancestors 'none'"},
    )


async def picture(visit: Visit, one: Announcement) -> web.Response:
    """Give its picture, as Telegram holds it."""
    image = await _image(visit, one)
    if not image:
        raise web.HTTPNotFound
    kind = "image/png" if image.startswith(b"\x89PNG") else "image/jpeg"
    return web.Response(body=image, content_type=kind)


async def _image(visit: Visit, one: Announcement) -> bytes:
    return await deliver.fetch(visit.house.bot, one.file_id) if one.kind == "photo" else b""


def _sure(visit: Visit, one: Announcement, do: str, asked: str) -> web.Response:
    return visit.page("announcement_sure", one=one, do=do, asked=asked)


def _told(visit: Visit, one: Announcement, result: Result) -> web.Response:
    return visit.go(f"/annonces/{one.id}", f"announce_{result}")
