"""A pledge in one's own words: for the person alone, only its objective is counted."""

from __future__ import annotations

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from content.model import OBJECTIVES
from content.own import LONGEST, PREFIX, action_of, clean_words
from handlers import pledging, rhythms
from handlers.topics import objective_title
from handlers.visit import Visit, button
from storage import pledges

_STEP = "own"


async def on_own(visit: Visit, press: Press) -> None:
    """« Avec mes mots »: ask for the objective, then for the words."""
    objective = press.number(0)
    if objective in OBJECTIVES:
        await _ask(visit, objective, "own.write")
        return
    rows = tuple(
        (Button(f"{number}. {objective_title(visit, number)}", pack(Verb.OWN, number)),)
        for number in OBJECTIVES
    )
    await visit.say(Screen(visit.texts("own.objective"), rows))


async def heard(visit: Visit) -> bool:
    """Take what was written as a pledge; say whether it was asked for."""
    conversation = visit.conversation
    if conversation is None or conversation.step != _STEP:
        return False
    number = str(conversation.data.get("objective", ""))
    if not (number.isdecimal() and int(number) in OBJECTIVES):
        return False
    if "?" in visit.text:
        return False  # a question meanwhile gets its answer
    words = clean_words(visit.text)
    if words is None:
        await _ask(visit, int(number), "own.again")
    else:
        await _take(visit, int(number), words)
    return True


async def _ask(visit: Visit, objective: int, key: str) -> None:
    visit.wait_for(_STEP, objective=str(objective))
    html = visit.texts(key, objective=objective_title(visit, objective), longest=LONGEST)
    rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
    await visit.say(Screen(html, rows), number="-")


async def _take(visit: Visit, objective: int, words: str) -> None:
    """Take it without a reminder, and ask for the moment."""
    update = visit.update.update_id
    action = action_of({}, f"{PREFIX}{update}", objective, words)
    if action is None:
        return
    taken = await pledges.take(
        visit.services.db,
        visit.person.id,
        action.id,
        objective=objective,
        rhythm=rhythms.usual(action, visit.today).to_dict(),
        own_words=words,
        update_id=update,
        now=visit.now,
        limit=pledging.MOST_AT_ONCE,
    )
    if taken.pledge is None:
        await visit.say(pledging.full_screen(visit, action))
        return
    rows = (
        *pledging.choices(visit, action, Verb.RHYTHM_AS, taken.pledge.id),
        (button(visit.texts, "button.cancel", Verb.PLEDGE_UNDO, taken.pledge.id),),
    )
    await visit.say(Screen(visit.texts("own.when", words=action.title), rows))


PRESSES = {Verb.OWN: on_own}
