"""/progression: the path of white stones, mine and everybody's, drawn and in words.

The picture and the words under it are made from the same `PathWords`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.announce.service import held_words
from bot.announce.words import number_words
from bot.deliver import Screen
from bot.paper.path import PathWords
from bot.rules.presses import Verb
from handlers import challenges, impact, path_words
from handlers.nearby import nearby
from handlers.topics import act_row
from handlers.visit import Visit, button
from storage import figures

if TYPE_CHECKING:
    from bot.rules.presses import Press
    from storage.figures import Figures, Mine

_ALL: Final = "all"


async def show(visit: Visit) -> None:
    """Show how far a person is, and in a line how far we all are.

    Before an election one's own path stays; results wait.
    """
    mine = await figures.mine(visit.services.db, visit.person.id)
    words = _mine(visit, mine)
    row = [button(visit.texts, "button.pledges", Verb.PLEDGES)]
    if held := await held_words(visit.services, visit.texts):
        calm = (tuple(row), (challenges.open_button(visit.texts),), act_row(visit))
        html = f"{path_words.caption(visit, words)}\n\n{held}"
        await path_words.show(visit, words, Screen(html, calm))
        return
    ours = await visit.services.collective.figures(now=visit.now)
    if _may_be_shown(ours):
        row.append(button(visit.texts, "path.show_all", Verb.PROGRESS, _ALL))
    sums = await impact.sums_of(visit)
    near = await nearby(visit)
    parts = (
        path_words.caption(visit, words),
        impact.line(visit, sums),
        _ours_in_a_line(visit, ours),
        near,
    )
    html = "\n\n".join(filter(None, parts))
    rows = [tuple(row), (challenges.open_button(visit.texts),), act_row(visit)]
    if sums.counted or sums.uncounted:
        rows.insert(1, (button(visit.texts, "impact.sources", Verb.IMPACT),))
    await path_words.show(visit, words, Screen(html, tuple(rows)))


async def on_show(visit: Visit, press: Press) -> None:
    """« Voir le chemin », and « Le chemin de tous »."""
    ours = await visit.services.collective.figures(now=visit.now)
    held = await held_words(visit.services, visit.texts)
    if held or press.text(0) != _ALL or not _may_be_shown(ours):
        await show(visit)
        return
    words = _ours(visit, ours)
    rows = ((button(visit.texts, "path.show_mine", Verb.PROGRESS),), act_row(visit))
    await path_words.show(visit, words, Screen(path_words.caption(visit, words), rows))


def _mine(visit: Visit, mine: Mine) -> PathWords:
    texts = visit.texts
    title = texts.plain("path.mine")
    if not mine.done:
        note = texts.plain("path.none_note")
        return PathWords(title, texts.plain("path.none"), 0, (), note)
    amount = path_words.amount(visit, "path.stones", mine.done)
    rows = path_words.rows(visit, "path.amount", mine.by_objective)
    return PathWords(title, amount, mine.done, rows, unit=path_words.unit(visit, mine.done))


def _ours(visit: Visit, ours: Figures) -> PathWords:
    texts, pledges = visit.texts, ours.pledges or 0
    return PathWords(
        texts.plain("path.all"),
        path_words.amount(visit, "path.pledges", pledges),
        pledges,
        path_words.rows(visit, "path.pledged", ours.by_objective),
        note=texts.plain("path.people", people=number_words(ours.people or 0)),
        unit=path_words.unit(visit, pledges),
        shared=True,
    )


def _may_be_shown(ours: Figures) -> bool:
    return ours.people is not None and ours.pledges is not None


def _ours_in_a_line(visit: Visit, ours: Figures) -> str:
    if ours.people is None or ours.pledges is None:
        return visit.texts("path.ours_small")
    people, pledges = number_words(ours.people), number_words(ours.pledges)
    return visit.texts("path.ours", people=people, pledges=pledges)
