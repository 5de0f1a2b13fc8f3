"""`colibris suggest`, line by line, against `tests.content.suggest_oracle`, written apart."""

from __future__ import annotations

import io
import json
import time
from collections import Counter
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pytest

from bot import suggest
from tests import known
from tests.content.suggest_oracle import (
    ACTIONS,
    GROUPS,
    HELD_BACK,
    TODAY,
    Given,
    eligible,
    is_true,
    reach,
    reach_by_trying_all,
)
from tests.proof import write_proof

if TYPE_CHECKING:
    from collections.abc import Iterator


FLAGS = ("owner", "garden", "car", "bike", "children", "worker")
CHOICES: dict[str, tuple[object, ...]] = {
    "dwelling": (None, "flat", "house"),
    **dict.fromkeys(FLAGS, (None, True, False)),
    "time": (None, "5min", "1h", "weekend"),
    "commune": (None, "63113", "63003", "63999"),
    "budget": (None, "free", "any"),
}


def draw(chance: Random) -> Given:
    """Draw somebody: a life, a month, objectives, what was done and refused, and how many."""
    profile = {
        key: chance.choice(values) for key, values in CHOICES.items() if chance.random() < 0.8
    }

    def memory() -> list[dict[str, str]]:
        ages = (0, 1, 30, 364, 365, 366, 800)
        return [
            {"id": name, "on": (TODAY - timedelta(days=chance.choice(ages))).isoformat()}
            for name in chance.sample([*ACTIONS, "disparue"], chance.choice((0, 0, 3, 20, 50)))
        ]

    return {
        "month": chance.randint(1, 12),
        "profile": profile,
        "objectives": chance.choice(([], [], [], chance.sample(range(1, 11), 2))),
        "done": memory(),
        "refused": memory(),
        "today": TODAY.isoformat(),
        "seed": chance.randint(0, 2**31),
        "count": chance.choice((1, 2, 3, 3, 3, 5)),
    }


class Asked:
    """Standard input that notes how long each line took: until the next one was wanted."""

    def __init__(self, wishes: list[Given]) -> None:
        self._wishes = wishes
        self.took: list[float] = []

    def __iter__(self) -> Iterator[bytes]:
        for wish in self._wishes:
            line = json.dumps(wish).encode() + b"\n"
            start = time.process_time()
            yield line
            self.took.append(time.process_time() - start)


def ask(number: int, seed: int) -> tuple[list[Given], list[dict[str, Any]], list[float]]:
    chance = Random(seed)
    wishes = [draw(chance) for _ in range(number)]
    asked, out = Asked(wishes), io.BytesIO()
    suggest.run(stdin=cast("BinaryIO", asked), stdout=out, content=known.content(), today=TODAY)
    return wishes, [json.loads(line) for line in out.getvalue().splitlines()], asked.took


def faults(wish: Given, answer: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one answer."""
    found = answer["suggestions"]
    ids = [each["id"] for each in found]
    fitting = eligible(wish)
    size, spread = reach(fitting, wish["count"])
    if len(set(ids)) != len(ids) or len(ids) != size:
        yield "number"
    if len({each["objective"] for each in found}) != spread:
        yield "objectives"
    if not set(ids) <= set(fitting):
        yield "does not fit the person, the season or what they answered"
    if set(ids) & HELD_BACK:
        yield "held back"
    if any(len(group & set(ids)) > 1 for group in GROUPS):
        yield "excluded"
    if not all(is_true(b["field"], b["value"], wish) for each in found for b in each["because"]):
        yield "because"
    if not all(each["why"] for each in found):
        yield "no reason said"


def examine(number: int, seed: int) -> tuple[Counter[str], Counter[int], list[float]]:
    wishes, answers, took = ask(number, seed)
    assert len(answers) == number
    wrong: Counter[str] = Counter()
    sizes: Counter[int] = Counter()
    for wish, answer in zip(wishes, answers, strict=True):
        wrong.update(faults(wish, answer))
        sizes[len(answer["suggestions"])] += 1
    return wrong, sizes, [second * 1000 for second in sorted(took)]


def test_some_hundred_profiles() -> None:
    wrong, sizes, took = examine(250, seed=1)

    assert wrong == Counter()
    assert sizes[3] > 50
    assert took[247] < 20  # a busy machine; the proof measures


@pytest.mark.proof
@pytest.mark.timeout(1800)
def test_twenty_thousand_profiles_and_months() -> None:
    wrong, sizes, took = examine(20_000, seed=63)
    p50, p99, longest = took[10_000], took[19_800], took[-1]

    lines = [
        f"lines asked, each checked by an oracle written apart: {sum(sizes.values())}",
        f"suggestions given: {sum(size * number for size, number in sizes.items())}",
        f"lines with a fault of any kind: {sum(wrong.values())}",
        f"processor time of a line: p50 {p50:.2f} ms, p99 {p99:.2f} ms, longest {longest:.2f} ms",
    ]
    write_proof("`colibris suggest`, 20,000 lines", lines)
    assert wrong == Counter()
    assert p99 <= 2


def test_the_oracle_sees_what_is_wrong() -> None:
    wish = {**draw(Random(2)), "objectives": [], "done": [], "refused": [], "count": 3, "month": 1}
    wish["profile"] = {}
    (answer,) = ask_one(wish)
    assert list(faults(wish, answer)) == []
    first = answer["suggestions"][0]
    garden = next(a for a in ACTIONS.values() if "garden" in a["needs"])
    spoilt = {**first, "id": garden["id"], "because": [{"field": "garden", "value": True}]}

    assert "number" in set(faults(wish, {"suggestions": answer["suggestions"][:2]}))
    assert "does not fit the person, the season or what they answered" in set(
        faults({**wish, "profile": {"garden": False}}, {"suggestions": [spoilt]})
    )


def test_the_quick_oracle_says_what_trying_all_says() -> None:
    chance = Random(3)
    found: Counter[tuple[int, int]] = Counter()
    for _ in range(150):
        wish = draw(chance)
        names = eligible(wish)
        names = chance.sample(names, min(len(names), chance.choice((2, 5, 9, 25))))
        grouped = [n for n in names if any(n in group for group in GROUPS)]
        for some in (names, grouped):
            quick = reach(some, min(wish["count"], 3))
            assert quick == reach_by_trying_all(some, min(wish["count"], 3))
            found[quick] += 1
    assert len(found) > 6


def ask_one(wish: Given) -> list[dict[str, Any]]:
    out = io.BytesIO()
    stdin = io.BytesIO(json.dumps(wish).encode() + b"\n")
    suggest.run(stdin=stdin, stdout=out, content=known.content(), today=TODAY)
    return [json.loads(line) for line in out.getvalue().splitlines()]
