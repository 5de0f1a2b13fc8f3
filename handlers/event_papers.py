"""What staff print for an event: poster, cards, lists, and the model sheet for a computer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import deliver
from bot.deliver import Screen
from bot.paper import printing
from bot.paper.cards import CardMark, CardWords
from bot.paper.lists import ListWords
from bot.paper.poster import PosterWords
from bot.rules.codes import make_code, show_code
from content.typography import typography
from handlers.event_words import date_of, hour_of, link_to, numbered, place_of
from handlers.wording import full_day
from storage import cards, events

if TYPE_CHECKING:
    from bot.rules.presses import Press
    from handlers.visit import Visit
    from storage.cards import Card
    from storage.events import Event

CARD_LASTS_S = 90 * 86_400
RHYTHMS = ("once", "daily", "weekly", "monthly")
MOST_CARDS = 2000
_MOST_IN_A_FILE = 200


async def on_poster(visit: Visit, press: Press) -> None:
    """Give the poster, to print and to share."""
    event = await events.find(visit.services.db, press.number(0))
    if event is None:
        return
    words = poster_words(visit, event)
    pdf = await asyncio.to_thread(printing.poster_pdf, words)
    png = await asyncio.to_thread(printing.poster_png, words)
    name = visit.texts.plain("paper.file.poster", code=event.code)
    picture = Screen(visit.texts("event.handed.picture", name=event.name))
    await deliver.reply(visit.bot, visit.chat_id, picture, photo=png)
    await _hand(visit, pdf, name, Screen(visit.texts("event.handed.poster")))


async def on_cards(visit: Visit, press: Press) -> None:
    """Make the cards of these numbers, those that exist stay as they are, and give them."""
    event = await events.find(visit.services.db, press.number(0))
    first, last = press.number(1), press.number(2)
    if event is None or not 1 <= first <= last <= MOST_CARDS:
        return
    for start in range(first, last + 1, _MOST_IN_A_FILE):
        await _hand_cards(visit, event, start, min(last, start + _MOST_IN_A_FILE - 1))


async def on_list(visit: Visit, press: Press) -> None:
    """Give the list for a place without a network."""
    event = await events.find(visit.services.db, press.number(0))
    if event is None:
        return
    blank = await _blank(visit, event)
    lines = [(str(card.number), show_code(card.code)) for card in blank]
    if not lines:
        await visit.toast(visit.texts.plain("event.handed.no_cards"))
        return
    pdf = await asyncio.to_thread(printing.list_pdf, list_words(visit, event), lines)
    name = visit.texts.plain("paper.file.list", code=event.code)
    await _hand(visit, pdf, name, Screen(visit.texts("event.handed.list")))


async def on_model(visit: Visit, press: Press) -> None:
    """Give the sheet to fill in on a computer: the codes that are free, and empty columns."""
    event = await events.find(visit.services.db, press.number(0))
    if event is None:
        return
    columns = ("number", "code", "action", "rhythm", "count")
    rows = [[visit.texts.plain(f"paper.list.{column}") for column in columns]]
    blank = await _blank(visit, event)
    rows += [[str(card.number), show_code(card.code), "", "", ""] for card in blank]
    text = "".join(";".join(row) + "\r\n" for row in rows)
    name = visit.texts.plain("paper.file.model", code=event.code)
    html = visit.texts("event.handed.model", list="\n".join(numbered(visit, event)))
    # The mark in front tells Excel that it is UTF-8.
    await _hand(visit, text.encode("utf-8-sig"), name, Screen(html))


def poster_words(visit: Visit, event: Event) -> PosterWords:
    """Give everything that a poster says."""
    texts = visit.texts
    return PosterWords(
        headline=texts.plain("paper.headline"),
        event=typography(event.name),
        when=_when(visit, event),
        link=link_to(visit, f"e_{event.code}"),
        address=texts.plain("paper.address", username=visit.bot.username),
        scan=texts.plain("paper.scan"),
        steps=tuple(texts.plain(f"paper.steps.{number}") for number in range(3)),
        without_phone=texts.plain("paper.without_phone"),
        about=texts.plain("paper.about", publisher=_publisher(visit)),
        banner=texts.plain("paper.rehearsal") if event.rehearsal else "",
    )


def card_words(visit: Visit, event: Event) -> CardWords:
    """Give everything that the cards of an event say."""
    texts = visit.texts
    until = full_day(texts, visit.day_of(event.closes_at + CARD_LASTS_S))
    about = texts.plain("paper.card.about", publisher=_publisher(visit))
    return CardWords(
        title=texts.plain("paper.card.title"),
        event=_named(visit, event, date_of(visit, event)),
        pledge=texts.plain("paper.card.pledge"),
        often=texts.plain("paper.card.often"),
        rhythms=tuple(texts.plain(f"paper.rhythm.{rhythm}") for rhythm in RHYTHMS),
        people=texts.plain("paper.card.people"),
        weeks=texts.plain("paper.card.weeks"),
        weekdays=tuple(texts.plain(f"paper.weekday.{day}") for day in range(7)),
        code=texts.plain("paper.card.code"),
        claim=texts.plain("paper.card.claim", username=visit.bot.username, date=until),
        foot=(
            texts.plain("paper.card.phone", phone=_phone(visit)),
            texts.plain("paper.card.withdraw"),
            texts.plain("paper.card.kept"),
            about,
        ),
        banner=texts.plain("paper.rehearsal") if event.rehearsal else "",
    )


def list_words(visit: Visit, event: Event) -> ListWords:
    """Give everything that a list says."""
    texts = visit.texts
    columns = ("number", "code", "action", "rhythm", "count")
    number, code, action, rhythm, count = (texts.plain(f"paper.list.{c}") for c in columns)
    consent = texts.plain("stand.consent")
    return ListWords(
        title=texts.plain("paper.list.title"),
        event=_named(visit, event, _when(visit, event)),
        consent=texts.plain("paper.list.consent", sentence=consent),
        actions=tuple(numbered(visit, event)),
        heads=(number, code, action, rhythm, count),
        rhythms=texts.plain("paper.list.rhythms"),
        foot=texts.plain("paper.list.foot"),
    )


async def _hand_cards(visit: Visit, event: Event, first: int, last: int) -> None:
    codes = [make_code(visit.services.pick) for _ in range(first, last + 1)]
    ends_at = event.closes_at + CARD_LASTS_S
    await cards.add(visit.services.db, event.id, codes, first=first, ends_at=ends_at)
    batch = await cards.of_event(
        visit.services.db, event.id, after=first - 1, limit=last - first + 1
    )
    marks = [_mark(visit, card) for card in batch]
    pdf = await asyncio.to_thread(printing.cards_pdf, card_words(visit, event), marks)
    words = {"first": first, "last": last}
    name = visit.texts.plain("paper.file.cards", code=event.code, **words)
    await _hand(visit, pdf, name, Screen(visit.texts("event.handed.cards", **words)))


def _when(visit: Visit, event: Event) -> str:
    """« Ambert · jeudi 14 mai 2026, jusqu'à 12 h 30 »."""
    weekday = visit.day_of(event.closes_at).weekday()
    return visit.texts.plain(
        "paper.when",
        commune=place_of(visit, event),
        weekday=visit.texts.plain(f"weekday.{weekday}"),
        date=date_of(visit, event),
        hour=hour_of(visit, event.closes_at),
    )


