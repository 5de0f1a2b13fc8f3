"""A list from paper comes back as a file: read, shown with every fault, then taken whole, once."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.deliver import Button, Screen
from bot.paper import tables
from bot.paper.sheets import Fault, Line, fold, read_lines
from bot.rules.codes import read_loosely, show_code
from bot.rules.presses import Press, Verb
from bot.rules.roles import Role
from content.texts import Html
from handlers.event_papers import CARD_LASTS_S
from handlers.event_words import under_banner
from handlers.visit import Visit, button
from storage import cards, entries, events, sheets, stands
from storage.entries import Wish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Document

    from storage.database import Runner, Transaction
    from storage.events import Event

_FAULTS_SHOWN = 20
_ROWS_SEARCHED = 60


class ChangedError(Exception):
    """Between showing a list and taking it, one of its cards went another way."""


@dataclass(frozen=True, slots=True)
class _Reading:
    event: Event | None
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    known: int


async def received(visit: Visit) -> bool:
    """Read a document of a volunteer; False where it is not for us."""
    message = visit.update.effective_message
    sent = message is not None and (message.document or message.photo)
    if message is None or not sent or not await visit.may(Role.VOLUNTEER):
        return False
    try:
        table = await _read(visit, message.document)
    except tables.UnreadableError as error:
        html = visit.texts(f"sheet.unreadable.{error.reason}")
        await visit.say(Screen(html, await _model_row(visit)))
        return True
    reading = await _understand(visit, table)
    if reading.faults or reading.event is None:
        html = _faults(visit, reading.faults)
        if reading.event is not None:
            html = under_banner(visit, reading.event, html)
        await visit.say(Screen(html, await _model_row(visit)))
        return True
    await _preview(visit, reading, reading.event)
    return True


async def on_sheet(visit: Visit, press: Press) -> None:
    """`Prendre cette liste`, or leave it."""
    if press.text(1) != "1":
        await visit.show(Screen(visit.texts("sheet.left")))
        return
    sheet = await sheets.find(visit.services.db, press.number(0))
    event = await events.find(visit.services.db, sheet.event_id) if sheet is not None else None
    if sheet is None or event is None:
        await visit.show(Screen(visit.texts("sheet.gone")))
        return
    lines = [Line(*line) for line in sheet.lines]
    try:
        async with visit.services.db.transaction() as tx:
            first = await sheets.finish(tx, sheet.id, now=visit.now)
            taken = [await _take(visit, tx, event, line) for line in lines] if first else []
    except ChangedError:
        await visit.show(Screen(visit.texts("sheet.gone")))
        return
    if not first:
        await visit.show(Screen(visit.texts("sheet.taken_again")))
        return
    html = visit.texts("sheet.taken", new=visit.texts.count("sheet.new", sum(taken)))
    await visit.show(Screen(under_banner(visit, event, html)))


async def _model_row(visit: Visit) -> tuple[tuple[Button, ...], ...]:
    """Offer the sheet to fill in, of the event where this volunteer stands or stood."""
    event_id = (await stands.of(visit.services.db, visit.person.id)).event_id
    if event_id is None:
        return ()
    return ((button(visit.texts, "event.button.model", Verb.EVENT_MODEL, event_id),),)


async def _read(visit: Visit, document: Document | None) -> list[tuple[int, list[str]]]:
    if document is None:
        raise tables.UnreadableError("photo")
    if (document.file_size or 0) > tables.MOST_BYTES:
        raise tables.UnreadableError("large")
    try:
        file = await visit.bot.get_file(document.file_id)
        content = bytes(await file.download_as_bytearray())
    except TelegramError as error:
        raise tables.UnreadableError("away") from error
    return await asyncio.to_thread(tables.read_table, content)


async def _understand(visit: Visit, table: list[tuple[int, list[str]]]) -> _Reading:
    event = await _event_of(visit, table)
    catalogue = visit.services.content.actions
    actions: dict[str, str] = {}
    for number, one in enumerate(event.shortlist if event is not None else (), 1):
        if one in catalogue:
            actions |= {str(number): one, fold(catalogue[one].title): one}
    usual = {one: catalogue[one].frequency for one in actions.values()}
    lines, faults = read_lines(table, actions, usual, read_loosely)
    known = 0
    for line in lines:
        state = await _state(visit.services.db, event, line)
        known += state == "known"
        if state in ("card", "noted"):
            faults.append(Fault(line.row, state, show_code(line.code)))
    if not lines and not faults:
        faults.append(Fault(table[0][0], "head"))
    return _Reading(event, tuple(lines), tuple(sorted(faults, key=lambda f: f.row)), known)


async def _event_of(visit: Visit, table: list[tuple[int, list[str]]]) -> Event | None:
    """Find the event by the first card of the list that exists: no need to ask."""
    for _, cells in table[:_ROWS_SEARCHED]:
        for cell in cells:
            code = read_loosely(cell)
            card = await cards.find(visit.services.db, code, now=visit.now) if code else None
            if card is not None:
                return await events.find(visit.services.db, card.event_id)
    return None


async def _state(db: Runner, event: Event | None, line: Line) -> str:
    """Say what a line is: new, known already, noted otherwise, or of no card of this event."""
    card = await cards.find_any(db, line.code)
    if card is None or event is None or card.event_id != event.id:
        return "card"
    if card.entry_id is None:
        return "new"
    entry = await entries.of_id(db, card.entry_id)
    if entry is None or entry.removed_at is not None:
        return "noted"
    same = (entry.action_id, entry.rhythm, entry.people_count)
    return "known" if same == (line.action_id, line.rhythm, line.people) else "noted"


async def _take(visit: Visit, tx: Transaction, event: Event, line: Line) -> bool:
    """Note one line; False where it was noted already. Raises `ChangedError`: then nothing is."""
    state = await _state(tx, event, line)
    card = await cards.find_any(tx, line.code)
    action = visit.services.content.actions.get(line.action_id)
    if state not in ("new", "known") or card is None or action is None:
        raise ChangedError
    if state == "known":
        return False
    wish = Wish(action.id, action.objective, line.rhythm, line.people, "paper")
    entry, created = await entries.add(
        tx, event.id, wish, key=f"card:{card.id}", by=visit.person.id, now=visit.now
    )
    if not created or not await cards.issue(tx, card, entry.id, ends_at=visit.now + CARD_LASTS_S):
        raise ChangedError
    return True


async def _preview(visit: Visit, reading: _Reading, event: Event) -> None:
    texts, lines = visit.texts, reading.lines
    kept = [[line.row, line.code, line.action_id, line.rhythm, line.people] for line in lines]
    print_of = json.dumps(sorted(row[1:] for row in kept))
    fingerprint = hashlib.sha256(print_of.encode()).hexdigest()
    number = await sheets.keep(visit.services.db, event.id, fingerprint, kept, now=visit.now)
    html = texts(
        "sheet.preview",
        lines=texts.count("sheet.lines", len(lines)),
        name=event.name,
        new=texts.count("sheet.new", len(lines) - reading.known),
        people=texts.count("stand.people", sum(line.people for line in lines)),
        known=texts.count("sheet.known", reading.known),
    )
    rows = (
        (button(texts, "sheet.take", Verb.SHEET, number, 1),),
        (button(texts, "sheet.leave", Verb.SHEET, number, 0),),
    )
    await visit.say(Screen(under_banner(visit, event, html), rows))


def _faults(visit: Visit, faults: tuple[Fault, ...]) -> Html:
    texts = visit.texts
    lines = [texts.count("sheet.faults", len(faults))]
    lines += [
        texts(f"sheet.fault.{fault.kind}", row=fault.row, value=fault.value[:40])
        for fault in faults[:_FAULTS_SHOWN]
    ]
    if len(faults) > _FAULTS_SHOWN:
        rows = [fault.row for fault in faults[_FAULTS_SHOWN:]]
        lines.append(texts("sheet.fault.more", rows=", ".join(_ranges(rows))))
    return Html("\n".join(lines))


def _ranges(rows: Sequence[int]) -> list[str]:
    """« 23–29 », « 31 »: rows in their order, those that follow one another together."""
    said: list[str] = []
    for _, group in groupby(enumerate(dict.fromkeys(rows)), lambda pair: pair[1] - pair[0]):
        (_, first), *more = group
        said.append(f"{first}–{more[-1][1]}" if more else str(first))
    return said
