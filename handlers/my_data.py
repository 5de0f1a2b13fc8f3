"""/donnees: what is kept, seen in plain words and erased at once."""

from __future__ import annotations

from bot.deliver import Screen
from bot.rules.presses import Press, Verb
from content.texts import Html
from handlers import leaving, profile
from handlers.topics import topic_screen
from handlers.visit import Visit, button
from storage import check_ins, people, pledges, profiles

_ALL = 1000


async def show(visit: Visit) -> None:
    """/donnees: the answer about data, with the two doors: see and erase."""
    topic = visit.services.content.topics["donnees"]
    answer = topic_screen(visit, topic)
    doors = (
        (button(visit.texts, "data.see", Verb.MY_DATA),),
        (button(visit.texts, "data.erase", Verb.ERASE, 0),),
    )
    await visit.show(Screen(answer.html, (*answer.rows, *doors)))


async def on_see(visit: Visit, _press: Press) -> None:
    """« Voir ce que vous gardez »: readable text."""
    texts, db = visit.texts, visit.services.db
    known = profile.count(await profiles.of(db, visit.person.id))
    counts = await check_ins.counts(db, visit.person.id)
    current = await pledges.active(db, visit.person.id)
    past = await pledges.history(db, visit.person.id, limit=_ALL)
    checks = texts.count("data.checks", sum(done + skipped for done, skipped in counts.values()))
    html = texts(
        "data.mine",
        profile=texts.count("data.mine_profile", known),
        pledges=texts.count("data.mine_pledges", len(current) + len(past), checks=checks),
    )
    rows = ((button(texts, "data.erase", Verb.ERASE, 0),),)
    await visit.show(Screen(Html(html), rows))


async def on_erase(visit: Visit, press: Press) -> None:
    """Ask once, then erase everything at once."""
    texts = visit.texts
    if press.number(0) == 1:
        async with visit.services.db.transaction() as tx:
            await leaving.leave(visit, tx)
            await people.forget(tx, visit.person.id)
        await visit.services.show_menu(visit.bot, visit.person.id)
        visit.forgotten()
        await visit.show(Screen(texts("data.erased")))
    elif press.number(0) == 2:  # noqa: PLR2004 – the third of three
        await visit.show(Screen(texts("data.kept")))
    else:
        rows = (
            (button(texts, "data.erase_yes", Verb.ERASE, 1),),
            (button(texts, "data.erase_no", Verb.ERASE, 2),),
        )
        await visit.show(Screen(texts("data.erase_ask"), rows))
