"""What a person told us of their life: one optional tap at a time, never a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from handlers import actions
from handlers.visit import Visit, button
from storage import profiles

if TYPE_CHECKING:
    from storage.profiles import Profile

# In the order in which they are asked: the first answers open the most ideas.
QUESTIONS: tuple[profiles.Field, ...] = (
    "garden",
    "bike",
    "car",
    "dwelling",
    "children",
    "worker",
    "owner",
)
_SPOKEN: dict[str, str | bool] = {"flat": "flat", "house": "house", "1": True, "0": False}


async def ask_one(visit: Visit) -> None:
    """Ask the next open question, one a day at most."""
    known = await profiles.of(visit.services.db, visit.person.id)
    if visit.person.is_new or _asked_today(visit, known):
        return
    field = next((f for f in QUESTIONS if getattr(known, f) is None), None)
    if field is not None:
        html = visit.texts("profile.intro") + "\n" + visit.texts(f"profile.ask.{field}")
        await visit.say(Screen(html, _answers(visit, field)), number="-")


async def on_answer(visit: Visit, press: Press) -> None:
    """Keep the answer to a question, or pass it."""
    field, spoken = _field(press), press.text(1)
    if field is None:
        return
    if spoken not in _SPOKEN:
        await profiles.learn(visit.services.db, visit.person.id, field, None, now=visit.now)
        await visit.show(Screen(visit.texts("profile.skipped")))
        return
    await profiles.learn(visit.services.db, visit.person.id, field, _SPOKEN[spoken], now=visit.now)
    rows = ((button(visit.texts, "button.act", Verb.SUGGEST, 0),),)
    await visit.show(Screen(visit.texts("profile.thanks"), rows))


async def on_forget(visit: Visit, press: Press) -> None:
    """`Ce n'est plus vrai`: forget it, and show ideas without it."""
    field = _field(press)
    if field is not None:
        await profiles.learn(visit.services.db, visit.person.id, field, None, now=visit.now)
    await visit.say(Screen(visit.texts("profile.forgotten")))
    await actions.suggestions(visit)


async def show(visit: Visit) -> None:
    """/profil: everything that is known, each line with its eraser."""
    known = await profiles.of(visit.services.db, visit.person.id)
    lines = [(f, key) for f in QUESTIONS if (key := _line_key(f, getattr(known, f)))]
    if not lines:
        await visit.say(Screen(visit.texts("profile.nothing")))
        return
    html = "\n".join([visit.texts("profile.title"), *(f"• {visit.texts(k)}" for _, k in lines)])
    rows = tuple(
        (
            Button(
                visit.texts.plain("profile.erase_line", line=visit.texts.plain(key)),
                pack(Verb.FORGET, field),
            ),
        )
        for field, key in lines
    )
    await visit.say(Screen(html, rows))


def count(known: Profile) -> int:
    """How many answers we keep."""
    return sum(getattr(known, field) is not None for field in profiles.FIELDS)


def _field(press: Press) -> profiles.Field | None:
    return next((field for field in profiles.FIELDS if field == press.text(0)), None)


def _asked_today(visit: Visit, known: Profile) -> bool:
    updated = known.updated_at
    return updated is not None and visit.day_of(updated) == visit.today


def _answers(visit: Visit, field: str) -> tuple[tuple[Button, ...], ...]:
    texts = visit.texts
    if field == "dwelling":
        keys = (("profile.answer.flat", "flat"), ("profile.answer.house", "house"))
    else:
        keys = (("button.say_yes", "1"), ("button.say_no", "0"))
    answers = tuple(button(texts, key, Verb.PROFILE, field, value) for key, value in keys)
    return (answers, (button(texts, "button.skip", Verb.PROFILE, field, "skip"),))


def _line_key(field: str, value: object) -> str:
    if value is None:
        return ""
    if field == "dwelling":
        return f"profile.line.dwelling.{value}"
    return f"profile.line.{field}.{'has' if value else 'hasnt'}"
