"""The statistics as a picture: pledges by objective, weeks of check-ins, weeks of questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.insight.tables import day_words, objective_words, said, total
from bot.paper.bars import Bar, Bars, ChartWords
from bot.rules.wall_time import wall_of

if TYPE_CHECKING:
    from bot.context import Services
    from storage.statistics import Statistics

_RUN = ("active", "paused", "kept")
_OBJECTIVES = range(1, 11)
_SHOWN_WEEKS = 4


def chart(services: Services, found: Statistics) -> ChartWords:
    """Say what the picture shows."""
    texts = services.texts
    today = wall_of(services.now(), services.zone)
    panels = (_objectives(services, found), _weeks(services, found), _questions(services, found))
    return ChartWords(
        texts.plain("stats.chart.title"),
        texts.plain("stats.chart.day", day=f"{today:%d/%m/%Y}"),
        panels,
        texts.plain("stats.note"),
    )


def running(found: Statistics, objective: int) -> int | None:
    """Return how many pledges for an objective run or were kept; None: too few to tell."""
    figures = {state: n for (one, state), n in found.cells.items() if one == objective}
    return total(figures, *_RUN)


def _objectives(services: Services, found: Statistics) -> Bars:
    texts = services.texts
    bars = []
    for objective in _OBJECTIVES:
        figure = running(found, objective)
        label = objective_words(services, objective)
        bars.append(Bar(label, said(texts, figure), figure or 0))
    return Bars(texts.plain("stats.chart.objectives"), tuple(bars))


def _weeks(services: Services, found: Statistics) -> Bars:
    texts = services.texts
    bars = tuple(
        Bar(_week(services, week.start), said(texts, week.done), week.done or 0)
        for week in found.weeks[-_SHOWN_WEEKS:]
    )
    return Bars(texts.plain("stats.chart.weeks"), bars)


def _questions(services: Services, found: Statistics) -> Bars:
    texts = services.texts
    bars = []
    for week in found.weeks[-_SHOWN_WEEKS:]:
        amount = said(texts, week.asked)
        if week.asked:
            missed = said(texts, week.missed)
            amount = texts.plain("stats.chart.asked", asked=amount, missed=missed)
        label = _week(services, week.start)
        bars.append(Bar(label, amount, week.asked or 0, week.missed or 0))
    return Bars(texts.plain("stats.chart.questions"), tuple(bars))


def _week(services: Services, start: str) -> str:
    return services.texts.plain("stats.chart.week", day=day_words(start)[:5])
