"""What is typed: ways of stopping and cancelling, a step that waits, a choice, or a question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.deliver import Screen
from bot.rules.presses import unpack
from content.normalise import fold
from handlers import (
    announcing,
    asking,
    communes,
    contents,
    days,
    desk_answers,
    desk_content,
    editing,
    household,
    measures,
    own_words,
    pauses,
    pledging,
)
from handlers.presses import press
from handlers.question import answer, cancel
from handlers.visit import Visit, welcomed

if TYPE_CHECKING:
    from bot.rules.presses import Press

_LISTENING = (
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
    pauses.heard,  # in any words: after those who wait for some
    household.heard,
    days.heard,
)
_WORD = re.compile(r"[^\W_]+")


async def words(visit: Visit) -> None:
    """Answer what a person wrote. Stopping comes first: it must never need a second try."""
    said = _bare(visit.text)
    choice = _typed_choice(visit, said)
    if not said:
        await visit.say(Screen(welcomed(visit, visit.texts("other.empty"))))
    elif _means(visit, said, "words.stop") or _stops(visit, said):
        await pauses.stop(visit)
    elif _means(visit, said, "words.cancel"):
        await cancel(visit)
    elif choice is not None:
        await press(visit, choice)
    elif not await _heard(visit):
        await answer(visit)


async def _heard(visit: Visit) -> bool:
    """Ask those who may be waiting for these words; say whether one of them was."""
    for heard in _LISTENING:
        if await heard(visit):
            return True
    return False


def _bare(text: str) -> str:
    """Keep the words alone: « STOP ! » is « stop »."""
    return " ".join(_WORD.findall(fold(text)))


def _means(visit: Visit, said: str, key: str) -> bool:
    """Say whether the whole message is one of the ways of saying `key`."""
    return said in {_bare(way) for way in visit.texts.plain(key).split("/")}


def _stops(visit: Visit, said: str) -> bool:
    """Say whether somebody asks for silence in words of their own.

    One of the ways of saying so is in it, and nothing but such words: « arrêtez de chauffer » and
    « stop pub » are other matters.
    """
    ways = (_bare(way) for way in visit.texts.plain("words.stop_ways").split("/"))
    if not any(f" {way} " in f" {said} " for way in ways):
        return False
    known = set(visit.texts.plain("words.stop_around").split())
    known |= {
        word for way in visit.texts.plain("words.stop_ways").split("/") for word in way.split()
    }
    return all(word in known for word in said.split())


def _typed_choice(visit: Visit, said: str) -> Press | None:
    """Take « 2 » or « je m'engage » for the button that was shown."""
    if visit.conversation is None:
        return None
    for label, data in visit.conversation.choices:
        if _bare(label) == said:
            return unpack(data)
    return None
