"""Compares the tiers and the single engines behind an answer: `colibris evaluate --engine …`.

A tier (`full`, `lite`) answers; a single engine (`classifier`, `phrasings`, `meaning`) only puts
topics in an order, so that only its first and its first three can be counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from content.model import OUT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.evaluate import Judged, Question
    from content.ask import Answerer

TIERS: Final = ("full", "lite")
SINGLE: Final = ("classifier", "phrasings", "meaning")

_HEAD: Final = (
    f"{'engine':12} right  wrong   back  helped  out answered  first  three  µs p50   p95"
)


def tier_row(name: str, judged: Sequence[Judged]) -> str:
    """Give the line of a tier that has answered."""
    ours = [j for j in judged if OUT not in j.question.expect]
    others = [j for j in judged if OUT in j.question.expect]
    shares = (
        _share(sum(j.right for j in ours), ours),
        _share(sum(j.wrong for j in ours), ours),
        _share(sum(j.answer.outcome == "clarify" for j in ours), ours),
        _share(sum(j.helped for j in ours), ours),
        _share(sum(j.answer.outcome == "answer" for j in others), others),
        *_placed([(j.question, j.ranking) for j in judged]),
    )
    return _row(name, shares, [j.us for j in judged])


def single_row(
    name: str, questions: Sequence[Question], answerer: Answerer, clock_ns: Callable[[], int]
) -> str:
    """Give the line of a single engine, which ranks and does not answer."""
    ranked, times = [], []
    answerer.searcher.forget()
    for question in questions:
        start = clock_ns()
        scores = answerer.searcher.scores(name, question.text)
        times.append((clock_ns() - start) / 1000)
        ranked.append((question, _best(scores)))
    return _row(name, (None,) * 5 + _placed(ranked), times)


def table(rows: Sequence[str]) -> list[str]:
    """Give the lines of the comparison."""
    return [_HEAD, *rows]


def _best(scores: Mapping[str, float]) -> tuple[str, ...]:
    ours = (topic for topic in scores if topic != OUT)
    return tuple(sorted(ours, key=lambda topic: (-scores[topic], topic))[:3])


def _placed(ranked: Sequence[tuple[Question, Sequence[str]]]) -> tuple[float, float]:
    ours = [(question, topics) for question, topics in ranked if OUT not in question.expect]
    first = sum(bool({*topics[:1]} & question.expect) for question, topics in ours)
    three = sum(bool({*topics[:3]} & question.expect) for question, topics in ours)
    return _share(first, ours), _share(three, ours)


def _row(name: str, shares: Sequence[float | None], times: Sequence[float]) -> str:
    right, wrong, back, helped, out, first, three = (
        f"{'–' if share is None else f'{100 * share:.1f}':>5}" for share in shares
    )
    ordered = sorted(times) or [0.0]
    p50, p95 = (ordered[min(int(len(ordered) * q), len(ordered) - 1)] for q in (0.5, 0.95))
    return (
        f"{name:12} {right}  {wrong}  {back}   {helped}         {out}  {first}  {three}"
        f"  {p50:6.0f} {p95:6.0f}"
    )


def _share(count: int, among: Sequence[object]) -> float:
    return count / len(among) if among else 1.0
