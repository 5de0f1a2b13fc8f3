"""/donnees: what is kept, why, seen in plain words, taken along as a copy, erased at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Screen, hand
from bot.rules.presses import Press, Verb
from handlers import leaving, my_copy
from handlers.topics import topic_of, topic_screen
from handlers.visit import Visit, button
from storage import people, personal

if TYPE_CHECKING:
    from bot.deliver import Button
    from storage.personal import Rows

_YES, _NO = 1, 2


async def show(visit: Visit) -> None:
    """/donnees: the answer about data, with its doors: see, why, copy, erase."""
    answer = topic_screen(visit, topic_of(visit, "donnees"))
    await visit.show(Screen(answer.html, (*answer.rows, *_doors(visit))))


async def on_see(visit: Visit, _press: Press) -> None:
    """« Voir ce que vous gardez »: readable text."""
    html = my_copy.on_screen(visit, await _mine(visit))
    await visit.show(Screen(html, _doors(visit)[1:]))


async def on_why(visit: Visit, _press: Press) -> None:
    """« Pourquoi, et combien de temps »: each purpose, from the register."""
    await visit.show(Screen(my_copy.reasons(visit), (_doors(visit)[0], *_doors(visit)[2:])))


async def on_copy(visit: Visit, _press: Press) -> None:
    """« Recevoir une copie »: the readable file first, then the one for programs."""
    mine, texts = await _mine(visit), visit.texts
    for name, make in (("data.copy_text", my_copy.as_text), ("data.copy_json", my_copy.as_json)):
        screen = Screen(texts(name))
        await hand(
            visit.bot, visit.chat_id, make(visit, mine), texts.plain(f"{name}_name"), screen
        )
    await visit.say(Screen(texts("data.copied"), (_doors(visit)[0], _doors(visit)[3])))


async def on_erase(visit: Visit, press: Press) -> None:
    """Ask once, then erase everything at once."""
    texts = visit.texts
    if press.number(0) == _YES:
        async with visit.services.db.transaction() as tx:
            await leaving.leave(visit, tx)
            await people.forget(tx, visit.person.id)
        await visit.services.db.scrub()
        await visit.services.show_menu(visit.bot, visit.person.id)
        visit.forgotten()
        await visit.show(Screen(texts("data.erased")))
    elif press.number(0) == _NO:
        await visit.show(Screen(texts("data.kept")))
    else:
        rows = (
            (button(texts, "data.erase_yes", Verb.ERASE, _YES),),
            (button(texts, "data.erase_no", Verb.ERASE, _NO),),
        )
        await visit.show(Screen(texts("data.erase_ask"), rows))


async def _mine(visit: Visit) -> dict[str, Rows]:
    remains = visit.services.content.privacy.remains
    return await personal.of(visit.services.db, visit.person.id, mentions=remains.keys())


def _doors(visit: Visit) -> tuple[tuple[Button, ...], ...]:
    texts = visit.texts
    return (
        (button(texts, "data.see", Verb.MY_DATA),),
        (button(texts, "data.why", Verb.DATA_WHY),),
        (button(texts, "data.copy", Verb.DATA_COPY),),
        (button(texts, "data.erase", Verb.ERASE, 0),),
    )


PRESSES = {
    Verb.MY_DATA: on_see,
    Verb.DATA_WHY: on_why,
    Verb.DATA_COPY: on_copy,
    Verb.ERASE: on_erase,
}
