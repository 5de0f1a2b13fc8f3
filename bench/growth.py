"""`colibris bench growth`: what an update costs when there are many people, or many phrasings.

The real program, without a network (`bench/town.py`), once for each size. Batches of updates are
done by each size in turn; a ratio is formed within a round, and the median of the rounds counts.
CPU is that of our own process, SQLite's threads included.
"""

from __future__ import annotations

import itertools
import random
import tempfile
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bench.crowd import FIRST, Crowd, fill
from bench.page import write_lines, write_section
from bench.town import open_town
from content.ask import Answerer
from content.load import load

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from bench.town import Town
    from content.model import Content

ZONE = ZoneInfo("Europe/Paris")
NOON = int(datetime(2026, 11, 25, 12, tzinfo=ZONE).timestamp())
MORE_PEOPLE, MORE_PHRASINGS = 1.10, 2.0
_BATCH = 100
_DAY_S = 86_400
_LEADS = ("", "bonjour, ", "dites, ", "s'il vous plaît, ", "je voudrais savoir : ", "euh ")
_SLIPS = (0, 2, 4, 6)
Costs = dict[int, list[float]]
"""µs of CPU for an update, round by round, for each size."""


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, nargs="+", default=[1000, 30_000, 600_000])
    parser.add_argument("--phrasings", type=int, nargs="+", default=[6000, 20_000, 60_000])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")


async def main(options: argparse.Namespace) -> int:
    content = load()
    with tempfile.TemporaryDirectory() as folder:
        by_people = await over_people(Path(folder), content, options.people, options.rounds)
    print(table("people", by_people, MORE_PEOPLE), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        by_content = await over_phrasings(Path(folder), content, options.phrasings, options.rounds)
    print(table("phrasings", by_content, MORE_PHRASINGS), flush=True)
    if options.write:
        _write(by_people, by_content, options.rounds)
    within = grown(by_people) < MORE_PEOPLE and grown(by_content) <= MORE_PHRASINGS
    return 0 if within else 1


async def over_people(folder: Path, content: Content, sizes: Sequence[int], rounds: int) -> Costs:
    """Let people among so many ask; each has two and a half pledges.

    Each bot understands by itself: what one has just read would cost the next one less.
    """
    async with AsyncExitStack() as stack:
        towns = {}
        for size in sizes:
            home = folder / str(size)
            home.mkdir()
            await fill(home / "year.db", Crowd(size, size * 5 // 2, 0), at=NOON)
            town = open_town(home, ZONE, NOON, answerer=Answerer.of(content))
            towns[size] = await stack.enter_async_context(town)
        return await _costs(towns, {size: size for size in sizes}, _asked(content), rounds)


async def over_phrasings(
    folder: Path, content: Content, sizes: Sequence[int], rounds: int
) -> Costs:
    """Let the same people ask a bot that knows so many ways to put a question."""
    async with AsyncExitStack() as stack:
        towns = {}
        for size in sizes:
            home = folder / str(size)
            home.mkdir()
            await fill(home / "year.db", Crowd(1000, 2500, 0), at=NOON)
            answerer = Answerer.of(replace(content, phrasings=phrasings(content, size)))
            town = open_town(home, ZONE, NOON, answerer=answerer)
            towns[size] = await stack.enter_async_context(town)
        return await _costs(towns, dict.fromkeys(sizes, 1000), _asked(content), rounds)


def phrasings(content: Content, size: int) -> Mapping[str, Sequence[str]]:
    """Give so many phrasings: those of the content, then the same with openings and slips."""
    every = [(topic, text) for topic, texts in content.phrasings.items() for text in texts]
    random.Random(63).shuffle(every)
    more = (
        (topic, f"{lead}{text[:slip]}{text[slip + 1 :]}" if slip else f"{lead}{text}")
        for slip, lead in itertools.product(_SLIPS, _LEADS)
        for topic, text in every
    )
    found: dict[str, list[str]] = {topic: [] for topic in content.phrasings}
    for topic, text in itertools.islice(more, size):
        found[topic].append(text)
    return {topic: texts for topic, texts in found.items() if texts}


async def _costs(
    towns: Mapping[int, Town], people: Mapping[int, int], texts: Sequence[str], rounds: int
) -> Costs:
    """Measure batch after batch, each size in its turn; the first round warms up.

    Each batch is a day of its own, on which everybody writes once: otherwise those who are few
    would come back within the day, which costs less, and those who are many would not.
    """
    found: Costs = {size: [] for size in towns}
    chance, asked = random.Random(63), itertools.cycle(texts)
    for number in range(rounds + 1):
        batch = [next(asked) for _ in range(_BATCH)]
        for size, town in towns.items():
            who = chance.sample(range(FIRST, FIRST + people[size]), len(batch))
            town.move(town.now + _DAY_S)
            spent = process_time()
            for person, text in zip(who, batch, strict=True):
                town.move(town.now + 1)
                if not await town.says(person, text):
                    raise RuntimeError("no answer")
            if number:
                found[size].append(1e6 * (process_time() - spent) / _BATCH)
    return found


def _asked(content: Content) -> list[str]:
    """Give questions with a slip each, none twice among those that are remembered."""
    texts = [text[:3] + text[4:] for group in content.phrasings.values() for text in group[-40:]]
    random.Random(63).shuffle(texts)
    return [text for text in texts if 12 < len(text) < 90]


def grown(costs: Costs) -> float:
    """Return what an update costs with most, over what it costs with fewest."""
    return median(m / f for f, m in zip(costs[min(costs)], costs[max(costs)], strict=True))


def table(what: str, costs: Costs, most: float) -> str:
    first = costs[min(costs)]
    rows = [f"| {what} | CPU µs for an update | × the fewest | asked for |\n|---|---|---|---|"]
    for size, found in costs.items():
        times = median(m / f for f, m in zip(first, found, strict=True))
        bar = f"≤ {most:.2f}" if size == max(costs) else "–"
        rows.append(f"| {size:,} | {median(found):,.0f} | {times:.2f} | {bar} |")
    return "\n".join(rows)


def _write(by_people: Costs, by_content: Costs, rounds: int) -> None:
    parts = [
        f"Answered questions, words alone, {rounds} rounds of {_BATCH} for each size, SQLite."
    ]
    for what, costs, most in (
        ("people", by_people, MORE_PEOPLE),
        ("phrasings", by_content, MORE_PHRASINGS),
    ):
        title = f"CPU µs for an update, by the number of {what}"
        points = [(f"{size:,}", median(found)) for size, found in costs.items()]
        write_lines(f"growth-{what}", title, {"an answered question": points})
        parts += [table(what, costs, most), f"![{title}](images/growth-{what}.svg)"]
    write_section("Growth", "colibris bench growth", parts)
