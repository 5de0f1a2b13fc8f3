"""`colibris evaluate`: how well questions of a labelled set are answered.

A set has one object a line: `{"q": "…", "expect": ["topic", …], "style": "…"}`. What is out of
scope expects `hors-sujet`; a danger expects `urgence` and may name the fitting `number`, or a list
of them. Counted so that asking back always is no way out: an answer counts as right only if it is
one. Several engines are compared in one table first (`bot.engines`).
"""

from __future__ import annotations

import json
import resource
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from bot import engines
from content.model import OUT, URGENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from content.ask import Answerer
    from content.model import Answer

_WORST = 12


class SetError(ValueError):
    """A question set cannot be read; one line says where and why."""


@dataclass(frozen=True, slots=True)
class Question:
    """One labelled question: the topics that would be right, and how it is written.

    `numbers`: those that may be the first to call, for a danger; empty where none is named.
    """

    text: str
    expect: frozenset[str]
    style: str
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with what became of it: `us` microseconds, `ranking` of three topics."""

    question: Question
    answer: Answer
    us: float
    ranking: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether it was answered with a right topic."""
        return self.answer.outcome == "answer" and self.answer.topic in self.question.expect

    @property
    def wrong(self) -> bool:
        """Whether it was answered with a topic that is not right."""
        return self.answer.outcome == "answer" and not self.right

    @property
    def helped(self) -> bool:
        """Whether it was answered right, or asked back with a right button."""
        offered = self.answer.outcome == "clarify" and self.question.expect & {
            *self.answer.choices
        }
        return self.right or bool(offered)


def run(
    files: Iterable[Path],
    *,
    tiers: Mapping[str, Answerer],
    single: Sequence[str] = (),
    at_least: float,
    clock_ns: Callable[[], int],
    out: TextIO,
) -> int:
    """Print the table of the first tier; return 1 where it answers too few right.

    `at_least`: the share that is enough, 0 to 1. More tiers, and `single` engines of the first
    one, are compared before it. Raises `SetError` for a file that cannot be read.
    """
    questions = [question for path in files for question in read_set(path)]
    judged = {
        name: [judge(question, answerer, clock_ns) for question in questions]
        for name, answerer in tiers.items()
    }
    first = next(iter(tiers))
    rows = [engines.tier_row(name, found) for name, found in judged.items()]
    rows += [engines.single_row(name, questions, tiers[first], clock_ns) for name in single]
    if len(rows) > 1:
        out.write("\n".join(engines.table(rows)) + "\n\n")
    out.write("\n".join(report(judged[first])) + "\n")
    ours = [j for j in judged[first] if OUT not in j.question.expect]
    return 0 if _share(ours, lambda j: j.right) >= at_least else 1


