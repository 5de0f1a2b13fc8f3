"""What staff may know of all: people, pledges, check-ins, questions, announcements.

As in `storage.figures`: no figure about fewer than five people leaves this module, and those that
do are in steps of five. Groups that add up hide so many that none shows through by subtraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage import reasons, tallies
from storage.disclosure import SMALLEST_GROUP, hide, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.reasons import Reason
    from storage.runner import Row, Runner

STATES = ("active", "paused", "kept", "stopped")
ASKED, MISSED = "asked", "missed"  # what `storage.tallies` counts of questions
_MOST_SENT = 10

_PEOPLE = """
    SELECT count(*) AS known,
        COALESCE(sum(CASE WHEN blocked_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS blocked,
        COALESCE(sum(CASE WHEN blocked_at IS NULL AND stopped_at IS NOT NULL
            THEN 1 ELSE 0 END), 0) AS silent,
        COALESCE(sum(CASE WHEN seen_on >= $1 THEN 1 ELSE 0 END), 0) AS seen
    FROM people
"""
_CELLS = """
    SELECT objective, state, count(DISTINCT person_id) AS accounts, count(*) AS figure
    FROM pledges GROUP BY objective, state ORDER BY objective, state
"""
_STATES = """
    SELECT state, count(DISTINCT person_id) AS accounts, count(*) AS figure
    FROM pledges GROUP BY state ORDER BY state
"""
_CHECK_INS = """
    SELECT {week} AS week, c.outcome AS outcome, count(*) AS figure,
        count(DISTINCT p.person_id) AS accounts
    FROM check_ins c JOIN pledges p ON p.id = c.pledge_id
    WHERE c.occurrence >= $1 GROUP BY 1, 2 ORDER BY 1, 2
"""
_HANDED = """
    SELECT state, count(DISTINCT person_id) AS accounts, count(*) AS figure
    FROM questions WHERE asked_at >= $1 GROUP BY state
"""
_SENT = """
    SELECT a.id AS id, a.started_at AS started_at, a.state AS state, o.status AS status,
        count(*) AS entries
    FROM (
        SELECT id, started_at, state FROM announcements WHERE started_at IS NOT NULL
        ORDER BY id DESC LIMIT $1
    ) a JOIN outbox o ON o.batch = 'announcement:' || CAST(a.id AS TEXT)
    GROUP BY a.id, a.started_at, a.state, o.status ORDER BY a.id DESC
"""


@dataclass(frozen=True, slots=True)
class Week:
    """One week from its Monday on. None: too few people, or nobody counted yet."""

    start: str
    done: int | None
    skipped: int | None
    asked: int | None
    missed: int | None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an announcement, row by row; None: too few."""

    number: int
    started_at: int
    state: str
    fates: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Statistics:
    """All of it, at one moment. None stands for fewer than five people, or would tell of them.

    `people`: known, seen (within a month), listening, silent, blocked. `cells`: pledges by
    (objective, state). `handed`: questions given to the desk within a month, by state.
    """

    people: Mapping[str, int | None]
    states: Mapping[str, int | None]
    cells: Mapping[tuple[int, str], int | None]
    weeks: Sequence[Week]
    handed: Mapping[str, int | None]
    refusals: Sequence[Reason]
    stops: Sequence[Reason]
    ends: Sequence[Reason]
    sent: Sequence[Sent]


async def gather(
    db: Runner, *, month: str, mondays: Sequence[str], since: int, lately: int
) -> Statistics:
    """Count everything. `mondays`: the first day of each week, oldest first.

    `month`: the first day of the last thirty, `lately` the same in UTC seconds; `since`: from
    when on reasons count.
    """
    return Statistics(
        people=await _people(db, month),
        states=_shown(await db.all(_STATES), "state"),
        cells=await _cells(db),
        weeks=await _weeks(db, mondays),
        handed=_shown(await db.all(_HANDED, lately), "state"),
        refusals=await reasons.refusals(db, since=since),
        stops=await reasons.stops(db, since=since),
        ends=await reasons.ends(db, since=since),
        sent=await _sent(db),
    )


async def _people(db: Runner, month: str) -> dict[str, int | None]:
    (row,) = await db.all(_PEOPLE, month)
    counted = {k: int(row[k]) for k in ("known", "blocked", "silent", "seen")}
    known, silent = counted.get("known", 0), counted.get("silent", 0)
    parts = {"silent": silent, "blocked": counted.get("blocked", 0)}
    parts["listening"] = known - sum(parts.values())
    hidden = hide(parts)
    shown: dict[str, int | None] = {
        part: None if part in hidden else rounded(parts[part])
        for part in ("listening", "silent", "blocked")
    }
    return {"known": few_or(known), "seen": few_or(counted.get("seen", 0)), **shown}


async def _cells(db: Runner) -> dict[tuple[int, str], int | None]:
    """Hide small cells, then as many beside them in each row and column as it takes."""
    rows = await db.all(_CELLS)
    accounts = {(int(r["objective"]), str(r["state"])): int(r["accounts"]) for r in rows}
    hidden: set[tuple[int, str]] = set()
    before = -1
    while len(hidden) != before:
        before = len(hidden)
        for place in (0, 1):
            for line in {cell[place] for cell in accounts}:
                part = {cell: n for cell, n in accounts.items() if cell[place] == line}
                hidden |= hide(part, never=hidden)
    figures = {(int(r["objective"]), str(r["state"])): int(r["figure"]) for r in rows}
    return {cell: None if cell in hidden else rounded(n) for cell, n in figures.items()}


async def _weeks(db: Runner, mondays: Sequence[str]) -> list[Week]:
    cases = " ".join(
        f"WHEN c.occurrence >= ${place} THEN {place}" for place in range(len(mondays), 0, -1)
    )
    sql = _CHECK_INS.format(week=f"CASE {cases} END")
    found: dict[tuple[int, str], int | None] = {}
    for row in await db.all(sql, *mondays):
        enough = row["accounts"] >= SMALLEST_GROUP
        found[int(row["week"]), row["outcome"]] = rounded(row["figure"]) if enough else None
    questions = await _questions(db, mondays)
    return [
        Week(
            monday,
            found.get((place, "done"), 0),
            found.get((place, "skipped"), 0),
            few_or(questions.get((place, ASKED), 0)),
            few_or(questions.get((place, MISSED), 0)),
        )
        for place, monday in enumerate(mondays, 1)
    ]


async def _questions(db: Runner, mondays: Sequence[str]) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for day, what, entries in await tallies.since(db, mondays[0]):
        place = sum(monday <= day for monday in mondays)
        found[place, what] = found.get((place, what), 0) + entries
    return found


async def _sent(db: Runner) -> list[Sent]:
    counts: dict[tuple[int, int, str], dict[str, int | None]] = {}
    for row in await db.all(_SENT, _MOST_SENT):
        one = counts.setdefault((row["id"], row["started_at"], row["state"]), {})
        one[row["status"]] = few_or(int(row["entries"]))
    return [Sent(*one, fates) for one, fates in counts.items()]


def _shown(rows: Sequence[Row], name: str) -> dict[str, int | None]:
    hidden = hide({str(row[name]): int(row["accounts"]) for row in rows})
    return {
        str(row[name]): None if row[name] in hidden else rounded(row["figure"]) for row in rows
    }


def few_or(figure: int) -> int | None:
    """Round a figure down to steps of five; None where it is about fewer than five, not none."""
    if 0 < figure < SMALLEST_GROUP:
        return None
    return rounded(figure)
