"""How much it was: kilometres, litres, meals; asked after `C'est fait`, never required."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from content.quantities import USUAL, read_amount, unit_of
from handlers.in_view import occurrence
from handlers.pledges import title_of, what
from handlers.visit import Visit, button
from handlers.wording import amount_words, day_words
from storage import check_ins

if TYPE_CHECKING:
    from datetime import date

    from storage.pledges import Pledge

_STEP = "measure"


def asked(visit: Visit, pledge: Pledge, day: date) -> tuple[str, tuple[Button, ...]]:
    """Give the question how much it was and what may be pressed; empty where it has no unit."""
    action = what(visit, pledge)
    unit = unit_of(action) if action is not None else None
    if unit is None:
        return "", ()
    visit.wait_for(_STEP, pledge=str(pledge.id), day=day.isoformat())
    buttons = tuple(
        Button(
            amount_words(visit.texts, unit, amount),
            pack(Verb.MEASURE, pledge.id, day.isoformat(), amount),
        )
        for amount in USUAL[unit]
    )
    return visit.texts(f"measure.ask.{unit}"), buttons


async def on_measure(visit: Visit, press: Press) -> None:
    """Keep how much, as pressed or typed."""
    found = await occurrence(visit, press)
    if found is None:
        return
    pledge, day = found
    action, amount = what(visit, pledge), read_amount(press.text(2))
    unit = unit_of(action) if action is not None else None
    if (
        unit is None
        or amount is None
        or not await check_ins.measure(visit.services.db, pledge.id, day.isoformat(), amount)
    ):
        await visit.show(Screen(visit.texts("measure.gone")))
        return
    html = visit.texts(
        "measure.kept",
        amount=amount_words(visit.texts, unit, amount),
        date=day_words(visit.texts, day, visit.today),
        title=title_of(visit, pledge),
    )
    row = (
        button(visit.texts, "done.undo", Verb.UNDO, pledge.id, day.isoformat()),
        button(visit.texts, "button.progress", Verb.PROGRESS),
    )
    # Whoever was wrong about it types the right amount.
    visit.wait_for(_STEP, pledge=str(pledge.id), day=day.isoformat())
    await visit.show(Screen(html, (row,)), numbers=False)


async def heard(visit: Visit) -> bool:
    """Take « 12 km » for what was just done; say whether it was."""
    conversation = visit.conversation
    if conversation is None or conversation.step != _STEP:
        return False
    amount = read_amount(visit.text)
    if amount is None:
        return False
    data = conversation.data
    parts = (str(data.get("pledge", "")), str(data.get("day", "")), f"{amount:g}")
    await on_measure(visit, Press(Verb.MEASURE, parts))
    return True


PRESSES = {Verb.MEASURE: on_measure}
