"""What is typed: ways of stopping and cancelling, a step that waits, a choice, or a question."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.deliver import Screen
from handlers import (
    announcing,
    asking,
    claims,
    communes,
    contents,
    days,
    desk_answers,
    desk_content,
    editing,
    events,
    household,
    measures,
    own_words,
    pauses,
    pledging,
    service,
    volunteering,
)
from handlers.presses import press
from handlers.question import answer, cancel, second_half
from handlers.typed import bare, choice, which

if TYPE_CHECKING:
    from handlers.visit import Visit

# Who waits for words in a certain step, and who takes some at any time.
_IN_A_STEP = (
    announcing.heard,
    pledging.heard,
    own_words.heard,
    measures.heard,
    communes.heard,
    asking.heard,
    desk_answers.heard,
    desk_content.heard,
    contents.heard,
    editing.heard,
    events.heard,
    volunteering.heard,
    service.heard,
)
_AT_ANY_TIME = (pauses.heard, household.heard, days.heard, claims.heard)


async def words(visit: Visit) -> None:
    """Answer what a person wrote. Stopping comes first: it must never need a second try."""
    said = bare(visit.text)
    visit.breaks_off(visit.services.answerer.opening(visit.text))
    if await second_half(visit):
        return
    if not said:
        await visit.say(Screen(visit.texts("other.empty")))
    elif _means(visit, said, "words.stop") or _stops(visit, said):
        await pauses.stop(visit)
    elif (several := which(visit, said)) is not None:
        await visit.say(several)
    elif (chosen := choice(visit, said)) is not None:  # before « annuler »: a button may say so
        await press(visit, chosen)
    elif _means(visit, said, "words.cancel"):
        await cancel(visit)
    elif not await _heard(visit):
        await answer(visit)


async def _heard(visit: Visit) -> bool:
    """Ask those who may be waiting for these words; say whether one of them was."""
    waiting = visit.conversation is not None and visit.conversation.step is not None
    for heard in (*_IN_A_STEP, *_AT_ANY_TIME) if waiting else _AT_ANY_TIME:
        if await heard(visit):
            return True
    return False


def _means(visit: Visit, said: str, key: str) -> bool:
    """Say whether the whole message is one of the ways of saying `key`."""
    return said in _ways(visit.texts.plain(key))


@lru_cache(maxsize=16)
def _ways(listed: str) -> tuple[str, ...]:
    """Give the ways of saying something, as a sentence of ours lists them; folded only once."""
    return tuple(bare(way) for way in listed.split("/"))


@lru_cache(maxsize=4)
def _any_way(listed: str) -> re.Pattern[str]:
    return re.compile(f" (?:{'|'.join(map(re.escape, _ways(listed)))}) ")


def _stops(visit: Visit, said: str) -> bool:
    """Say whether somebody asks for silence in words of their own.

    One of the ways of saying so is in it, and nothing but such words: « arrêtez de chauffer » and
    « stop pub » are other matters.
    """
    ways, padded = visit.texts.plain("words.stop_ways"), f" {said} "
    if _any_way(ways).search(padded) is None:
        return False
    known = set(visit.texts.plain("words.stop_around").split())
    known |= {word for way in ways.split("/") for word in way.split()}
    return all(word in known for word in said.split())
