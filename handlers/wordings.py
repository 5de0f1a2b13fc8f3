"""Wordings that people gave: staff make them phrasings of an answer, or set them aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Screen
from bot.rules.presses import Verb
from handlers.layer import add_phrasing
from handlers.visit import Visit, button
from storage import wordings

if TYPE_CHECKING:
    from bot.rules.presses import Press


async def on_show(visit: Visit, _press: Press) -> None:
    """Show the next wording that waits."""
    texts = visit.texts
    back = (button(texts, "content.back", Verb.CONTENT),)
    waiting = await wordings.waiting(visit.services.db, 1)
    if not waiting:
        await visit.show(Screen(texts("content.wordings_none"), (back,)))
        return
    (wording,) = waiting
    topic = visit.services.content.topics.get(wording.topic)
    title = topic.title if topic is not None else wording.topic
    html = texts("content.wording", text=wording.text, title=title)
    row = (
        button(texts, "content.wording_add", Verb.WORDING_ADD, wording.id),
        button(texts, "content.wording_drop", Verb.WORDING_DROP, wording.id),
    )
    await visit.show(Screen(html, (row, back)))


async def on_add(visit: Visit, press: Press) -> None:
    """`Ajouter`: it leads to its topic at once; then the next one."""
    wording = await wordings.find(visit.services.db, press.number(0))
    if wording is not None and wording.topic in visit.services.content.topics:
        await add_phrasing(visit, wording.topic, wording.text)
        await wordings.settle(visit.services.db, wording.id, "added")
        await visit.toast(visit.texts.plain("content.wording_added"))
    await on_show(visit, press)


async def on_drop(visit: Visit, press: Press) -> None:
    """`Écarter`; then the next one."""
    if await wordings.settle(visit.services.db, press.number(0), "dismissed"):
        await visit.toast(visit.texts.plain("content.wording_dropped"))
    await on_show(visit, press)
