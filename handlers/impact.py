"""What my deeds amount to: a line under my path, and where the figures come from, in one tap."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from bot.announce.service import held_words
from bot.deliver import Screen
from bot.rules.presses import Press, Verb
from content.impact import Deed, add_up, rounded
from content.texts import Html
from handlers.visit import Visit, button
from handlers.wording import listed, times_words
from storage import check_ins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.impact import Part, Sums

_MOST: Final = 10  # as many as one message holds


async def sums_of(visit: Visit) -> Sums:
    """Add up what this person did; one's own words have no figure and are left out."""
    content = visit.services.content
    done = await check_ins.done(visit.services.db, visit.person.id)
    deeds = [
        Deed(content.actions[one.action_id], date.fromisoformat(one.occurrence), one.quantity)
        for one in done
        if one.action_id in content.actions
    ]
    return add_up(deeds, content.exclusions, visit.today)


def line(visit: Visit, sums: Sums) -> str:
    """« Effet estimé : environ 12 kg CO2e »; each unit for itself; empty where nothing counts."""
    texts = visit.texts
    if not sums.totals:
        return ""
    amounts = [_amount(visit, t.value, t.unit, at_most=t.at_most) for t in sums.totals]
    return texts("impact.sum", amounts=listed(texts, amounts))


async def on_show(visit: Visit, _press: Press) -> None:
    """Show what the figures are made of: each with its hypothesis and its source."""
    rows = ((button(visit.texts, "button.progress", Verb.PROGRESS),),)
    if held := await held_words(visit.services, visit.texts):
        await visit.say(Screen(held, rows))
        return
    texts, sums = visit.texts, await sums_of(visit)
    lines: list[str] = [texts("impact.title")]
    lines += [_part(visit, part) for part in sums.counted[:_MOST]]
    if sums.doubled:
        lines.append(texts("impact.doubled", titles=_titles(visit, sums.doubled)))
    if sums.uncounted:
        lines.append(texts("impact.uncounted", titles=_titles(visit, sums.uncounted)))
    lines.append(texts("impact.apart"))
    await visit.say(Screen(Html("\n\n".join(lines)), rows))


def _part(visit: Visit, part: Part) -> str:
    impact = part.action.impact
    if impact is None or part.value is None:
        return ""
    texts = visit.texts
    return texts(
        "impact.part",
        title=part.action.title,
        times=times_words(texts, part.times),
        amount=_amount(visit, rounded(part.value), impact.unit, at_most=impact.at_most),
        basis=impact.basis.rstrip(".") + ".",
        source=impact.source,
    )


def _amount(visit: Visit, value: float, unit: str, *, at_most: bool) -> str:
    texts = visit.texts
    said = f"{value:f}".rstrip("0").rstrip(".").replace(".", texts.plain("number.decimal"))
    key = "act.impact_at_most" if at_most else "act.impact_about"
    return f"{texts.plain(key, value=said)} {unit}"


def _titles(visit: Visit, parts: Sequence[Part]) -> str:
    return listed(visit.texts, [f"« {part.action.title} »" for part in parts[:_MOST]])


PRESSES = {Verb.IMPACT: on_show}
