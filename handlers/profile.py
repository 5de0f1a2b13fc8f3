"""What a person told us of their life: one optional tap at a time, never a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from content.texts import Html
from handlers import actions, communes
from handlers.visit import Visit, button
from storage import profiles

if TYPE_CHECKING:
    from storage.profiles import Profile

# In the order in which they are asked: the first answers open the most ideas.
QUESTIONS: tuple[profiles.Field, ...] = (
    "garden",
    "commune",
    "car",
    "children",
    "time_budget",
    "dwelling",
    "budget",
    "bike",
    "worker",
    "owner",
)
_SPOKEN: dict[str, str | bool] = {"1": True, "0": False}
_CHOICES: dict[str, tuple[str, ...]] = {
    "dwelling": ("flat", "house"),
    "time_budget": ("5min", "1h", "weekend"),
    "budget": ("free", "any"),
}
_ASK_AGAIN_S = 90 * 86_400  # a question that was passed


async def ask_one(visit: Visit) -> None:
    """Ask the next open question, one a day at most; one that was passed rests for a season."""
    known = await profiles.of(visit.services.db, visit.person.id)
    if visit.person.is_new or _asked_today(visit, known):
        return
    asked = await profiles.asked(visit.services.db, visit.person.id)
    rested = visit.now - _ASK_AGAIN_S
    fields = (f for f in QUESTIONS if getattr(known, f) is None and asked.get(f, 0) <= rested)
    field = next(fields, None)
    if field is not None:
        await ask(visit, field, visit.texts("profile.intro") + "\n")


async def ask(visit: Visit, field: profiles.Field, before: str = "") -> None:
    """Ask one question: taps for the answers; the commune is written."""
    html = Html(before + visit.texts(f"profile.ask.{field}"))
    if field == "commune":
        visit.wait_for(communes.STEP)
    await visit.say(Screen(html, _answers(visit, field)), number="-")


async def on_ask(visit: Visit, press: Press) -> None:
    """« Ajouter », in the profile."""
    field = _field(press)
    await (show(visit) if field is None else ask(visit, field))


async def on_answer(visit: Visit, press: Press) -> None:
    """Keep the answer to a question, or pass it."""
    field, value = _field(press), None
    if field is None:
        await show(visit)
        return
    value = _value(visit, field, press.text(1))
    await profiles.learn(visit.services.db, visit.person.id, field, value, now=visit.now)
    if value is None:
        await visit.show(Screen(visit.texts("profile.skipped")))
        return
    rows = ((button(visit.texts, "button.act", Verb.SUGGEST, 0),),)
    html = visit.texts("profile.thanks")
    if field == "commune":
        html = Html(f"{communes.place_words(visit, str(value))}\n{html}")
    await visit.show(Screen(html, rows))


async def on_forget(visit: Visit, press: Press) -> None:
    """`Ce n'est plus vrai`: forget it, and show ideas without it."""
    field = _field(press)
    if field is not None:
        await profiles.learn(visit.services.db, visit.person.id, field, None, now=visit.now)
    await visit.say(Screen(visit.texts("profile.forgotten")))
    await actions.suggestions(visit)


async def show(visit: Visit) -> None:
    """/profil: everything that is known, each line with its eraser; what is not, to be added."""
    known = await profiles.of(visit.services.db, visit.person.id)
    lines = [(f, line) for f in QUESTIONS if (line := _line(visit, f, getattr(known, f)))]
    texts = visit.texts
    html = texts("profile.title" if lines else "profile.nothing")
    html = Html("\n".join([html, *(f"• {texts('profile.as_is', line=t)}" for _, t in lines)]))
    rows: list[tuple[Button, ...]] = [
        (Button(texts.plain("profile.erase_line", line=line), pack(Verb.FORGET, field)),)
        for field, line in lines
    ]
    missing = [f for f in QUESTIONS if getattr(known, f) is None]
    adders = [button(texts, f"profile.add.{f}", Verb.PROFILE_ASK, f) for f in missing]
    rows += [tuple(adders[n : n + 2]) for n in range(0, len(adders), 2)]
    await visit.say(Screen(html, tuple(rows)))


def count(known: Profile) -> int:
    """How many answers we keep."""
    return sum(getattr(known, field) is not None for field in profiles.FIELDS)


def _field(press: Press) -> profiles.Field | None:
    return next((field for field in profiles.FIELDS if field == press.text(0)), None)


def _asked_today(visit: Visit, known: Profile) -> bool:
    updated = known.updated_at
    return updated is not None and visit.day_of(updated) == visit.today


def _value(visit: Visit, field: str, spoken: str) -> str | bool | None:
    """Give what a press says; `None` passes the question, as does what we never offered."""
    if field == "commune":
        return spoken if spoken in visit.services.content.communes else None
    if field in _CHOICES:
        return spoken if spoken in _CHOICES[field] else None
    return _SPOKEN.get(spoken)


def _answers(visit: Visit, field: str) -> tuple[tuple[Button, ...], ...]:
    texts = visit.texts
    passing = (button(texts, "button.skip", Verb.PROFILE, field, "skip"),)
    if field == "commune":
        return (passing,)
    if field in _CHOICES:
        keys = [(f"profile.answer.{value}", value) for value in _CHOICES[field]]
    else:
        keys = [("button.say_yes", "1"), ("button.say_no", "0")]
    return (tuple(button(texts, key, Verb.PROFILE, field, v) for key, v in keys), passing)


def _line(visit: Visit, field: str, value: object) -> str:
    """Say what is known; empty for what is not."""
    if value is None:
        return ""
    if field == "commune":
        commune = visit.services.content.communes.get(str(value))
        return visit.texts.plain("profile.line.commune", name=commune.name) if commune else ""
    word = value if field in _CHOICES else "has" if value else "hasnt"
    return visit.texts.plain(f"profile.line.{field}.{word}")


PRESSES = {
    Verb.PROFILE: on_answer,
    Verb.PROFILE_ASK: on_ask,
    Verb.FORGET: on_forget,
}
