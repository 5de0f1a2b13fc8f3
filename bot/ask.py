"""`colibris ask`: one question in, one answer out, whatever is typed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

from bot.lines import Line, as_line, read_lines, write_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from content.ask import Answerer
    from content.model import Answer


def run(
    question: Sequence[str],
    *,
    as_json: bool,
    stdin: BinaryIO,
    stdout: BinaryIO,
    answerer: Answerer,
    clock_ns: Callable[[], int],
) -> int:
    """Answer the arguments, joined by a space, or each line of standard input, in order.

    With `as_json` one object a line, as spec/contract.md describes it; else plain text with an
    empty line behind each answer.
    """
    lines: Iterable[Line] = read_lines(stdin)
    if question:
        lines = [as_line(" ".join(question).encode("utf-8", "surrogateescape"))]
    for line in lines:
        answered = answer_line(line, answerer, clock_ns)
        if as_json:
            write_line(stdout, answered)
        else:
            stdout.write(_plain(answered).encode("utf-8", "replace"))
            stdout.flush()
    return 0


def answer_line(line: Line, answerer: Answerer, clock_ns: Callable[[], int]) -> dict[str, Any]:
    """Answer one line as the object of the contract; `us` is the time taken in microseconds."""
    if line.error is not None:
        return {"q": line.text, "error": line.error}
    start = clock_ns()
    answer = answerer.answer(line.text)
    return as_object(line.text, answer, (clock_ns() - start) // 1000)


def as_object(question: str, answer: Answer, us: int) -> dict[str, Any]:
    """Give the fields of `ask --json`."""
    return {
        "q": question,
        "outcome": answer.outcome,
        "topic": answer.topic,
        "choices": list(answer.choices),
        "confidence": round(answer.confidence, 3),
        "text": answer.text,
        "kind": answer.kind,
        "numbers": list(answer.numbers),
        "us": us,
    }


def _plain(answered: dict[str, Any]) -> str:
    if "error" in answered:
        return (
            f"colibris: {json.dumps(answered['q'], ensure_ascii=False)}: {answered['error']}\n\n"
        )
    return f"{answered['text']}\n\n"
