"""Noting the pledge of a person without Telegram: action, how often, how many. Three taps.

Everything is in the buttons, and each entry has a number that was given when the person was asked:
pressed twice, delivered twice or late, it is one entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.paper.sheets import MOST_PEOPLE
from bot.rules.codes import show_code
from bot.rules.presses import Press, Verb, pack
from handlers.event_papers import CARD_LASTS_S, RHYTHMS
from handlers.event_words import under_banner_of
from handlers.stand import ask_consent, entry_number, open_event, show_at
from handlers.visit import Visit, button
from storage import cards, entries, stands
from storage.entries import Wish

if TYPE_CHECKING:
    from content.model import Action
    from storage.database import Transaction
    from storage.entries import Entry
    from storage.events import Event

STEP = "stand_many"
CARD_STEP = "stand_card"
CHILD = "c"
COUNTS = ((1, 2, 3, 4), (5, 6, 8, 10), (15, 20, 25, 30))
_LETTERS = {"o": "once", "d": "daily", "w": "weekly", "m": "monthly"}
_LETTER_OF = {rhythm: letter for letter, rhythm in _LETTERS.items()}


async def on_agreed(visit: Visit, press: Press) -> None:
    """Show the actions to read aloud: the person agreed."""
    event = await open_event(visit, press, late=True)
    if event is not None:
        await _ask_action(visit, event, press.text(1), child=press.text(2) == CHILD)


async def on_chosen(visit: Visit, press: Press) -> None:
    """Ask how often, with the common case at the top: an action was chosen."""
    event = await open_event(visit, press, late=True)
    action = visit.services.content.actions.get(press.text(2))
    if event is None:
        return
    if action is None or action.id not in event.shortlist:
        await visit.toast(visit.texts.plain("stand.no_action"))
        await _ask_action(visit, event, press.text(1), child=False)
        return
    number, texts = press.text(1), visit.texts
    usual = texts.plain("stand.usual", rhythm=texts.plain(f"stand.rhythm.{action.frequency}"))
    rows = [(Button(usual, _register(event, number, action.frequency, 1, action)),)]
    rows += [
        (
            Button(
                texts.plain("stand.usual", rhythm=texts.plain(f"stand.rhythm.{rhythm}")),
                _register(event, number, rhythm, 1, action),
            ),
        )
        for rhythm in RHYTHMS
        if rhythm != action.frequency
    ]
    letter = _LETTER_OF[action.frequency]
    several = pack(Verb.MANY, event.id, number, letter, action.id)
    rows.append((Button(texts.plain("stand.several"), several),))
    rows.append((button(texts, "button.back", Verb.AGREED, event.id, number),))
    html = texts("stand.how_often", title=action.title)
    await show_at(visit, event, Screen(html, tuple(rows)), _step(press))


async def on_many(visit: Visit, press: Press) -> None:
    """Ask how many people, touched or typed."""
    event = await open_event(visit, press, late=True)
    action = visit.services.content.actions.get(press.text(3))
    rhythm = _LETTERS.get(press.text(2))
    if event is None or action is None or rhythm is None:
        return
    number, texts = press.text(1), visit.texts
    rows: list[tuple[Button, ...]] = [
        tuple(Button(str(count), _register(event, number, rhythm, count, action)) for count in row)
        for row in COUNTS
    ]
    others = [r for r in RHYTHMS if r != rhythm]
    rows += [
        (
            Button(
                texts.plain(f"stand.rhythm.{other}"),
                pack(Verb.MANY, event.id, number, _LETTER_OF[other], action.id),
            ),
        )
        for other in others
    ]
    rows.append((button(texts, "button.back", Verb.STAND_CHOSEN, event.id, number, action.id),))
    words = texts.plain(f"stand.rhythm.{rhythm}").lower()
    visit.wait_for(STEP, press=pack(Verb.MANY, *press.parts))
    html = texts("stand.how_many", title=action.title, rhythm=words)
    # A number that is typed is a number of people here, not the place of a button.
    await show_at(visit, event, Screen(html, tuple(rows)), _step(press), numbers=False)


async def on_register(visit: Visit, press: Press) -> None:
    """Note it, once; say which card to hand out; and ask the next person at once."""
    event = await open_event(visit, press, late=True)
    action = visit.services.content.actions.get(press.text(4))
    kind, people = press.text(2), press.number(3)
    rhythm = _LETTERS.get(kind.removeprefix(CHILD))
    if event is None or action is None or rhythm is None or not 1 <= people <= MOST_PEOPLE:
        return
    wish = Wish(
        action.id,
        action.objective,
        rhythm,
        1 if kind.startswith(CHILD) else people,
        "child" if kind.startswith(CHILD) else "stand",
    )
    key = f"stand:{event.id}:{press.text(1)}"
    async with visit.services.db.transaction() as tx:
        entry, created = await entries.add(
            tx, event.id, wish, key=key, by=visit.person.id, now=visit.now
        )
        if created and entry.origin != "child":
            entry = await hand_out_next(visit, tx, event, entry)
    await _show_done(visit, event, entry, created=created)


async def heard(visit: Visit) -> bool:
    """Take a number of people that was typed; say whether it was one."""
    conversation = visit.conversation
    if conversation is None or conversation.step != STEP:
        return False
    said = visit.text.strip()
    verb, *parts = str(conversation.data.get("press", "")).split(":")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0  # noqa: PLR2004 – a hundred is too many
    if verb != Verb.MANY.value or len(parts) != 4:  # noqa: PLR2004 – as `on_many` packs it
        return False
    if not 1 <= number <= MOST_PEOPLE:
        if " " in said and visit.services.answerer.answer(said).outcome == "answer":
            return False  # a question meanwhile gets its answer; « beaucoup » is none
        visit.wait_for(STEP, press=":".join((verb, *parts)))
        unclear = visit.texts("stand.how_many_unclear", most=MOST_PEOPLE)
        unclear = await under_banner_of(visit, int(parts[0]), unclear)
        rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
        await visit.say(Screen(unclear, rows), number="-")
        return True
    event_id, entry, letter, action_id = parts
    register = Press(Verb.REGISTER, (event_id, entry, letter, str(number), action_id))
    await on_register(visit, register)
    return True


async def hand_out_next(visit: Visit, tx: Transaction, event: Event, entry: Entry) -> Entry:
    """Give an entry the next card of the volunteer's pile, if they have one."""
    stand = await stands.of(tx, visit.person.id)
    if stand.next_card is None or stand.event_id != event.id:
        return entry
    ends_at = visit.now + CARD_LASTS_S
    card = await cards.issue_next(tx, event.id, entry.id, start=stand.next_card, ends_at=ends_at)
    if card is not None:
        await stands.take_pile(tx, visit.person.id, event.id, card.number + 1)
    return await entries.of_id(tx, entry.id) or entry


