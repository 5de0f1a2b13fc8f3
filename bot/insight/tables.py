"""The statistics as tables: for the spreadsheet, for the page, and for the lines of the chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from bot.announce.words import number_words
from bot.rules.sheets import to_csv
from bot.rules.wall_time import wall_of
from storage.statistics import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.context import Services
    from content.texts import Texts
    from storage.reasons import Reason
    from storage.statistics import Statistics

Cell: TypeAlias = str | int
_PEOPLE = ("known", "seen", "listening", "silent", "blocked")
_HANDED = ("new", "taken", "answered", "dismissed")
_FATES = ("sent", "blocked", "failed", "uncertain", "skipped", "expired", "cancelled")
_FATE_KEYS = {"cancelled": "cancelled_rows"}
_REASON_KEYS = {"refusals": "act.reason", "stops": "stop.why", "ends": "pledges.why"}


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a title, its heads, and as many cells in each row."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


async def read(services: Services) -> Statistics:
    """Give the statistics, at most a quarter of an hour old."""
    return await services.collective.statistics(services.zone, now=services.now())


def tables(services: Services, found: Statistics) -> list[Table]:
    """Give everything that may be known, table by table."""
    texts = services.texts

    def head(*keys: str) -> tuple[str, ...]:
        return tuple(texts.plain(f"stats.head.{key}") for key in keys)

    made = [
        Table(_title(texts, "people"), head("what", "count"), _people(texts, found)),
        _pledges(services, found),
        Table(
            _title(texts, "weeks"),
            head("week", "done", "skipped", "asked", "missed"),
            tuple(
                (day_words(week.start), *(
                    cell(texts, n) for n in (week.done, week.skipped, week.asked, week.missed)
                ))
                for week in found.weeks
            ),
        ),
        Table(_title(texts, "handed"), head("state", "count"), _handed(texts, found)),
    ]  # fmt: skip
    given = {"refusals": found.refusals, "stops": found.stops, "ends": found.ends}
    for name, reasons in given.items():
        rows = _reasons(services, name, reasons)
        made.append(Table(_title(texts, name), head("action", "reason", "people"), rows))
    return [*made, _announcements(services, found)]


def to_sheet(services: Services, found: Statistics) -> bytes:
    """Give all tables as one CSV that Excel opens."""
    rows: list[tuple[Cell, ...]] = []
    for table in tables(services, found):
        rows += [(table.title,), table.heads, *table.rows, ()]
    rows.append((services.texts.plain("stats.note"),))
    return to_csv(rows)


def cell(texts: Texts, figure: int | None) -> Cell:
    """Give a figure, or say that it is too small to be told."""
    return texts.plain("stats.few") if figure is None else figure


def said(texts: Texts, figure: int | None) -> str:
    """Give a figure as it is read: « 1 250 », « moins de 5 »."""
    return texts.plain("stats.few") if figure is None else number_words(figure)


def reason_words(services: Services, name: str, one: Reason) -> tuple[str, str]:
    """Give the title of the action (or nothing) and the reason in words."""
    texts, actions = services.texts, services.content.actions
    title = actions[one.action_id].title if one.action_id in actions else one.action_id
    key = f"{_REASON_KEYS[name]}.{one.reason}"
    return title, texts.plain(key) if key in texts else one.reason


def day_words(day: str) -> str:
    """« 24/11/2026 »."""
    return f"{date.fromisoformat(day):%d/%m/%Y}"


def objective_words(services: Services, objective: int) -> str:
    """« 3. L'eau »; the number alone where nothing is known of it."""
    topic = services.content.topics.get(f"objectif-{objective}")
    if topic is None:
        return str(objective)
    return f"{objective}. {topic.title.removesuffix(f'(objectif {objective})').strip()}"


def total(figures: Mapping[str, int | None], *names: str) -> int | None:
    """Add what may be told; None where there is something and none of it may."""
    there = [figures[name] for name in names if name in figures]
    told = [figure for figure in there if figure is not None]
    return None if there and not told else sum(told)


def _title(texts: Texts, name: str) -> str:
    return texts.plain(f"stats.table.{name}")


def _people(texts: Texts, found: Statistics) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (texts.plain(f"stats.people.{key}"), cell(texts, found.people.get(key, 0)))
        for key in _PEOPLE
    )


def _pledges(services: Services, found: Statistics) -> Table:
    texts = services.texts
    states = [texts.plain(f"stats.state.{state}") for state in STATES]
    objectives = sorted({objective for objective, _ in found.cells})
    rows = [
        (
            objective_words(services, objective),
            *(cell(texts, found.cells.get((objective, state), 0)) for state in STATES),
        )
        for objective in objectives
    ]
    all_of_them = texts.plain("stats.head.all")
    rows.append((all_of_them, *(cell(texts, found.states.get(state, 0)) for state in STATES)))
    heads = (texts.plain("stats.head.objective"), *states)
    return Table(_title(texts, "pledges"), heads, tuple(rows))


def _handed(texts: Texts, found: Statistics) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (texts.plain(f"stats.handed.{state}"), cell(texts, found.handed.get(state, 0)))
        for state in _HANDED
    )


def _reasons(
    services: Services, name: str, reasons: Sequence[Reason]
) -> tuple[tuple[Cell, ...], ...]:
    return tuple((*reason_words(services, name, one), one.people) for one in reasons)


def _announcements(services: Services, found: Statistics) -> Table:
    texts = services.texts
    fates = [
        texts.plain(f"announce.progress.{_FATE_KEYS.get(fate, fate)}", count="").split(":")[0]
        for fate in _FATES
    ]
    heads = tuple(texts.plain(f"stats.head.{key}") for key in ("number", "date", "state"))
    rows = tuple(
        (
            one.number,
            f"{wall_of(one.started_at, services.zone):%d/%m/%Y}",
            texts.plain(f"announce.state.{one.state}"),
            *(cell(texts, one.fates.get(fate, 0)) for fate in _FATES),
        )
        for one in found.sent
    )
    return Table(_title(texts, "announcements"), (*heads, *(fate.strip() for fate in fates)), rows)
