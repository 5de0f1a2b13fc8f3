"""What a reminder looks like: one line and one row of buttons for each pledge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Verb, pack
from bot.rules.slowing import AS_CHOSEN, WEEKLY
from content.texts import Html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.texts import Texts


@dataclass(frozen=True, slots=True)
class Line:
    """One pledge in a reminder: what it is, and the day that an answer is credited to.

    `slowed`: how often its reminders were slowed down (see `bot.rules.slowing`). `kind`: its
    rhythm, on which it depends how long it goes on.
    """

    pledge_id: int
    title: str
    how: str
    day: str
    slowed: int = AS_CHOSEN
    kind: str = ""


def reminder_screen(texts: Texts, lines: Sequence[Line]) -> Screen:
    """One message: a line for each pledge, and a row of buttons each."""
    single = len(lines) == 1
    rows = [_row(texts, line, "" if single else f" {n}") for n, line in enumerate(lines, 1)]
    if single:
        html = texts("reminder.one", action=lines[0].title, how=lines[0].how)
    else:
        listed = (
            texts("reminder.line", number=n, action=line.title) for n, line in enumerate(lines, 1)
        )
        html = Html("\n".join((texts("reminder.many"), *listed)))
    slowest = max(line.slowed for line in lines)
    if slowest > AS_CHOSEN:
        note = texts("slower.weekly" if slowest == WEEKLY else "slower.monthly")
        html = Html(f"{html}\n\n{note}")
        slowed = [line for line in lines if line.slowed > AS_CHOSEN]
        rows += [
            (Button(texts.plain("slower.back"), pack(Verb.RHYTHM_BACK, line.pledge_id)),)
            for line in slowed[:1]
        ]
    return Screen(html, tuple(rows))


def quiet_question(texts: Texts, line: Line) -> Screen:
    """« Je me tais ? »: the last message about a pledge that had no answer for long."""
    hush = Button(texts.plain("slower.hush"), pack(Verb.RHYTHM_AS, line.pledge_id, "none"))
    back = Button(texts.plain("slower.back"), pack(Verb.RHYTHM_BACK, line.pledge_id))
    return Screen(texts("slower.ask", action=line.title), ((hush,), (back,)))


def closing_screen(texts: Texts, line: Line, done: int) -> Screen:
    """Tell that a pledge comes to its end, and offer to go on for as long again."""
    longer = texts.plain(f"closing.longer.{'months' if line.kind == 'monthly' else 'weeks'}")
    facts = {"action": line.title, "times": texts.count("times", done), "longer": longer}
    html = texts("closing.text" if done else "closing.none", **facts)
    words = texts.plain("closing.again", longer=longer)
    again = Button(words, pack(Verb.PLEDGE_AGAIN, line.pledge_id))
    enough = Button(texts("closing.enough"), pack(Verb.PLEDGE_KEPT, line.pledge_id))
    return Screen(html, ((again,), (enough,)))


def _row(texts: Texts, line: Line, suffix: str) -> tuple[Button, ...]:
    return tuple(
        Button(texts.plain(f"reminder.{word}") + suffix, pack(verb, line.pledge_id, line.day))
        for word, verb in (("done", Verb.DONE), ("skip", Verb.SKIP), ("later", Verb.LATER))
    )
