"""The week in ten lines, for staff: the same figures as everywhere, nothing about anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.insight.chart import running
from bot.insight.tables import objective_words, reason_words, said, total
from bot.rules.presses import Verb, pack
from content.texts import Html

if TYPE_CHECKING:
    from bot.context import Services
    from storage.statistics import Statistics

_OBJECTIVES = range(1, 11)
_LINES = (
    "people", "listening", "pledges", "kept", "done", "asked", "handed", "objective", "reason",
    "announcements",
)  # fmt: skip
_WEEK_S = 7 * 86_400


def note(services: Services, found: Statistics) -> Screen:
    """Give the note: a title, ten lines, and the way to the rest."""
    texts = services.texts
    values = _values(services, found)
    lines = [texts("stats.weekly.title")]
    lines += [texts(f"stats.weekly.line_{line}", **values) for line in _LINES]
    button = Button(texts.plain("stats.weekly.button"), pack(Verb.STATS))
    return Screen(Html("\n".join(lines)), ((button,),))


def _values(services: Services, found: Statistics) -> dict[str, str]:
    texts = services.texts
    week = found.weeks[-2] if len(found.weeks) > 1 else found.weeks[-1]
    figures = {
        **{key: found.people.get(key, 0) for key in found.people},
        **{state: total(found.states, state) for state in ("active", "paused", "kept", "stopped")},
        "done": week.done,
        "skipped": week.skipped,
        "asked": week.asked,
        "missed": week.missed,
        "new": total(found.handed, "new"),
        "answered": total(found.handed, "answered"),
    }
    since = services.now() - _WEEK_S
    return {
        **{key: said(texts, figure) for key, figure in figures.items()},
        "objective": _most_followed(services, found),
        "reason": _first_reason(services, found),
        "count": str(sum(one.started_at >= since for one in found.sent)),
    }


def _most_followed(services: Services, found: Statistics) -> str:
    counted = {objective: running(found, objective) or 0 for objective in _OBJECTIVES}
    best = max(counted, key=lambda objective: counted[objective])
    if not counted[best]:
        return services.texts.plain("stats.weekly.nothing")
    return objective_words(services, best)


def _first_reason(services: Services, found: Statistics) -> str:
    if not found.refusals:
        return services.texts.plain("stats.weekly.nothing")
    title, reason = reason_words(services, "refusals", found.refusals[0])
    return f"{title} : {reason.lower()}"