def read_set(path: Path) -> list[Question]:
    """Read a question set; raises `SetError` with file and line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise SetError(f"{path}: {reason}") from error
    return [_question(line, f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip()]


def judge(question: Question, answerer: Answerer, clock_ns: Callable[[], int]) -> Judged:
    """Ask one question."""
    start = clock_ns()
    answer = answerer.answer(question.text)
    us = (clock_ns() - start) / 1000
    ranking = answer.choices or answerer.searcher.ranking(question.text)
    return Judged(question, answer, us, ranking)


def report(judged: Sequence[Judged]) -> list[str]:
    """Give the lines of the table."""
    ours = [j for j in judged if OUT not in j.question.expect]
    others = [j for j in judged if OUT in j.question.expect]
    dangers = [j for j in ours if URGENCE in j.question.expect]
    return [
        *_scope(ours),
        *_out_of_scope(others),
        *_danger(dangers, [j for j in judged if URGENCE not in j.question.expect]),
        *_by("style", ours, lambda j: [j.question.style]),
        *_by("topic", ours, lambda j: sorted(j.question.expect)),
        *_confusions(ours),
        *_costs(judged),
    ]


def _scope(ours: Sequence[Judged]) -> list[str]:
    return [
        f"in scope                 {len(ours):5}",
        _line("answered right", ours, lambda j: j.right),
        _line("answered wrong", ours, lambda j: j.wrong),
        _line("asked back", ours, lambda j: j.answer.outcome == "clarify"),
        _line("unknown", ours, lambda j: j.answer.outcome == "unknown"),
        _line("helped", ours, lambda j: j.helped),
        _line("right first", ours, lambda j: bool({*j.ranking[:1]} & j.question.expect)),
        _line("right among three", ours, lambda j: bool({*j.ranking} & j.question.expect)),
    ]


def _out_of_scope(others: Sequence[Judged]) -> list[str]:
    lines = [f"out of scope             {len(others):5}"]
    for style in ("", *sorted({j.question.style for j in others} - {""})):
        chosen = [j for j in others if style in ("", j.question.style)]
        name = f" ({style})" if style else ""
        lines += [
            _line(f"answered{name}", chosen, lambda j: j.answer.outcome == "answer"),
            _line(f"asked back{name}", chosen, lambda j: j.answer.outcome == "clarify"),
            _line(f"unknown{name}", chosen, lambda j: j.answer.outcome == "unknown"),
        ]
    return lines


def _danger(dangers: Sequence[Judged], calm: Sequence[Judged]) -> list[str]:
    missed = sum(j.answer.topic != URGENCE for j in dangers)
    alarms = sum(j.answer.kind is not None for j in calm)
    named = [j for j in dangers if j.question.numbers and j.answer.topic == URGENCE]
    fitting = sum(bool({*j.answer.numbers[:1]} & j.question.numbers) for j in named)
    return [
        f"danger                   {len(dangers):5}",
        f"  missed                 {missed:5}",
        f"  fitting number first   {fitting:5}  of {len(named)}",
        f"  false alarms           {alarms:5}  of {len(calm)}",
    ]


def _by(name: str, ours: Sequence[Judged], keys: Callable[[Judged], Iterable[str]]) -> list[str]:
    groups: dict[str, list[Judged]] = {}
    for judged in ours:
        for key in keys(judged):
            groups.setdefault(key, []).append(judged)
    lines = [f"by {name}: answered right, helped"]
    for key, group in sorted(groups.items(), key=lambda item: _share(item[1], lambda j: j.right)):
        right, helped = _share(group, lambda j: j.right), _share(group, lambda j: j.helped)
        lines.append(f"  {key:22} {100 * right:5.1f} %  {100 * helped:5.1f} %  ({len(group)})")
    return lines


def _confusions(ours: Sequence[Judged]) -> list[str]:
    wrong = Counter(
        ("/".join(sorted(j.question.expect)), str(j.answer.topic)) for j in ours if j.wrong
    )
    return ["confusions"] + [f"  {a} → {b}: {n}" for (a, b), n in wrong.most_common(_WORST)]


def _costs(judged: Sequence[Judged]) -> list[str]:
    times = sorted(j.us for j in judged) or [0.0]
    p50, p95, p99 = (times[min(int(len(times) * q), len(times) - 1)] for q in (0.5, 0.95, 0.99))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [f"µs p50 {p50:.0f}  p95 {p95:.0f}  p99 {p99:.0f}; peak memory {peak:.0f} MB"]


def _line(name: str, judged: Sequence[Judged], test: Callable[[Judged], bool]) -> str:
    count = sum(map(test, judged))
    return f"  {name:22} {count:5}  {100 * _share(judged, test):5.1f} %"


def _share(judged: Sequence[Judged], test: Callable[[Judged], bool]) -> float:
    return sum(map(test, judged)) / len(judged) if judged else 1.0


def _question(line: str, place: str) -> Question:
    try:
        row = json.loads(line)
        text, expect, style = row["q"], row["expect"], row.get("style", "")
        named = row.get("number", [])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SetError(f'{place}: expected {{"q": …, "expect": […]}}') from error
    numbers = [named] if isinstance(named, str) else named
    if not isinstance(text, str) or not _texts(expect) or not isinstance(style, str):
        raise SetError(f"{place}: q and style are texts, expect is a list of topics")
    if not _texts(numbers):
        raise SetError(f"{place}: number is a text or a list of texts")
    return Question(text, frozenset(expect), style, frozenset(numbers))


def _texts(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(one, str) for one in found)
