"""/progression: the path of white stones, mine and everybody's, drawn and in words.

The picture and the words under it are made from the same `PathWords`.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final

from telegram.error import BadRequest

from bot.announce.words import number_words
from bot.deliver import Media, Screen
from bot.paper.path import PathRow, PathWords, unit_of
from bot.rules.presses import Verb
from content.texts import Html
from handlers.nearby import nearby
from handlers.topics import act_row, objective_title
from handlers.visit import Visit, button, welcomed
from storage import figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.rules.presses import Press
    from storage.figures import Figures, Mine

LOG = logging.getLogger(__name__)
_ALL: Final = "all"
_LONGEST_CAPTION: Final = 1000  # Telegram takes 1024 letters under a picture
_TAG: Final = re.compile("<[^>]*>")


async def show(visit: Visit) -> None:
    """Show how far a person is, and in a line how far we all are."""
    mine = await figures.mine(visit.services.db, visit.person.id)
    ours = await visit.services.collective.figures(now=visit.now)
    words = _mine(visit, mine)
    row = [button(visit.texts, "button.pledges", Verb.PLEDGES)]
    if _may_be_shown(ours):
        row.append(button(visit.texts, "path.show_all", Verb.PROGRESS, _ALL))
    near = await nearby(visit)
    html = "\n\n".join(
        (_caption(visit, words), _ours_in_a_line(visit, ours), *((near,) if near else ()))
    )
    await _show(visit, words, Screen(html, (tuple(row), act_row(visit))))


async def on_show(visit: Visit, press: Press) -> None:
    """« Voir le chemin », and « Le chemin de tous »."""
    ours = await visit.services.collective.figures(now=visit.now)
    if press.text(0) != _ALL or not _may_be_shown(ours):
        await show(visit)
        return
    words = _ours(visit, ours)
    rows = ((button(visit.texts, "path.show_mine", Verb.PROGRESS),), act_row(visit))
    await _show(visit, words, Screen(_caption(visit, words), rows))


async def _show(visit: Visit, words: PathWords, screen: Screen) -> None:
    """Send the picture with its words; where they are too long for it, they come after it."""
    drawn = await visit.services.pictures.path(words)
    screen = replace(screen, html=welcomed(visit, Html(screen.html)))
    if drawn is None:
        await visit.say(screen)
        return
    picture = Media("photo", drawn=drawn)
    try:
        if len(_TAG.sub("", screen.html)) <= _LONGEST_CAPTION:
            await visit.say(replace(screen, media=picture))
            return
        title = visit.texts("path.caption", title=words.title)
        await visit.say(Screen(f"{title}\n{escape(words.amount)}", media=picture))
    except BadRequest:  # a chat that takes no pictures
        LOG.info("picture refused, words alone")
    await visit.say(screen)


def _mine(visit: Visit, mine: Mine) -> PathWords:
    texts = visit.texts
    title = texts.plain("path.mine")
    if not mine.done:
        note = texts.plain("path.none_note")
        return PathWords(title, texts.plain("path.none"), 0, (), note)
    amount = _amount(visit, "path.stones", mine.done)
    rows = _rows(visit, "path.amount", mine.by_objective)
    return PathWords(title, amount, mine.done, rows, unit=_unit(visit, mine.done))


def _ours(visit: Visit, ours: Figures) -> PathWords:
    texts, pledges = visit.texts, ours.pledges or 0
    return PathWords(
        texts.plain("path.all"),
        _amount(visit, "path.pledges", pledges),
        pledges,
        _rows(visit, "path.pledged", ours.by_objective),
        note=texts.plain("path.people", people=number_words(ours.people or 0)),
        unit=_unit(visit, pledges),
        shared=True,
    )


def _rows(visit: Visit, key: str, done: Mapping[int, int]) -> tuple[PathRow, ...]:
    return tuple(
        PathRow(number, objective_title(visit, number), _amount(visit, key, count))
        for number, count in sorted(done.items())
    )


def _caption(visit: Visit, words: PathWords) -> str:
    """Say everything that the picture says."""
    texts = visit.texts
    lines = [texts("path.caption", title=words.title), escape(words.amount)]
    lines += [
        texts("path.line", number=row.number, title=row.title, amount=row.amount)
        for row in words.rows
    ]
    return "\n".join((*lines, *(escape(note) for note in (words.unit, words.note) if note)))


def _may_be_shown(ours: Figures) -> bool:
    return ours.people is not None and ours.pledges is not None


def _ours_in_a_line(visit: Visit, ours: Figures) -> str:
    if ours.people is None or ours.pledges is None:
        return visit.texts("path.ours_small")
    people, pledges = number_words(ours.people), number_words(ours.pledges)
    return visit.texts("path.ours", people=people, pledges=pledges)


def _unit(visit: Visit, stones: int) -> str:
    unit = unit_of(stones)
    return visit.texts.plain("path.unit", unit=unit) if unit > 1 else ""


def _amount(visit: Visit, key: str, count: int) -> str:
    form = "many" if count > 1 else "one"
    return visit.texts.plain(f"{key}.{form}", count=number_words(count))
