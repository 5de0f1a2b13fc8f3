"""The picture of a path and the words under it, made from the same `PathWords`."""

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
from content.texts import Html
from handlers.greeting import welcomed
from handlers.topics import objective_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.visit import Visit

LOG = logging.getLogger(__name__)
_LONGEST_CAPTION: Final = 1000  # Telegram takes 1024 letters under a picture
_TAG: Final = re.compile("<[^>]*>")


async def show(visit: Visit, words: PathWords, screen: Screen) -> None:
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


def rows(visit: Visit, key: str, done: Mapping[int, int]) -> tuple[PathRow, ...]:
    """Make a row for each objective."""
    return tuple(
        PathRow(number, objective_title(visit, number), amount(visit, key, count))
        for number, count in sorted(done.items())
    )


def caption(visit: Visit, words: PathWords) -> str:
    """Say everything that the picture says."""
    texts = visit.texts
    lines = [texts("path.caption", title=words.title), escape(words.amount)]
    lines += [
        texts("path.line", number=row.number, title=row.title, amount=row.amount)
        for row in words.rows
    ]
    return "\n".join((*lines, *(escape(note) for note in (words.unit, words.note) if note)))


def unit(visit: Visit, stones: int) -> str:
    """Say how many a stone that is drawn stands for, where it is more than one."""
    each = unit_of(stones)
    return visit.texts.plain("path.unit", unit=each) if each > 1 else ""


def amount(visit: Visit, key: str, count: int) -> str:
    """« 1 caillou », « 1 200 cailloux »."""
    form = "many" if count > 1 else "one"
    return visit.texts.plain(f"{key}.{form}", count=number_words(count))
