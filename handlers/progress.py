"""/progression: the path of white stones, mine and everybody's, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Screen
from bot.rules.presses import Verb
from content.texts import Html
from handlers.topics import act_row, objective_title
from handlers.visit import Visit, button, welcomed
from storage import figures

if TYPE_CHECKING:
    from bot.rules.presses import Press


async def show(visit: Visit) -> None:
    """Show how far a person is, then how far we all are."""
    mine = await figures.mine(visit.services.db, visit.person.id)
    texts = visit.texts
    lines: list[str] = [texts("progress.title")]
    if mine.done:
        lines.append(texts.count("progress.mine", mine.done))
        lines += [
            _objective(visit, number, done) for number, done in sorted(mine.by_objective.items())
        ]
    else:
        lines.append(texts("progress.none"))
    html = "\n\n".join(("\n".join(lines), await _ours(visit)))
    rows = ((button(texts, "button.pledges", Verb.PLEDGES),), act_row(visit))
    await visit.show(Screen(welcomed(visit, Html(html)), rows))


async def on_show(visit: Visit, _press: Press) -> None:
    """« Voir le chemin »."""
    await show(visit)


async def _ours(visit: Visit) -> str:
    ours = await visit.services.collective.figures(now=visit.now)
    if ours.people is None or ours.pledges is None:
        return visit.texts("progress.ours_small")
    return visit.texts("progress.ours", people=ours.people, pledges=ours.pledges)


def _objective(visit: Visit, number: int, done: int) -> str:
    title = objective_title(visit, number)
    return visit.texts.count("progress.objective", done, number=number, title=title)
