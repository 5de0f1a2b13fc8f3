"""/annonces: which subjects a person wants to hear of; off until asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.announcing import SUBJECTS
from bot.rules.presses import Verb, pack
from bot.rules.roles import Role
from handlers.visit import Visit, button
from storage import announcements, consents

if TYPE_CHECKING:
    from bot.rules.presses import Press


async def show(visit: Visit) -> None:
    """/annonces: every subject with a yes or a no."""
    texts = visit.texts
    said = await consents.of(visit.services.db, visit.person.id)
    volunteer = await visit.may(Role.VOLUNTEER)
    rows = []
    for subject in SUBJECTS.values():
        if subject.by_role and not volunteer:
            continue
        wanted = said.get(subject.id, subject.by_role)
        name = texts.plain(f"announce.subject.{subject.id}")
        key = "announce.consents.yes" if wanted else "announce.consents.no"
        data = pack(Verb.SUBJECT, subject.id, int(not wanted))
        rows.append((Button(texts.plain(key, subject=name), data),))
    rows.append((button(texts, "announce.consents.more", Verb.TOPIC, "annonces"),))
    await visit.show(Screen(texts("announce.consents.title"), tuple(rows)))


async def on_show(visit: Visit, _press: Press) -> None:
    """Show the subjects."""
    await show(visit)


async def on_subject(visit: Visit, press: Press) -> None:
    """Take a yes or a no."""
    subject, wanted = SUBJECTS.get(press.text(0)), press.text(1) == "1"
    if subject is not None:
        db, me = visit.services.db, visit.person.id
        await consents.say(db, me, subject.id, wanted=wanted, now=visit.now)
        key = "announce.consents.toast_yes" if wanted else "announce.consents.toast_no"
        await visit.toast(visit.texts.plain(key))
    await show(visit)


async def on_less(visit: Visit, press: Press) -> None:
    """`Moins de ce sujet`: at once, with a way back; the announcement itself stays."""
    one = await announcements.find(visit.services.db, press.number(0))
    if one is None or one.subject not in SUBJECTS:
        await visit.say(Screen(visit.texts("announce.unknown")))
        return
    db, texts = visit.services.db, visit.texts
    await consents.say(db, visit.person.id, one.subject, wanted=False, now=visit.now)
    name = texts.plain(f"announce.subject.{one.subject}")
    back = button(texts, "announce.consents.less_back", Verb.SUBJECT, one.subject, 1)
    await visit.say(Screen(texts("announce.consents.less", subject=name), ((back,),)))


PRESSES = {Verb.SUBJECTS: on_show, Verb.SUBJECT: on_subject, Verb.LESS: on_less}