def _named(visit: Visit, event: Event, when: str) -> str:
    return visit.texts.plain("paper.card.event", name=typography(event.name), date=when)


def _mark(visit: Visit, card: Card) -> CardMark:
    number = visit.texts.plain("paper.card.number", number=card.number)
    return CardMark(number, show_code(card.code), link_to(visit, f"p_{card.code}"))


def _publisher(visit: Visit) -> str:
    """Say who publishes, once that is confirmed; until then, that it is a trial."""
    field = visit.services.content.organisation.get("publisher")
    if field is None or not field.confirmed:
        return visit.texts.plain("paper.trial")
    return visit.texts.plain("paper.published", publisher=field.value)


def _phone(visit: Visit) -> str:
    """Give the number for cards, the reception's, or else the web site: what is confirmed."""
    known = visit.services.content.organisation
    for key in ("contact.card_phone", "contact.phone", "website"):
        if key in known and known[key].confirmed:
            return known[key].value
    return ""


async def _blank(visit: Visit, event: Event) -> list[Card]:
    printed = await cards.of_event(visit.services.db, event.id, limit=MOST_CARDS)
    return [card for card in printed if card.entry_id is None]


async def _hand(visit: Visit, paper: bytes, name: str, screen: Screen) -> None:
    await deliver.hand(visit.bot, visit.chat_id, paper, name, screen)
