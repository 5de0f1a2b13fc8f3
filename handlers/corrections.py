"""What a volunteer entered today, to see and to correct; nobody else's, and no other day's."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.paper.sheets import MOST_PEOPLE
from bot.rules.codes import read_loosely, show_code
from bot.rules.presses import Press, Verb, pack
from bot.rules.roles import Role
from handlers.event_papers import CARD_LASTS_S, RHYTHMS
from handlers.event_words import hour_of, under_banner, under_banner_of
from handlers.registering import CARD_STEP, COUNTS, entry_words
from handlers.visit import Visit, button
from handlers.wording import at_wall_time
from storage import cards, entries, events, stands
from storage.database import Conflict
from storage.entries import Wish

if TYPE_CHECKING:
    from content.texts import Html
    from storage.cards import Card
    from storage.entries import Entry

PILE_STEP = "stand_pile"
_SHOWN = 12


class TakenError(Exception):
    """A colleague handed out that card at this very moment; nothing of the exchange is kept."""


async def on_mine(visit: Visit, _press: Press) -> None:
    """List what this volunteer entered today."""
    texts = visit.texts
    mine = await entries.mine(
        visit.services.db, visit.person.id, since=_this_morning(visit), limit=_SHOWN
    )
    rows = [(_line(visit, entry),) for entry in mine]
    html = texts("stand.mine_title" if mine else "stand.mine_none")
    await _show_here(visit, html, tuple(rows))


async def on_entry(visit: Visit, press: Press) -> None:
    """Show one entry, and what can be corrected."""
    entry = await _mine(visit, press)
    if entry is not None:
        await _show_entry(visit, entry)


async def on_ask(visit: Visit, press: Press) -> None:
    """Ask what it should be: action, rhythm or people; or take the entry away."""
    entry = await _mine(visit, press)
    if entry is None:
        return
    texts, field = visit.texts, press.text(1)
    if field == "x":
        await _remove(visit, entry)
        return
    options = tuple(
        tuple(Button(label, pack(Verb.ENTRY_SET, entry.id, field, value)) for label, value in row)
        for row in await _options(visit, entry, field)
    )
    back = (button(texts, "button.back", Verb.ENTRY, entry.id),)
    now = texts("stand.entry", **entry_words(visit, entry))
    asked = f"{now}\n\n{texts(f'stand.change.{field}')}" if options else now
    html = await under_banner_of(visit, entry.event_id, asked)
    await visit.show(Screen(html, (*options, back)), numbers=field != "p")


async def on_set(visit: Visit, press: Press) -> None:
    """Correct one side of an entry; done twice, it is done once."""
    entry = await _mine(visit, press)
    if entry is None:
        return
    db, me, field, value = visit.services.db, visit.person.id, press.text(1), press.text(2)
    action, changed = visit.services.content.actions.get(value), False
    if field == "r" and value in RHYTHMS:
        changed = await entries.change(db, entry.id, me, "rhythm", value)
    elif field == "p" and 1 <= press.number(2) <= MOST_PEOPLE:
        changed = await entries.change(db, entry.id, me, "people_count", press.number(2))
    elif field == "a" and action is not None:
        wish = Wish(action.id, action.objective, entry.rhythm, entry.people_count)
        changed = await entries.change_action(db, entry.id, me, wish)
    if not changed:
        await _say_gone(visit, entry.id)
        return
    await visit.toast(visit.texts.plain("stand.changed"))
    await on_entry(visit, press)


async def on_card(visit: Visit, press: Press) -> None:
    """« Autre carte »: the next words are its code."""
    entry = await _mine(visit, press)
    if entry is not None:
        visit.wait_for(CARD_STEP, entry=str(entry.id))
        await _ask_code(visit, entry.event_id, "stand.card_ask")


async def on_pile(visit: Visit, press: Press) -> None:
    """« Ma pile de cartes »: the next words are the code of its first card."""
    event = await events.find(visit.services.db, press.number(0))
    if event is None:
        return
    visit.wait_for(PILE_STEP, event=str(event.id))
    await _ask_code(visit, event.id, "stand.pile_ask")


async def heard(visit: Visit) -> bool:
    """Take the code of a card that was typed at a stand; say whether it was one."""
    conversation = visit.conversation
    step = conversation.step if conversation is not None else None
    if step not in (PILE_STEP, CARD_STEP) or conversation is None:
        return False
    code = read_loosely(visit.text)
    if code is None or not await visit.may(Role.VOLUNTEER):
        return False
    card = await cards.find_blank(visit.services.db, code, now=visit.now)
    if step == PILE_STEP:
        event_id = int(conversation.data.get("event", "0"))
        if card is None or card.event_id != event_id:
            visit.wait_for(PILE_STEP, event=str(event_id))
            await _ask_code(visit, event_id, "stand.pile_unknown")
        else:
            await begin_pile(visit, card)
        return True
    entry_id = int(conversation.data.get("entry", "0"))
    await _give_card(visit, entry_id, card)
    return True


async def begin_pile(visit: Visit, card: Card) -> None:
    """From this card on, each entry gets the next one."""
    await stands.take_pile(visit.services.db, visit.person.id, card.event_id, card.number)
    html = visit.texts("stand.pile_taken", code=show_code(card.code), number=card.number)
    html = await under_banner_of(visit, card.event_id, html)
    rows = ((button(visit.texts, "stand.next", Verb.STAND, card.event_id),),)
    await visit.say(Screen(html, rows))


async def show_own(visit: Visit, code: str) -> bool:
    """Show a volunteer what they noted today with this card; it is not theirs to take over.

    So a code that was typed at the stand, and arrives again, hands nothing over to the volunteer.
    """
    if not await visit.may(Role.VOLUNTEER):
        return False
    db = visit.services.db
    card = await cards.find(db, code, now=visit.now)
    if card is None or card.entry_id is None:
        return False
    entry = await entries.get(db, card.entry_id, visit.person.id, since=_this_morning(visit))
    if entry is None:
        return False
    await _show_entry(visit, entry)
    return True


async def _give_card(visit: Visit, entry_id: int, card: Card | None) -> None:
    db, me = visit.services.db, visit.person.id
    entry = await entries.get(db, entry_id, me, since=_this_morning(visit))
    if entry is None:
        await _say_gone(visit, entry_id)
        return
    if card is None or card.event_id != entry.event_id:
        if card is None and entry.code == read_loosely(visit.text):
            await _show_entry(visit, entry)  # the same message, delivered twice
            return
        await _unknown_card(visit, entry)
        return
    try:
        await _exchange(visit, entry, card)
    except TakenError:
        await _unknown_card(visit, entry)
        return
    except Conflict:  # somebody has taken over the pledge with the card before
        await _say_gone(visit, entry_id)
        return
    entry = await entries.get(db, entry_id, me, since=_this_morning(visit)) or entry
    await _show_entry(visit, entry)


async def _exchange(visit: Visit, entry: Entry, card: Card) -> None:
    async with visit.services.db.transaction() as tx:
        await cards.release(tx, entry.id)
        if not await cards.issue(tx, card, entry.id, ends_at=visit.now + CARD_LASTS_S):
            raise TakenError
        await stands.take_pile(tx, visit.person.id, card.event_id, card.number + 1)


async def _show_entry(visit: Visit, entry: Entry) -> None:
    texts = visit.texts
    said = texts("stand.entry", **entry_words(visit, entry))
    html = await under_banner_of(visit, entry.event_id, said)
    rows = [(button(texts, "stand.next", Verb.STAND, entry.event_id),)]
    rows.append((button(texts, "stand.change_action", Verb.ENTRY_ASK, entry.id, "a"),))
    if entry.origin != "child":
        rows += [
            (button(texts, "stand.change_rhythm", Verb.ENTRY_ASK, entry.id, "r"),),
            (button(texts, "stand.change_people", Verb.ENTRY_ASK, entry.id, "p"),),
            (button(texts, "stand.another_card", Verb.ENTRY_CARD, entry.id),),
        ]
    rows.append((button(texts, "stand.remove", Verb.ENTRY_ASK, entry.id, "x"),))
    rows.append((button(texts, "stand.mine", Verb.MINE_TODAY),))
    await visit.show(Screen(html, tuple(rows)))


async def _options(visit: Visit, entry: Entry, field: str) -> list[list[tuple[str, str]]]:
    """Give rows of labels and values; none for a field that does not exist."""
    texts, actions = visit.texts, visit.services.content.actions
    if field == "r":
        return [[(texts.plain(f"stand.rhythm.{rhythm}"), rhythm)] for rhythm in RHYTHMS]
    if field == "p":
        return [[(str(count), str(count)) for count in row] for row in COUNTS]
    if field != "a":
        return []
    event = await events.find(visit.services.db, entry.event_id)
    listed = event.shortlist if event is not None else ()
    return [[(actions[one].title, one)] for one in listed if one in actions]


async def _mine(visit: Visit, press: Press) -> Entry | None:
    """Give the entry of a button, if this volunteer made it today; else say so."""
    entry = await entries.get(
        visit.services.db, press.number(0), visit.person.id, since=_this_morning(visit)
    )
    if entry is None:
        await _say_gone(visit, press.number(0))
    return entry


async def _say_gone(visit: Visit, entry_id: int) -> None:
    """Say why it cannot be corrected: it is erased already, or not ours to correct any more."""
    removed = await entries.was_removed(visit.services.db, entry_id, visit.person.id)
    html = visit.texts("stand.entry_removed" if removed else "stand.entry_gone")
    await _show_here(visit, html, ((button(visit.texts, "stand.mine", Verb.MINE_TODAY),),))


async def _show_here(visit: Visit, html: Html, rows: tuple[tuple[Button, ...], ...]) -> None:
    """Show this where the volunteer stands; while that event goes on, lead to the next person."""
    stand = await stands.of(visit.services.db, visit.person.id)
    here = await events.find(visit.services.db, stand.event_id or 0)
    if here is not None:
        html = under_banner(visit, here, html)
        if here.is_open(visit.now):
            rows = (*rows, (button(visit.texts, "stand.next", Verb.STAND, here.id),))
    await visit.show(Screen(html, rows))


async def _remove(visit: Visit, entry: Entry) -> None:
    if not await entries.remove(visit.services.db, entry.id, visit.person.id, now=visit.now):
        await _say_gone(visit, entry.id)  # somebody has taken it over meanwhile
        return
    html = await under_banner_of(visit, entry.event_id, visit.texts("stand.removed"))
    rows = ((button(visit.texts, "stand.next", Verb.STAND, entry.event_id),),)
    await visit.show(Screen(html, rows))


async def _unknown_card(visit: Visit, entry: Entry) -> None:
    visit.wait_for(CARD_STEP, entry=str(entry.id))
    await _ask_code(visit, entry.event_id, "stand.pile_unknown")


async def _ask_code(visit: Visit, event_id: int, key: str) -> None:
    html = await under_banner_of(visit, event_id, visit.texts(key))
    rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
    await visit.say(Screen(html, rows), number="-")


def _this_morning(visit: Visit) -> int:
    return at_wall_time(visit.today, time(0), visit.services.zone)


def _line(visit: Visit, entry: Entry) -> Button:
    words = entry_words(visit, entry)
    label = visit.texts.plain(
        "stand.mine_line",
        hour=hour_of(visit, entry.made_at),
        title=words["title"],
        people=words["people"],
    )
    return Button(label, pack(Verb.ENTRY, entry.id))
