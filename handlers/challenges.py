"""A challenge of three weeks by link: what all did is added up, nobody is compared."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Final

from bot.announce.words import number_words
from bot.deliver import Button, Media, Screen
from bot.paper.path import PathWords
from bot.rules.codes import make_code, read_code
from bot.rules.presses import Press, Verb, pack
from handlers import path_words
from handlers.topics import act_row
from handlers.visit import Visit, button
from handlers.wording import at_wall_time, full_day, local_time
from storage import challenges

if TYPE_CHECKING:
    from bot.context import Services
    from content.texts import Texts
    from storage.challenges import Challenge, Together

KINDS: Final = ("friends", "neighbours", "association", "class")
SIZES: Final = (2, 3, 4, 5, 10, 15, 20, 25, 30)
CLOSING: Final = "closing"  # made in handlers/challenge_end.py when it leaves
_WEEKS: Final = 3
_ENDS: Final = time(18)
_KEPT_S: Final = 90 * 86_400


async def follow(visit: Visit, payload: str) -> None:
    """Open the link of a challenge."""
    code = read_code(payload)
    found = await challenges.find(visit.services.db, code) if code else None
    if found is None or _over(visit, found):
        await visit.say(_gone(visit))
        return
    now = await challenges.together(visit.services.db, found, visit.person.id)
    if now.member:
        await _see(visit, found)
        return
    texts = visit.texts
    html = texts("challenge.invited", name=name_of(texts, found), date=_end(visit, found))
    await visit.say(Screen(html, _joining_rows(texts, found)))


async def on_press(visit: Visit, press: Press) -> None:
    """Do what a button of a challenge says; what it no longer knows shows the beginning."""
    what, code = press.text(0), read_code(press.text(1)) or ""
    if what == "make" and code and press.text(2) in KINDS:
        await _make(visit, code, press.text(2))
        return
    found = await challenges.find(visit.services.db, code) if code else None
    if what == "new" or found is None:
        await _begin(visit)
    elif what == "size":
        await visit.show(_sizes(visit.texts, found))
    elif what == "join":
        await _join(visit, found, press.number(2) or 1)
    elif what == "leave":
        await challenges.leave(visit.services.db, found.code, visit.person.id)
        await visit.say(Screen(visit.texts("challenge.left"), (act_row(visit),)))
    elif what == "share" and not _over(visit, found):
        await _share(visit, found)
    else:
        await _see(visit, found)


async def every_minute(services: Services) -> None:
    """Close what has come to its end, and tell everybody who took part."""
    now = services.now()
    for each in await challenges.due(services.db, now=now):
        async with services.db.transaction() as tx:
            for person_id in await challenges.close(tx, each, now=now):
                key = f"challenge:{each.id}:{person_id}"
                await services.queue(
                    tx, key=key, person_id=person_id, kind=CLOSING, payload={"code": each.code}
                )


async def every_day(services: Services) -> None:
    """Let old challenges go."""
    await challenges.purge(services.db, before=services.now() - _KEPT_S)


async def _begin(visit: Visit) -> None:
    texts, code = visit.texts, _new_code(visit.services.secret())
    mine = await challenges.of(visit.services.db, visit.person.id)
    running = [
        (Button(name_of(texts, each), _data("see", each.code)),)
        for each in mine
        if not _over(visit, each)
    ]
    kinds = [
        (Button(texts.plain(f"challenge.kind.{kind}"), _data("make", code, kind)),)
        for kind in KINDS
    ]
    await visit.say(Screen(texts("challenge.intro"), (*running, *kinds)))


async def _make(visit: Visit, code: str, kind: str) -> None:
    """Make it, once for each code, and let its maker take part."""
    db, now = visit.services.db, visit.now
    last = visit.today + timedelta(weeks=_WEEKS)
    ends_at = at_wall_time(last, _ENDS, visit.services.zone)
    async with db.transaction() as tx:
        await challenges.make(tx, code, kind, starts_at=now, ends_at=ends_at)
        await challenges.join(tx, code, visit.person.id, 1, now=now)
    made = await challenges.find(db, code)
    if made is not None:
        await _share(visit, made)


async def _share(visit: Visit, one: Challenge) -> None:
    texts = visit.texts
    link = f"https://t.me/{visit.bot.username}?start=d_{one.code}"
    words = {"name": name_of(texts, one), "date": _end(visit, one), "link": link}
    lines = [texts("challenge.invite", **words)]
    if one.kind == "class":
        lines.append(texts("challenge.class_note"))
    drawn = await visit.services.pictures.code(link)
    media = Media("photo", drawn=drawn) if drawn else None
    see = Button(texts.plain("challenge.see"), _data("see", one.code))
    many = Button(texts.plain("challenge.group"), _data("size", one.code))
    await visit.say(Screen("\n\n".join(lines), ((see,), (many,), act_row(visit)), media))


async def _join(visit: Visit, one: Challenge, size: int) -> None:
    size = size if size in SIZES else 1
    if not await challenges.join(
        visit.services.db, one.code, visit.person.id, size, now=visit.now
    ):
        await visit.say(_gone(visit))
        return
    see = Button(visit.texts.plain("challenge.see"), _data("see", one.code))
    await visit.show(Screen(visit.texts("challenge.joined"), ((see,), act_row(visit))))


async def _see(visit: Visit, one: Challenge) -> None:
    """Show the path that all made together."""
    now = await challenges.together(visit.services.db, one, visit.person.id)
    words = path_of(visit, one, now)
    texts, rows = visit.texts, [act_row(visit)]
    if now.member and not _over(visit, one):
        share = Button(texts.plain("challenge.share"), _data("share", one.code))
        rows.append((share, Button(texts.plain("challenge.leave"), _data("leave", one.code))))
    elif not _over(visit, one):
        rows = [*_joining_rows(texts, one)]
    await path_words.show(visit, words, Screen(path_words.caption(visit, words), tuple(rows)))


def path_of(visit: Visit, one: Challenge, now: Together) -> PathWords:
    """Give what the path that all made says."""
    texts, end = visit.texts, _end(visit, one)
    title = name_of(texts, one)
    over = texts.plain("challenge.ended", date=end) if _over(visit, one) else ""
    if now.people is None:
        key = "challenge.few_over" if over else "challenge.few_title"
        note = over or texts.plain("challenge.few")
        return PathWords(title, texts.plain(key), 0, (), note, shared=True)
    people = number_words(now.people)
    note = over or texts.plain("challenge.people", people=people, date=end)
    amount = path_words.amount(visit, "path.stones", now.done)
    rows = path_words.rows(visit, "path.amount", now.by_objective)
    unit = path_words.unit(visit, now.done)
    return PathWords(title, amount, now.done, rows, note, unit, shared=True)


def _joining_rows(texts: Texts, one: Challenge) -> tuple[tuple[Button, ...], ...]:
    join = Button(texts.plain("challenge.join"), _data("join", one.code, "1"))
    return ((join,), (Button(texts.plain("challenge.group"), _data("size", one.code)),))


def _sizes(texts: Texts, one: Challenge) -> Screen:
    buttons = tuple(Button(str(size), _data("join", one.code, str(size))) for size in SIZES)
    return Screen(texts("challenge.how_many"), (buttons[:5], buttons[5:]))


def _gone(visit: Visit) -> Screen:
    new = Button(visit.texts.plain("challenge.open"), pack(Verb.CHALLENGE, "new"))
    return Screen(visit.texts("challenge.gone"), ((new,), act_row(visit)))


def open_button(texts: Texts) -> Button:
    """« Un défi à plusieurs »."""
    return button(texts, "challenge.open", Verb.CHALLENGE, "new")


def name_of(texts: Texts, one: Challenge) -> str:
    """Give the name of a challenge."""
    return texts.plain(f"challenge.name.{one.kind if one.kind in KINDS else KINDS[0]}")


def _end(visit: Visit, one: Challenge) -> str:
    return full_day(visit.texts, local_time(one.ends_at, visit.services.zone).date())


def _over(visit: Visit, one: Challenge) -> bool:
    return one.closed_at is not None or one.ends_at <= visit.now


def _data(what: str, *parts: str) -> str:
    return pack(Verb.CHALLENGE, what, *parts)


def _new_code(secret: str) -> str:
    number = int.from_bytes(secret.encode(), "big")

    def pick(below: int) -> int:
        nonlocal number
        number, rest = divmod(number, below)
        return rest

    return make_code(pick)


PRESSES = {Verb.CHALLENGE: on_press}