def entry_words(visit: Visit, entry: Entry) -> dict[str, str]:
    """Give the words of an entry: its title, how often, how many, which card."""
    texts = visit.texts
    action = visit.services.content.actions.get(entry.action_id)
    if entry.code is not None:
        shown = texts("stand.card.given", code=show_code(entry.code), number=entry.card or 0)
    else:
        shown = texts("stand.card.child" if entry.origin == "child" else "stand.card.none")
    return {
        "title": action.title if action is not None else texts.plain("pledges.title_gone"),
        "rhythm": texts.plain(f"stand.rhythm.{entry.rhythm}").lower(),
        "people": texts.count("stand.people", entry.people_count),
        "card": shown,
    }


async def _show_done(visit: Visit, event: Event, entry: Entry, *, created: bool) -> None:
    texts, number = visit.texts, entry_number(visit)
    key = "stand.done" if created else "stand.known"
    sentence = texts.plain("stand.consent")
    html = texts(key, sentence=sentence, **entry_words(visit, entry))
    rows: list[tuple[Button, ...]] = []
    action = visit.services.content.actions.get(entry.action_id)
    if action is not None and event.is_open(visit.now):
        kind = _LETTER_OF[entry.rhythm]
        again = pack(
            Verb.REGISTER,
            event.id,
            number,
            f"{CHILD}{kind}" if entry.origin == "child" else kind,
            entry.people_count,
            action.id,
        )
        rows.append((Button(texts.plain("stand.same_again"), again),))
    if event.is_open(visit.now):
        rows.append((button(texts, "stand.other_action", Verb.AGREED, event.id, number),))
        child = button(texts, "stand.child", Verb.AGREED, event.id, number, CHILD)
        rows.append((child,))
    rows.append(
        (
            button(texts, "stand.correct", Verb.ENTRY, entry.id),
            button(texts, "stand.tally", Verb.STAND_TALLY, event.id),
        )
    )
    if entry.code is None and entry.origin != "child":
        visit.wait_for(CARD_STEP, entry=str(entry.id))
    await show_at(visit, event, Screen(html, tuple(rows)), "")


async def _ask_action(visit: Visit, event: Event, number: str, *, child: bool) -> None:
    texts, actions = visit.texts, visit.services.content.actions
    listed = [actions[one] for one in event.shortlist if one in actions]
    if not number or not listed:
        await ask_consent(visit, event)
        return
    rows = []
    for action in listed:
        data = pack(Verb.STAND_CHOSEN, event.id, number, action.id)
        if child:
            data = _register(event, number, action.frequency, 1, action, kind=CHILD)
        rows.append((Button(action.title, data),))
    rows.append((button(texts, "button.back", Verb.STAND, event.id),))
    html = texts("stand.actions_child" if child else "stand.actions")
    step = pack(Verb.AGREED, event.id, number, *((CHILD,) if child else ()))
    await show_at(visit, event, Screen(html, tuple(rows)), step)


def _register(
    event: Event, number: str, rhythm: str, people: int, action: Action, *, kind: str = ""
) -> str:
    letter = f"{kind}{_LETTER_OF[rhythm]}"
    return pack(Verb.REGISTER, event.id, number, letter, people, action.id)


def _step(press: Press) -> str:
    return pack(press.verb, *press.parts)
