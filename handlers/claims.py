"""A card is scanned (`/start p_CODE`) or its code typed: the pledge passes to the person, once.

Codes that are wrong, used, old, blank, or one too many within the hour take the same way through
here and get the same words: nobody learns anything by guessing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.codes import read_code, read_loosely
from bot.rules.presses import Verb
from bot.rules.roles import Role
from handlers import pledging, rhythms
from handlers.corrections import begin_pile, show_own
from handlers.pledges import rhythm_of
from handlers.topics import act_row
from handlers.visit import Visit, button
from handlers.wording import pledge_sentence
from storage import cards, events, pledges

if TYPE_CHECKING:
    from content.model import Action
    from storage.cards import Claim
    from storage.pledges import Pledge

_ATTEMPT = re.compile(r"[A-Z0-9]{3}[ .·_-]?[A-Z0-9]{3}")


async def scanned(visit: Visit, text: str) -> None:
    """Take what a QR code says."""
    await _claim(visit, read_loosely(text) or "")


async def heard(visit: Visit) -> bool:
    """Take a code that was typed; say whether the message was one, right or wrong."""
    said = visit.text.strip()
    code = read_code(said)
    if code is None and not _is_attempt(said):
        return False
    await _claim(visit, code or read_loosely(said) or "")
    return True


def _is_attempt(said: str) -> bool:
    """Say whether something looks like a code: six signs, letters and digits among them."""
    if _ATTEMPT.fullmatch(said) is None:
        return False
    return any(c.isdigit() for c in said) and any(c.isalpha() for c in said)


async def _claim(visit: Visit, code: str) -> None:
    if await _begins_pile(visit, code) or await show_own(visit, code):
        return
    db, me = visit.services.db, visit.person.id
    allowed = await cards.try_one(db, me, now=visit.now)
    found = await cards.find_claimable(db, code, me, now=visit.now)
    action = visit.services.content.actions.get(found.action_id) if found is not None else None
    if found is None or action is None or not (allowed or found.mine):
        await _refuse(visit)
    elif found.mine:
        await _show_mine(visit, action)
    else:
        await _take(visit, found, action)


async def _begins_pile(visit: Visit, code: str) -> bool:
    """Begin the pile of a volunteer who scans a blank card at a stand."""
    if not await visit.may(Role.VOLUNTEER):
        return False
    card = await cards.find_blank(visit.services.db, code, now=visit.now)
    event = await events.find(visit.services.db, card.event_id) if card is not None else None
    if card is None or event is None or not event.is_open(visit.now):
        return False
    await begin_pile(visit, card)
    return True


async def _take(visit: Visit, found: Claim, action: Action) -> None:
    me = visit.person.id
    rhythm = rhythms.of_kind(action, found.rhythm, visit.today)
    async with visit.services.db.transaction() as tx:
        mine = await cards.claim(tx, found, me, now=visit.now)
        taken = None
        if mine:
            taken = await pledges.take(
                tx,
                me,
                action.id,
                objective=action.objective,
                rhythm=rhythm.to_dict(),
                people_count=found.people_count,
                update_id=visit.update.update_id,
                now=visit.now,
            )
            if taken.pledge is None:
                await cards.unclaim(tx, found, me)
    if taken is None:
        await _refuse(visit)
    elif taken.pledge is None:
        rows = ((button(visit.texts, "button.pledges", Verb.PLEDGES),),)
        await visit.say(Screen(visit.texts("claim.full"), rows))
    else:
        key = "claim.done" if taken.created else "claim.already"
        await _show(visit, action, taken.pledge, key)


async def _show_mine(visit: Visit, action: Action) -> None:
    running = await pledges.active(visit.services.db, visit.person.id)
    pledge = next((one for one in running if one.action_id == action.id), None)
    if pledge is None:
        rows = ((button(visit.texts, "button.pledges", Verb.PLEDGES),), act_row(visit))
        html = visit.texts("claim.mine", sentence=action.title)
        await visit.say(Screen(html, rows))
        return
    await _show(visit, action, pledge, "claim.mine")


async def _show(visit: Visit, action: Action, pledge: Pledge, key: str) -> None:
    sentence = pledge_sentence(visit.texts, action, rhythm_of(pledge))
    html = visit.texts(key, sentence=sentence)
    rows: tuple[tuple[Button, ...], ...]
    rows = ((button(visit.texts, "button.pledges", Verb.PLEDGES),),)
    if key == "claim.done":
        undo = (button(visit.texts, "button.cancel", Verb.PLEDGE_UNDO, pledge.id),)
        rows = (*pledging.choices(visit, action, Verb.RHYTHM_AS, pledge.id), undo)
    await visit.say(Screen(html, rows))


async def _refuse(visit: Visit) -> None:
    await visit.say(Screen(visit.texts("claim.refused"), (act_row(visit),)))
